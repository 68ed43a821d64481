"""How much silence ends a turn: short after a finished thought, long in a thinking pause.

Evidence that the thought is finished is added as log-odds: what the turn detector hears in the voice, and how
the words end. The sum says where between `finished_ms` and `thinking_ms` the silence needed lies; the
speaker's own pauses stretch it. See docs/speech.md, "Endpointing".
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from typing import Final, Literal

from viva.settings import Endpointing
from viva.speech.clause import Clause, Shape

NEVER_MS: Final = 1 << 40
"""More silence than there can be."""

SHAPES: Final[dict[Shape, float]] = {
    Shape.NOTHING: -4.0,
    Shape.HESITATION: -6.0,
    Shape.HANGING: -5.0,
    Shape.LEANING: -3.5,
    Shape.PROMISED: -3.5,
    Shape.OPEN: 0.0,
    Shape.CLOSED: 1.5,
    Shape.REPLY: 3.0,
    Shape.HANDED_OVER: 7.0,
}
"""Log-odds, by how the words end, that the thought is finished."""

UNREAD: Final = -0.8
"""Log-odds while the words are not known: they may well turn out to hang."""

DETECTOR_WEIGHT: Final = 0.85
"""The turn detector's log-odds count for so much."""

DETECTOR_LIMIT: Final = 2.4
"""It is never believed beyond these log-odds: it is often sure and wrong."""

CERTAIN: Final = (
    (0.0, -4.0),
    (0.5, -3.6),
    (0.75, -3.1),
    (0.87, 0.0),
    (0.93, 1.8),
    (1.0, 3.8),
)
"""Log-odds by the probability of the last word, in straight lines between these points. Where somebody breaks
off, the recogniser makes an end up and is unsure of it."""

EARLY: Final = -11.0
"""Log-odds at an answer's first word: hardly one is over after a sentence, whatever its tune. They fade away
evenly over `EARLY_MS` of speech, and alone they bring the sum to no less than `EARLY_FLOOR`, by what was
asked."""

EARLY_MS: Final = 6_000
EARLY_SHARE: Final = 0.8
EARLY_LEAST_MS: Final = 1_500
"""For a speaker whose usual answer is known: this share of it, between this and `EARLY_MS`."""
EARLY_FLOOR: Final[dict["Asked", float]] = {"opening": -1.2, "follow-up": 0.5}

LITTLE_SPEECH_MS: Final = 350
"""Less speech than this, its words unknown, is no answer yet."""

ORDINARY_PAUSE_MS: Final = 600
"""An ordinary speaker's pause, of those of 250 ms and more; what a speaker's own are compared with."""

Asked = Literal["opening", "follow-up", "word"]
"""What is answered: a question that wants minutes, one that a sentence may answer, "did you say FAISS?"."""

_COMPLETE: Final = frozenset({Shape.REPLY, Shape.HANDED_OVER})
_UNENDED: Final = frozenset({Shape.HANGING, Shape.LEANING})
"""However surely "about 200" was heard, it is no more of an end for that."""
_PRIOR_PAUSES: Final = 4
_MOST_STRETCH: Final = 1.5
_SURE: Final = 2.4
"""Log-odds from which a thought counts as finished and as unfinished: 0.92 and 0.08."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known in a pause. None: not known (yet)."""

    detector: float | None
    clause: Clause | None
    speech_ms: int
    certain: float | None = None
    """The recogniser's probability of the last word."""
    asked: Asked = "opening"


class Patience:
    """Silence needed, for one speaker through a session."""

    def __init__(self, parameters: Endpointing) -> None:
        self._parameters = parameters
        self._pauses: deque[int] = deque(maxlen=24)
        self._mistaken: deque[int] = deque(maxlen=4)
        self._answers: deque[int] = deque(maxlen=8)

    def odds(self, evidence: Evidence) -> float:
        """Log-odds that the thought is finished."""
        shape = evidence.clause.shape if evidence.clause else None
        total = UNREAD if shape is None else SHAPES[shape]
        if evidence.detector is not None:
            heard = _logit(evidence.detector) - _logit(self._parameters.finished)
            total += DETECTOR_WEIGHT * max(-DETECTOR_LIMIT, min(DETECTOR_LIMIT, heard))
        if evidence.certain is not None:
            sure = _line(evidence.certain, CERTAIN)
            total += min(sure, 0.0) if shape in _UNENDED else sure
        if evidence.asked != "word" and shape not in _COMPLETE:
            early = EARLY * max(0.0, 1 - evidence.speech_ms / self.early_ms)
            total = max(total + early, min(total, EARLY_FLOOR[evidence.asked]))
        return total

    def needed_ms(self, evidence: Evidence) -> int:
        """Silence that ends the turn, ms; `NEVER_MS` while nothing has been said but "so, um"."""
        parameters = self._parameters
        shape = evidence.clause.shape if evidence.clause else None
        if shape is Shape.HESITATION:
            return NEVER_MS
        if shape is Shape.HANDED_OVER:
            return parameters.finished_ms
        if shape is None and evidence.speech_ms < LITTLE_SPEECH_MS:
            return self._longest()
        odds = self.odds(evidence)
        share = max(-1.0, min(1.0, odds / _SURE))
        needed = _between(share, parameters) * self.stretch ** (1 - max(0.0, share) / 2)
        if odds > 0 and self._mistaken:
            needed = max(needed, 1.2 * max(self._mistaken))
        return round(min(needed, self._longest()))

    @property
    def early_ms(self) -> float:
        """How much speech an answer's beginning is: less for one whose answers are short."""
        if not self._answers:
            return EARLY_MS
        usual = sorted(self._answers)[len(self._answers) // 2]
        return max(EARLY_LEAST_MS, min(EARLY_MS, usual * EARLY_SHARE))

    @property
    def stretch(self) -> float:
        """How much longer than an ordinary speaker this one pauses, 1 to 1.5."""
        total = _PRIOR_PAUSES * log(ORDINARY_PAUSE_MS) + sum(log(pause) for pause in self._pauses)
        typical = exp(total / (_PRIOR_PAUSES + len(self._pauses)))
        return max(1.0, min(_MOST_STRETCH, typical / ORDINARY_PAUSE_MS))

    def paused(self, ms: int, odds: float | None) -> None:
        """The speaker went on after so long a pause, which had looked so finished."""
        if ms < 250:
            return
        self._pauses.append(min(ms, self._longest()))
        if odds is not None and odds > 1.0 and ms > 400:
            self._mistaken.append(ms)

    def turn_over(self, speech_ms: int = 0) -> None:
        """A turn of so much speech is over. What was learned of seemingly finished pauses fades."""
        if speech_ms > 0:
            self._answers.append(speech_ms)
        self._mistaken = deque((round(0.75 * ms) for ms in self._mistaken), maxlen=self._mistaken.maxlen)

    def _longest(self) -> int:
        return max(self._parameters.thinking_ms, self._parameters.unsure_ms, self._parameters.finished_ms)


def _between(share: float, parameters: Endpointing) -> float:
    """Silence in ms, interpolated in its logarithm: thinking at -1, unsure at 0, finished at 1."""
    low, middle, high = (
        log(ms) for ms in (parameters.finished_ms, parameters.unsure_ms, parameters.thinking_ms)
    )
    return exp(middle + (low - middle) * share if share >= 0 else middle + (middle - high) * share)


def _line(at: float, points: Sequence[tuple[float, float]]) -> float:
    for (x0, y0), (x1, y1) in pairwise(points):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return points[-1][1]


def _logit(probability: float) -> float:
    bounded = max(1e-4, min(1 - 1e-4, probability))
    return log(bounded / (1 - bounded))
