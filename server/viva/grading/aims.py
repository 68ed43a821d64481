"""Which criteria the interviewer of a pasted transcript asked for."""

from typing import Final

import numpy as np

from viva.domain.label import Prompted
from viva.domain.rubric import Criterion
from viva.domain.transcript import Speaker
from viva.grading.ledger import Prompts
from viva.grading.memory import VectorMemory
from viva.grading.normal import normal
from viva.grading.sentences import sentence_spans
from viva.grading.shown import Floats
from viva.ports import Case

CLEAR: Final = 0.6
"""Cosine to a criterion's own probes from which a question clearly aims at it."""

_LONGEST: Final = 60
_QUOTE: Final = "{quote}"


def aims(case: Case, memory: VectorMemory) -> Prompts:
    """Probes by criterion and turn: the criterion whose probes an interviewer's sentence is nearest to.

    Only sentences that are clearly near count. Hints cannot be told from probes here.
    """
    asked = [
        (index, normal(span.of(turn.text)))
        for index in case.turns
        if (turn := case.transcript.turns[index]).speaker is Speaker.INTERVIEWER
        for span in sentence_spans(turn.text)
        if len(span.of(turn.text).split()) <= _LONGEST
    ]
    pairs = [(c.id, text) for c in case.criteria for text in _questions(c, case)]
    if not asked or not pairs:
        return {}
    cosines: Floats = (
        memory.vectors([text for _, text in asked]) @ memory.vectors([text for _, text in pairs]).T
    ).astype(np.float64)
    found: dict[str, dict[int, Prompted]] = {}
    for row, (turn, _) in enumerate(asked):
        nearest = int(np.argmax(cosines[row]))
        if cosines[row, nearest] >= CLEAR:
            found.setdefault(pairs[nearest][0], {})[turn] = Prompted.AFTER_PROBE
    return found


def _questions(criterion: Criterion, case: Case) -> list[str]:
    """A criterion's probes, without the sentences that hold the candidate's words."""
    lines = [*criterion.probes, *(point.ask for point in criterion.sub_points)]
    lines += [line.text for line in case.question.follow_ups if line.criterion == criterion.id]
    sentences = [span.of(line) for line in lines for span in sentence_spans(line)]
    return list(dict.fromkeys(normal(text) for text in sentences if _QUOTE not in text and normal(text)))
