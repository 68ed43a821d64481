"""How it was said: measures beside the score, never part of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, in the measure's unit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `text` says it in a sentence; `range_text` what is usual, or that nothing is known to be.

    `source` is where the range was published. `about`: an approximation.
    """

    id: str
    name: str
    value: float
    unit: str
    text: str
    range: Span | None = None
    range_text: str = ""
    source: str = ""
    about: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence within an answer. `before_turn` is the turn whose words go on after it."""

    before_turn: int
    ms: int


@dataclass(frozen=True, slots=True)
class PhaseTime:
    """Minutes spent in a phase against its plan."""

    id: str
    minutes_used: float
    minutes_planned: float | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """All that could be measured. A measure that had too little to go by is not among them."""

    measures: tuple[Measure, ...]
    pauses: tuple[Pause, ...] = ()
    phases: tuple[PhaseTime, ...] = ()
