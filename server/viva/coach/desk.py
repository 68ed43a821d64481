"""What every session that is held needs of the engine."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from viva.coach.listener import Listener
from viva.coach.speaker import Speaker
from viva.content.library import Library
from viva.domain.event import SessionGraded
from viva.domain.session import Session
from viva.ports import Clock, SessionStore

Grading = Callable[[Session], Awaitable[SessionGraded]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Shared by all sessions."""

    store: SessionStore
    library: Library
    listener: Listener
    speaker: Speaker
    clock: Clock
    grade: Grading
