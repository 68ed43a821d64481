"""From scores of windows to a label, a can't call or nothing found. The constants were chosen on labelled
transcripts, leaving one out at a time (`benchmarks/grader.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.label import Label
from viva.grading.lexicon import Floats
from viva.grading.windows import Sentence, Window

_COVERED_SLOPE: Final = 2.0
_FULL_SLOPE: Final = 2.2
_SECOND_WITHIN: Final = 0.5
_AS_GOOD: Final = 0.15
_MAX_EVIDENCE: Final = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where scores turn into labels. Between `unsure_below` and `unsure_above` nothing is called."""

    covered: float = 0.38
    full: float = 0.52
    unsure_below: float = 0.15
    unsure_above: float = 0.05


@dataclass(frozen=True, slots=True)
class Reading:
    """How strongly a criterion's windows speak. `covered` is the mean of the two best windows, `full` of the
    five best; `best` holds windows worth quoting, strongest first."""

    covered: float
    full: float
    best: tuple[Window, ...]
    thresholds: Thresholds

    @property
    def label(self) -> Label | None:
        """None within the band where nothing is called."""
        at = self.thresholds
        if self.covered < at.covered - at.unsure_below:
            return Label.MISSING
        if self.covered < at.covered + at.unsure_above:
            return None
        return Label.FULL if self.full >= at.full else Label.PARTIAL

    @property
    def confidence(self) -> float:
        """Probability of the label as called, 0..1; for a can't call that it is covered."""
        covered = _logistic(_COVERED_SLOPE * (self.covered - self.thresholds.covered))
        full = covered * _logistic(_FULL_SLOPE * (self.full - self.thresholds.full))
        match self.label:
            case Label.MISSING:
                return 1.0 - covered
            case Label.PARTIAL:
                return covered - full
            case Label.FULL:
                return full
            case None:
                return covered


def read(scores: Floats, runs: Sequence[Window], said: Sequence[Sentence], thresholds: Thresholds) -> Reading:
    """The reading of one criterion's scores, one a window. There is at least one window."""
    order = [int(i) for i in np.lexsort((np.arange(len(scores)), -scores))]
    ranked = scores[order]
    return Reading(
        covered=float(ranked[:2].mean()),
        full=float(ranked[:5].mean()),
        best=_quotable(scores, order, runs, said, at_least=thresholds.covered),
        thresholds=thresholds,
    )


def _quotable(
    scores: Floats,
    order: Sequence[int],
    runs: Sequence[Window],
    said: Sequence[Sentence],
    *,
    at_least: float,
) -> tuple[Window, ...]:
    """The best window, in its shortest form that is about as good, and others elsewhere near it."""
    top = float(scores[order[0]])
    chosen: list[Window] = []
    for i in order[: 12 * _MAX_EVIDENCE]:
        if len(chosen) == _MAX_EVIDENCE or (chosen and scores[i] < max(top - _SECOND_WITHIN, at_least)):
            break
        if any(runs[i].overlaps(other) for other in chosen):
            continue
        around = [k for k in order if runs[k].overlaps(runs[i]) and scores[k] >= scores[i] - _AS_GOOD]
        around = [k for k in around if not any(runs[k].overlaps(other) for other in chosen)]
        shortest = min(around, key=lambda k: (_words(runs[k], said), -scores[k]))
        chosen.append(runs[shortest])
    return tuple(chosen)


def _words(run: Window, said: Sequence[Sentence]) -> int:
    return sum(sentence.words for sentence in said[run.first : run.last + 1])


def _logistic(x: float) -> float:
    return float(1.0 / (1.0 + np.exp(-x)))
