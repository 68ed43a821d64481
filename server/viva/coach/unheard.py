"""Lines that were written down and not said aloud yet."""

from collections.abc import Sequence
from dataclasses import dataclass

from viva.domain.session import Session
from viva.domain.transcript import Speaker


@dataclass(frozen=True, slots=True)
class Unheard:
    """A line of the interviewer's."""

    turn: int
    text: str


def unheard(session: Session) -> Sequence[Unheard]:
    """The interviewer's lines since the candidate's last turn that nobody has heard, in order."""
    found: list[Unheard] = []
    for i in range(len(session.turns) - 1, -1, -1):
        turn = session.turns[i]
        if turn.speaker is Speaker.CANDIDATE or turn.spoken:
            break
        found.append(Unheard(i, turn.text))
    return found[::-1]
