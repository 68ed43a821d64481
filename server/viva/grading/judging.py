"""From a criterion's reading to its judgement, with evidence and a reason for the candidate."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.evidence import Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.rubric import Criterion, ExampleKind
from viva.grading.checks import ceiling
from viva.grading.deciding import Reading
from viva.grading.lessons import Shown
from viva.grading.lexicon import Floats, terms
from viva.grading.reasons import near_miss, reason, spoken_points
from viva.grading.said import Said
from viva.ports import Case

NEAR_THE_LINE: Final = (
    "These words are near the line between covered and not. It counts neither for you nor against you."
)
ONLY_NAMED: Final = (
    "You name it, and what you would do about it could not be made out. "
    "It counts neither for you nor against you."
)
_WAVED_OFF: Final = frozenset({ExampleKind.DECLINED, ExampleKind.DELEGATED, ExampleKind.HEARSAY})


@dataclass(frozen=True, slots=True)
class Marking:
    """A criterion's reading with the scores that it comes from, one a window, and its examples."""

    reading: Reading
    scores: Floats
    shown: Shown


def judgement(criterion: Criterion, marking: Marking, said: Said, case: Case) -> Judgement:
    """The judgement of a criterion that has examples, over words that were said."""
    reading = marking.reading
    named = _named(marking.shown, said) if reading.label in {None, Label.MISSING} else None
    if reading.label is None and named is None:
        return Unscored(NEAR_THE_LINE, reading.confidence, "", (said.evidence(reading.best[0]),))
    if reading.label is Label.MISSING:
        if named is not None:
            return Unscored(ONLY_NAMED, reading.confidence, "", (said.sentence_evidence(named),))
        return Scored(Label.MISSING, reading.confidence, _missing(criterion, marking, said))
    if named is not None:
        evidence = (said.sentence_evidence(named),)
        return Scored(
            Label.PARTIAL, reading.confidence, _told(criterion, Label.PARTIAL, marking, said), evidence
        )
    label = reading.label or Label.PARTIAL
    evidence = tuple(said.evidence(window) for window in reading.best)
    held = ceiling(criterion.id, case, said, evidence)
    if held is not None and held.label < label:
        return Scored(held.label, reading.confidence, held.seen, evidence)
    return Scored(label, reading.confidence, _told(criterion, label, marking, said), evidence)


def _told(criterion: Criterion, label: Label, marking: Marking, said: Said) -> str:
    counts = [
        i
        for i, window in enumerate(said.windows)
        if marking.scores[i] >= marking.reading.thresholds.covered
        or any(window.overlaps(best) for best in marking.reading.best)
    ]
    return reason(criterion, label, spoken_points(marking.shown, said.vectors[counts]))


def _missing(criterion: Criterion, marking: Marking, said: Said) -> str:
    plain = reason(criterion, Label.MISSING, [0.0] * len(criterion.sub_points))
    shown = marking.shown
    if not len(shown.contrast):
        return plain
    nearest = int(np.argmax((said.sentence_vectors @ shown.contrast.T).max(axis=1)))
    words = said.sentence_evidence(nearest).quote
    miss = near_miss(shown, said.sentence_vectors[nearest], words)
    return f"{miss} {plain}" if miss else plain


def _named(shown: Shown, said: Said) -> int | None:
    """The first sentence that names the criterion and does not wave it off."""
    for i, sentence in enumerate(said.sentences):
        if terms(sentence.text) & shown.naming and not _reads_waved_off(shown, said.sentence_vectors[i]):
            return i
    return None


def _reads_waved_off(shown: Shown, vector: Floats) -> bool:
    waved = [i for i, kind in enumerate(shown.contrast_kinds) if kind in _WAVED_OFF]
    if not waved:
        return False
    rest = [i for i, kind in enumerate(shown.contrast_kinds) if kind is ExampleKind.KEYWORD]
    for_it = max([*(shown.positive @ vector), *(shown.contrast[rest] @ vector)])
    return float((shown.contrast[waved] @ vector).max()) > float(for_it)
