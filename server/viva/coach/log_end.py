"""What the end of a log asks for, and the errors of a session that cannot go on."""

import hashlib
from collections.abc import Sequence

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import (
    AnswerTaken,
    ControlUsed,
    FillersCounted,
    LineSpoken,
    SessionResumed,
    Stored,
    TurnCorrected,
)

_ASIDES = SessionResumed | LineSpoken | TurnCorrected | FillersCounted
"""Events that reply to nothing."""


def unanswered(
    log: Sequence[Stored], before: AnswerTaken | ControlUsed | None = None
) -> AnswerTaken | ControlUsed | None:
    """The answer or control at the log's end that was never replied to, if there is one.

    `before` is what had no reply yet where this part of the log begins.
    """
    for stored in reversed(log):
        if isinstance(stored.event, AnswerTaken | ControlUsed):
            return stored.event
        if not isinstance(stored.event, _ASIDES):
            return None
    return before


def seed_of(session_id: str) -> int:
    """The seed of a session's choice of words."""
    return int.from_bytes(hashlib.blake2b(session_id.encode(), digest_size=4).digest(), "big")


def session_over() -> VivaError:
    """An answer or control came too late."""
    return VivaError(
        "session-over",
        "This interview is over.",
        "Start another one, or replay this one.",
        ErrorKind.CONFLICT,
    )


def trouble() -> VivaError:
    """A fault of Viva's own."""
    return VivaError(
        "trouble",
        "Something went wrong in Viva, and the interviewer could not reply.",
        "Your answers are safe. Say something more, or end the interview to have it graded.",
        ErrorKind.INTERNAL,
    )
