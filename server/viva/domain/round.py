"""A round: one leg or several, each a bank of questions, a rubric and time boxes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phase:
    """A time box. `announce` is how the interviewer opens it aloud; empty for a leg's first phase."""

    id: str
    title: str
    minutes: float
    announce: str = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """One question within a round. `rubric` names both the rubric and the bank of questions."""

    rubric: str
    phases: tuple[Phase, ...]
    announce: str = ""

    @property
    def minutes(self) -> float:
        """Planned minutes of all its phases."""
        return sum(phase.minutes for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Round:
    """What a candidate picks. `minutes` counts the debrief too where a round has one."""

    id: str
    title: str
    summary: str
    minutes: int
    legs: tuple[Leg, ...]
    format: str
    short: bool = False
