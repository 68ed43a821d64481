"""The log of a session that is being held: its fold, its clock, and the one way to add to it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from viva.coach.log_end import unanswered
from viva.coach.session_time import GAP_MS, SessionTime, last_seen
from viva.domain.errors import VivaError
from viva.domain.event import AnswerTaken, ControlUsed, Event, Stored
from viva.domain.session import Session, apply, fold
from viva.ports import Clock, SessionStore

E = TypeVar("E", bound=Event)


class HeldLog:
    """Nothing is told to anyone before the store has committed it.

    `pending` is the answer or control that has no reply yet.
    """

    def __init__(
        self,
        session_id: str,
        log: Sequence[Stored],
        store: SessionStore,
        clock: Clock,
        tell: Callable[[Stored], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._tell = tell
        self.session: Session = fold(session_id, log)
        self.pending: AnswerTaken | ControlUsed | None = unanswered(log)
        self.time = SessionTime(clock, self.session.at_ms)
        self._seen: datetime | None = last_seen(self.session.started, log)

    def now_ms(self) -> int:
        """The session clock; never before the last event."""
        return max(self.session.at_ms, self.time.now_ms())

    async def append(self, events: Sequence[Event], *, at_ms: int = 0) -> None:
        """Stores events, now or at `at_ms` if that is later. Raises what the store raises."""
        when = max(self.now_ms(), at_ms)
        stored = await self._store.append(
            self.session.id, [(when, event) for event in events], after_seq=self.session.seq
        )
        self._commit(stored)

    async def add(self, make: Callable[[], E], *, at_ms: int = 0) -> E:
        """Stores the event that `make` gives: once more, made anew, if another process was quicker.

        Raises what `make` and the store raise.
        """
        event = make()
        try:
            await self.append([event], at_ms=at_ms)
        except VivaError as error:
            if error.code != "seq-conflict":
                raise
            await self.catch_up()
            event = make()
            await self.append([event], at_ms=at_ms)
        return event

    async def catch_up(self) -> None:
        """Takes in what another process has added."""
        stored = await self._store.read(self.session.id, self.session.seq)
        if stored:
            self._commit(stored)
            self.pending = unanswered(stored, self.pending)

    def gap_ms(self) -> int:
        """How long nobody was there; 0 for a short absence or a session that has not begun."""
        if self._seen is None or self.session.at_ms == 0:
            return 0
        gap = round((self._clock.now() - self._seen).total_seconds() * 1000)
        return gap if gap >= GAP_MS else 0

    def somebody_is_here(self) -> None:
        """An absence ends now."""
        self._seen = self._clock.now()

    def rest(self) -> None:
        """Nobody is there: the session clock stands still."""
        self.time.pause()
        self._seen = self._clock.now()

    def _commit(self, stored: Sequence[Stored]) -> None:
        fresh = [item for item in stored if item.seq > self.session.seq]
        for item in fresh:
            self.session = apply(self.session, item)
        self._seen = self._clock.now()
        for item in fresh:
            self._tell(item)
