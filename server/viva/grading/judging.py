"""From a criterion's reading to its judgement, with evidence and a reason for the candidate."""

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
    if label is None:
        return Unscored(NEAR_THE_LINE, reading.confidence, "", (said.evidence(reading.best[0]),))
    if label is Label.MISSING:
        return Scored(Label.MISSING, reading.confidence, _missing(criterion, marking, said))
    evidence = tuple(said.evidence(window) for window in reading.best)
    held = ceiling(criterion.id, case, said, evidence)
    if held is not None and held.label < label:
        return Scored(held.label, reading.confidence, held.seen, evidence)
    return Scored(label, reading.confidence, _told(criterion, label, marking, said), evidence)


def _told(criterion: Criterion, label: Label, marking: Marking, said: Said) -> str:
    counts = [
        i
        for i, window in enumerate(said.windows)
        if marking.odds[i, 0] >= 0 or any(window.overlaps(best) for best in marking.reading.best)
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
