"""From a criterion's log-odds in each window to a label, a can't call or nothing found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.label import Label
from viva.grading.shown import Floats
from viva.grading.windows import Sentence, Window
from viva.ports import Calibration, Curve

BEST: Final = 2
"""Windows whose mean speaks for the whole: one alone may be a slip, and evidence is said once or twice."""

SHORT: Final = 25
LONG: Final = 80
"""Between so many windows, some twelve and some forty sentences, length counts. What is said after that moves
nothing that was said before. Chosen on development transcripts."""

FEW: Final = 5
"""Windows, which is three sentences, up to which an answer is judged like a whole interview: nothing so short
was calibrated on, and one sentence alone has nothing to save a misreading. From there to `SHORT` it is judged
more and more like a short answer, so that no single sentence moves much."""

SAYING: Final = -3.0
"""The log-odds of its likeliest criterion from which a sentence says anything: thanks, praise and “that is
all” are below, and make no answer longer."""

_SECOND_WITHIN: Final = 1.5
_AS_GOOD: Final = 0.5
_MAX_EVIDENCE: Final = 3
_PLACES: Final = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """The probabilities that a criterion is covered at all and that it is covered in full; `best` holds
    windows worth quoting, strongest first."""

    covered: float
    full: float
    best: tuple[Window, ...]
    calibration: Calibration

    @property
    def label(self) -> Label | None:
        """None where it is too close to call."""
        low, high = self.calibration.unsure
        if self.covered < low:
            return Label.MISSING
        if self.covered < high:
            return None
        return Label.FULL if self.full >= self.calibration.full_from else Label.PARTIAL

    @property
    def confidence(self) -> float:
        """Probability of the label as called, 0..1; for a can't call that it is covered."""
        full = min(self.full, self.covered)
        match self.label:
            case Label.MISSING:
                return 1.0 - self.covered
            case Label.PARTIAL:
                return self.covered - full
            case Label.FULL:
                return full
            case None:
                return self.covered


@dataclass(frozen=True, slots=True)
class Odds:
    """Log-odds of each criterion, shape (windows, 2), at least partial and full; `windows` of them say
    anything."""

    each: Mapping[str, Floats]
    windows: int


def read(
    criterion: str,
    odds: Odds,
    runs: Sequence[Window],
    said: Sequence[Sentence],
    calibration: Calibration,
) -> Reading:
    """The reading of one criterion from its log-odds. There is at least one window."""
    own = odds.each[criterion]
    covered, full = summary(own)
    return Reading(
        covered=round(probability(calibration.covered, covered, odds.windows, criterion), _PLACES),
        full=round(probability(calibration.full, full, odds.windows, criterion), _PLACES),
        best=_quotable(own[:, 0], runs, said),
        calibration=calibration,
    )


def saying(odds: Floats, runs: Sequence[Window]) -> int:
    """How many windows hold only sentences that say anything; log-odds of shape (windows, criteria)."""
    says = {
        run.first: bool(own.max() > SAYING)
        for run, own in zip(runs, odds, strict=True)
        if run.first == run.last
    }
    return sum(all(says[place] for place in range(run.first, run.last + 1)) for run in runs)


def summary(odds: Floats) -> tuple[float, float]:
    """The mean log-odds of the best windows, at least partial and full."""
    best = np.sort(odds, axis=0)[-BEST:].mean(axis=0)
    return float(best[0]), float(best[1])


def length(windows: int) -> float:
    """How long an answer of so many windows is to a calibration: 0 where it is judged like a whole interview,
    less where it is short."""
    if windows >= SHORT:
        return float(np.log(min(windows, LONG) / LONG))
    return float(np.log(SHORT / LONG)) * max(windows - FEW, 0) / (SHORT - FEW)


def probability(curve: Curve, odds: float, windows: int, criterion: str) -> float:
    """0..1: what a curve makes of a criterion's summed log-odds over so many windows."""
    raw = curve.slope * odds + curve.length * length(windows) + curve.offset + curve.own.get(criterion, 0.0)
    return float(1.0 / (1.0 + np.exp(-raw)))


def _quotable(scores: Floats, runs: Sequence[Window], said: Sequence[Sentence]) -> tuple[Window, ...]:
    """The best window, in its shortest form that is about as good, and others elsewhere near it."""
    order = [int(i) for i in np.lexsort((np.arange(len(scores)), -scores))]
    top = float(scores[order[0]])
    chosen: list[Window] = []
    for i in order[: 12 * _MAX_EVIDENCE]:
        if len(chosen) == _MAX_EVIDENCE or (chosen and scores[i] < max(top - _SECOND_WITHIN, 0.0)):
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
