"""Sessions in memory, with scripted faults. For tests and demos."""

from collections.abc import Sequence
from datetime import UTC, datetime

from viva.domain.errors import ErrorKind, VivaError, not_found
from viva.domain.event import Event, Stored
from viva.ports import SessionHead


class MemoryStore:
    """A `SessionStore` that forgets everything with the process. `fail_next` scripts a failure."""

    def __init__(self) -> None:
        self._created: dict[str, datetime] = {}
        self._logs: dict[str, tuple[Stored, ...]] = {}
        self._faults: list[VivaError] = []

    def fail_next(self, error: VivaError) -> None:
        """The next call that writes raises `error` and changes nothing. Several queue up."""
        self._faults.append(error)

    async def create(
        self, session_id: str, created_at: datetime, events: Sequence[tuple[int, Event]]
    ) -> None:
        """A new session with its first events. Raises `VivaError` (session-exists)."""
        self._fault()
        if session_id in self._logs:
            raise VivaError(
                "session-exists",
                f"There is a session “{session_id}” already.",
                "Try again: it will be given another name.",
                ErrorKind.CONFLICT,
            )
        self._created[session_id] = created_at.astimezone(UTC)
        self._logs[session_id] = tuple(Stored(i, at, event) for i, (at, event) in enumerate(events, start=1))

    async def append(
        self, session_id: str, events: Sequence[tuple[int, Event]], *, after_seq: int
    ) -> Sequence[Stored]:
        """All or none. Raises `VivaError` (seq-conflict, unknown-session)."""
        self._fault()
        log = self._log(session_id)
        if (log[-1].seq if log else 0) != after_seq:
            raise VivaError(
                "seq-conflict",
                "Something else was added to this session first.",
                "Open the session again: nothing is lost.",
                ErrorKind.CONFLICT,
            )
        added = tuple(Stored(after_seq + i, at, event) for i, (at, event) in enumerate(events, start=1))
        self._logs[session_id] = (*log, *added)
        return added

    async def read(self, session_id: str, after_seq: int = 0) -> Sequence[Stored]:
        """Raises `VivaError` (unknown-session)."""
        return [stored for stored in self._log(session_id) if stored.seq > after_seq]

    async def heads(self) -> Sequence[SessionHead]:
        """Newest first."""
        found = [
            SessionHead(
                name, self._created[name], log[-1].seq if log else 0, max((s.at_ms for s in log), default=0)
            )
            for name, log in self._logs.items()
        ]
        return sorted(found, key=lambda head: (head.created_at, head.id), reverse=True)

    async def delete(self, session_id: str) -> None:
        """Raises `VivaError` (unknown-session)."""
        self._fault()
        self._log(session_id)
        del self._logs[session_id], self._created[session_id]

    async def delete_all(self) -> int:
        """How many sessions there were."""
        self._fault()
        gone = len(self._logs)
        self._logs.clear()
        self._created.clear()
        return gone

    async def size_bytes(self) -> int | None:
        """Nothing on disk."""
        return None

    def close(self) -> None:
        """Nothing to let go of."""

    def _log(self, session_id: str) -> tuple[Stored, ...]:
        if session_id not in self._logs:
            raise not_found("session", session_id, "It may have been deleted.")
        return self._logs[session_id]

    def _fault(self) -> None:
        if self._faults:
            raise self._faults.pop(0)
