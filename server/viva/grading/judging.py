"""From a criterion's reading to its judgement, with evidence and a reason for the candidate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.evidence import Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.rubric import Criterion
from viva.grading.checks import ceiling
from viva.grading.deciding import Reading
from viva.grading.reasons import near_miss, reason, spoken_points
from viva.grading.said import Said
from viva.grading.shown import Floats, Shown
from viva.ports import Case

NEAR_THE_LINE: Final = (
    "These words are near the line between covered and not. It counts neither for you nor against you."
)


@dataclass(frozen=True, slots=True)
class Marking:
    """A criterion's reading with the log-odds that it comes from, (windows, 2), and its examples."""

    reading: Reading
    odds: Floats
    shown: Shown


def judgement(criterion: Criterion, marking: Marking, said: Said, case: Case) -> Judgement:
    """The judgement of a criterion over words that were said."""
    reading = marking.reading
    label = reading.label
    evidence = tuple(said.evidence(window) for window in reading.best)
    if label is None:
        return Unscored(NEAR_THE_LINE, reading.confidence, _missed(marking, said, _best(marking)), evidence)
    if label is Label.MISSING:
        return Scored(Label.MISSING, reading.confidence, _missing(criterion, marking, said))
    held = ceiling(criterion.id, case, said.sentences, evidence)
    if held is not None and held.label < label:
        return Scored(held.label, reading.confidence, held.seen, evidence)
    return Scored(label, reading.confidence, _told(criterion, label, marking, said), evidence)


def _told(criterion: Criterion, label: Label, marking: Marking, said: Said) -> str:
    counts = [
        i
        for i, window in enumerate(said.windows)
        if marking.odds[i, 0] >= 0 or any(window.overlaps(best) for best in marking.reading.best)
    ]
    plain = reason(criterion, label, spoken_points(marking.shown, said.vectors[counts]))
    miss = _missed(marking, said, _best(marking)) if label is Label.PARTIAL else ""
    return f"{miss} {plain}".strip()


def _missing(criterion: Criterion, marking: Marking, said: Said) -> str:
    plain = reason(criterion, Label.MISSING, [0.0] * len(criterion.sub_points))
    return f"{_missed(marking, said, range(len(said.sentences)))} {plain}".strip()


def _best(marking: Marking) -> Sequence[int]:
    """The sentences of the windows worth quoting."""
    return [i for window in marking.reading.best for i in range(window.first, window.last + 1)]


def _missed(marking: Marking, said: Said, sentences: Sequence[int]) -> str:
    """How that of some sentences which is most like a contrast misses the criterion; "" where none does."""
    shown = marking.shown
    if not len(shown.contrast):
        return ""
    rows = said.sentence_vectors[list(sentences)]
    nearest = sentences[int(np.argmax((rows @ shown.contrast.T).max(axis=1)))]
    return near_miss(shown, said.sentence_vectors[nearest], said.sentence_evidence(nearest).quote) or ""
