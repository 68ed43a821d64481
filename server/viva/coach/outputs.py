"""What those who listen to a session hear: stored events after they were committed, and passing news."""

from dataclasses import dataclass

from viva.domain.event import Stored
from viva.domain.evidence import Judgement


@dataclass(frozen=True, slots=True)
class Covered:
    """A criterion's live coverage has changed (coach mode)."""

    criterion: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Speaking:
    """The words so far of a line that is being said; the stored event follows when it is complete."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the candidate should know. `code` is stable."""

    code: str
    message: str
    hint: str = ""


Output = Stored | Covered | Speaking | Notice
