"""Sessions in SQL: SQLite in a file by default, any database that SQLAlchemy speaks to by URL."""

import asyncio
import json
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from viva.adapters.sql_database import SqlDatabase
from viva.codec.events import dump_event, load_event
from viva.domain.errors import ErrorKind, VivaError, not_found
from viva.domain.event import Event, Stored
from viva.ports import SessionHead

if TYPE_CHECKING:
    from sqlalchemy import Connection

T = TypeVar("T")
WORKERS: Final = 4


class SqlStore:
    """A `SessionStore`. It opens on first use; calls run in a few worker threads of its own."""

    def __init__(self, url: str, *, busy_ms: int = 5_000) -> None:
        """`url` is an SQLAlchemy URL. `busy_ms` is how long SQLite waits for another program's lock."""
        self._database = SqlDatabase(url, busy_ms)
        self._starting = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    async def create(
        self, session_id: str, created_at: datetime, events: Sequence[tuple[int, Event]]
    ) -> None:
        """A new session with its first events. Raises `VivaError` (session-exists)."""
        await self._run(lambda: self._create(session_id, created_at, events))

    async def append(
        self, session_id: str, events: Sequence[tuple[int, Event]], *, after_seq: int
    ) -> Sequence[Stored]:
        """All or none. Raises `VivaError` (seq-conflict, unknown-session)."""
        return await self._run(lambda: self._append(session_id, events, after_seq))

    async def read(self, session_id: str, after_seq: int = 0) -> Sequence[Stored]:
        """Raises `VivaError` (unknown-session, bad-event)."""
        return await self._run(lambda: self._read(session_id, after_seq))

    async def heads(self) -> Sequence[SessionHead]:
        """Newest first."""
        return await self._run(self._heads)

    async def delete(self, session_id: str) -> None:
        """Raises `VivaError` (unknown-session)."""
        await self._run(lambda: self._delete(session_id))

    async def delete_all(self) -> int:
        """How many sessions there were."""
        return await self._run(self._delete_all)

    async def size_bytes(self) -> int | None:
        """What the database takes on disk; None when it is not a file."""
        return await self._run(self._database.size_bytes)

    def close(self) -> None:
        """Waits for what is running and lets go of the database. A later call opens it again."""
        with self._starting:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)
        self._database.close()

    # In a worker thread ---------------------------------------------------------------------------

    def _create(self, session_id: str, created_at: datetime, events: Sequence[tuple[int, Event]]) -> None:
        from sqlalchemy import insert
        from sqlalchemy.exc import IntegrityError

        rows = self._rows(session_id, events, 0)
        moment = created_at.astimezone(UTC).isoformat(timespec="microseconds")
        try:
            with self._database.transaction(writes=True) as connection:
                connection.execute(insert(self._tables.sessions).values(id=session_id, created_at=moment))
                if rows:
                    connection.execute(insert(self._tables.events), rows)
        except IntegrityError as error:
            raise VivaError(
                "session-exists",
                f"There is a session “{session_id}” already.",
                "Try again: it will be given another name.",
                ErrorKind.CONFLICT,
            ) from error

    def _append(
        self, session_id: str, events: Sequence[tuple[int, Event]], after_seq: int
    ) -> Sequence[Stored]:
        from sqlalchemy import insert
        from sqlalchemy.exc import IntegrityError

        rows = self._rows(session_id, events, after_seq)
        try:
            with self._database.transaction(writes=True) as connection:
                if self._last_seq(connection, session_id) != after_seq:
                    raise _conflict()
                if rows:
                    connection.execute(insert(self._tables.events), rows)
        except IntegrityError as error:
            raise _conflict() from error
        return [Stored(after_seq + i, at_ms, event) for i, (at_ms, event) in enumerate(events, start=1)]

    def _read(self, session_id: str, after_seq: int) -> Sequence[Stored]:
        from sqlalchemy import select

        table = self._tables.events
        wanted = (
            select(table.c.seq, table.c.at_ms, table.c.event)
            .where(table.c.session_id == session_id, table.c.seq > after_seq)
            .order_by(table.c.seq)
        )
        with self._database.transaction() as connection:
            rows = connection.execute(wanted).all()
            if not rows:
                self._last_seq(connection, session_id)
        return [Stored(row.seq, row.at_ms, _load(row.event)) for row in rows]

    def _heads(self) -> Sequence[SessionHead]:
        from sqlalchemy import func, select

        sessions, events = self._tables.sessions, self._tables.events
        wanted = (
            select(
                sessions.c.id,
                sessions.c.created_at,
                func.coalesce(func.max(events.c.seq), 0).label("seq"),
                func.coalesce(func.max(events.c.at_ms), 0).label("at_ms"),
            )
            .outerjoin(events, events.c.session_id == sessions.c.id)
            .group_by(sessions.c.id, sessions.c.created_at)
            .order_by(sessions.c.created_at.desc(), sessions.c.id.desc())
        )
        with self._database.transaction() as connection:
            rows = connection.execute(wanted).all()
        return [
            SessionHead(row.id, datetime.fromisoformat(row.created_at), row.seq, row.at_ms) for row in rows
        ]

    def _delete(self, session_id: str) -> None:
        from sqlalchemy import delete

        sessions, events = self._tables.sessions, self._tables.events
        with self._database.transaction(writes=True) as connection:
            connection.execute(delete(events).where(events.c.session_id == session_id))
            gone = connection.execute(delete(sessions).where(sessions.c.id == session_id)).rowcount
            if gone == 0:
                raise _unknown(session_id)
        self._database.tidy()

    def _delete_all(self) -> int:
        from sqlalchemy import delete

        with self._database.transaction(writes=True) as connection:
            connection.execute(delete(self._tables.events))
            gone = connection.execute(delete(self._tables.sessions)).rowcount
        self._database.tidy()
        return gone

    def _last_seq(self, connection: "Connection", session_id: str) -> int:
        from sqlalchemy import func, select

        sessions, events = self._tables.sessions, self._tables.events
        if connection.execute(select(sessions.c.id).where(sessions.c.id == session_id)).first() is None:
            raise _unknown(session_id)
        last = select(func.coalesce(func.max(events.c.seq), 0)).where(events.c.session_id == session_id)
        return int(connection.execute(last).scalar_one())

    @staticmethod
    def _rows(
        session_id: str, events: Sequence[tuple[int, Event]], after_seq: int
    ) -> list[dict[str, object]]:
        return [
            {"session_id": session_id, "seq": seq, "at_ms": at_ms, "event": _dump(event)}
            for seq, (at_ms, event) in enumerate(events, start=after_seq + 1)
        ]

    @cached_property
    def _tables(self) -> "_Tables":
        return _Tables()

    # Around it ------------------------------------------------------------------------------------

    async def _run(self, work: Callable[[], T]) -> T:
        with self._starting:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="viva-store")
            pool = self._pool
        return await asyncio.get_running_loop().run_in_executor(pool, work)


class _Tables:
    """The tables in the shape that the newest migration leaves."""

    def __init__(self) -> None:
        from sqlalchemy import Column, Integer, MetaData, String, Table, Text

        metadata = MetaData()
        self.sessions = Table(
            "viva_sessions", metadata, Column("id", String, primary_key=True), Column("created_at", String)
        )
        self.events = Table(
            "viva_events",
            metadata,
            Column("session_id", String, primary_key=True),
            Column("seq", Integer, primary_key=True),
            Column("at_ms", Integer),
            Column("event", Text),
        )


def _dump(event: Event) -> str:
    # ASCII, since some databases refuse NUL and lone surrogates as characters.
    return json.dumps(dump_event(event), separators=(",", ":"))


def _load(text: str) -> Event:
    try:
        data: object = json.loads(text)
    except ValueError as error:
        raise _broken() from error
    if not isinstance(data, dict):
        raise _broken()
    return load_event(cast("dict[str, Any]", data))


def _broken() -> VivaError:
    return VivaError(
        "store-broken",
        "A part of this session's log is damaged.",
        "Restore the database from a backup, or delete the session.",
        ErrorKind.UNAVAILABLE,
    )


def _conflict() -> VivaError:
    return VivaError(
        "seq-conflict",
        "Something else was added to this session first.",
        "Open the session again: nothing is lost.",
        ErrorKind.CONFLICT,
    )


def _unknown(session_id: str) -> VivaError:
    return not_found("session", session_id, "It may have been deleted.")
