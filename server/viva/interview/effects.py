"""What the conductor reacts to, and what it wants done."""

from dataclasses import dataclass
from typing import Literal

from viva.domain.event import Act, Control
from viva.domain.question import Assumption, Fact
from viva.domain.rubric import Criterion

# Triggers -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The session was created."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """The session was opened again. `greet` after a gap: the interviewer says where they were."""

    greet: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """A question within an answer, with what the question's sheet has on it."""

    text: str
    start: int
    end: int
    facts: tuple[Fact, ...] = ()
    assumption: Assumption | None = None
    waiting: bool = False
    """Put to the interviewer, with nothing said after it: it wants a reply even if the sheet has none."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The last turn is the candidate's. `asked` are the questions put to the interviewer in it."""

    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class Wished:
    """A control was used."""

    control: Control


@dataclass(frozen=True, slots=True)
class Tick:
    """A time that was asked for with `WakeAt` has come."""


Trigger = Started | Resumed | Answered | Wished | Tick

# Effects ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Aim:
    """What a line is after, for a model to word. `authored` is the question that stands otherwise.

    `lead` is what stands before it in either case (an acknowledgement, a word on time).
    """

    act: Act
    criterion: Criterion | None
    authored: str
    lead: str = ""
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """A line of the interviewer's. `slot` names every authored piece in it, space-separated."""

    text: str
    act: Act
    criterion: str | None = None
    quote: str | None = None
    slot: str | None = None
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class EnterPhase:
    """A time box begins."""

    leg: int
    phase: str


@dataclass(frozen=True, slots=True)
class End:
    """Nothing more will be asked."""

    reason: Literal["finished", "ended-early", "time"]


@dataclass(frozen=True, slots=True)
class Grade:
    """The session wants its scorecard."""


@dataclass(frozen=True, slots=True)
class WakeAt:
    """A `Tick` is wanted at this time of the session clock."""

    at_ms: int


Effect = Say | EnterPhase | End | Grade | WakeAt
