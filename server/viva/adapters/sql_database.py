"""A database by URL: opened on first use, migrated, its transactions begun and its failures told in words."""

import threading
from collections.abc import Generator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from viva.adapters.sql_errors import bad_url, plain_words
from viva.adapters.sql_migrations import STEPS, current_version, migrate
from viva.domain.errors import ErrorKind, VivaError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_WRITES: Final = "viva_writes"


class SqlDatabase:
    """One engine, and the lock behind which this process's writers queue. Its methods block."""

    def __init__(self, url: str, busy_ms: int) -> None:
        """`busy_ms` is how long SQLite waits for another program's lock."""
        self._url = url
        self._busy_ms = busy_ms
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._engine: Engine | None = None

    def close(self) -> None:
        """Lets go of the database. A later call opens it again."""
        with self._opening:
            engine, self._engine = self._engine, None
        if engine is not None:
            engine.dispose()

    @contextmanager
    def transaction(self, *, writes: bool = False) -> "Generator[Connection]":
        """One transaction. Writers of this process queue here, where waiting is fair."""
        from sqlalchemy import StaticPool

        engine = self._open()
        if writes:
            engine = engine.execution_options(**{_WRITES: True})
        alone = writes or isinstance(engine.pool, StaticPool)  # one connection is for one at a time
        with self._writing if alone else nullcontext(), plain_words(), engine.begin() as connection:
            yield connection

    def tidy(self) -> None:
        """Deleted words leave the write-ahead log too; a reader in the way delays that to a later time."""
        engine = self._open()
        if engine.dialect.name == "sqlite":
            with self._writing, plain_words(), engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def size_bytes(self) -> int | None:
        """What it takes on disk; None when it is not a file."""
        engine = self._open()
        name = engine.url.database
        if engine.dialect.name != "sqlite" or not name or _in_memory(engine.url):
            return None
        total = 0
        for ending in ("", "-wal", "-shm"):
            with suppress(FileNotFoundError):  # the side files come and go
                total += Path(name + ending).stat().st_size
        return total

    def _open(self) -> "Engine":
        with self._opening:
            if self._engine is None:
                engine = self._make_engine()
                try:
                    self._prepare(engine)
                except BaseException:
                    engine.dispose()
                    raise
                self._engine = engine
            return self._engine

    def _prepare(self, engine: "Engine") -> None:
        with plain_words():
            with engine.begin() as connection:
                if current_version(connection) == len(STEPS):
                    return
            with engine.execution_options(**{_WRITES: True}).begin() as connection:
                migrate(connection)

    def _make_engine(self) -> "Engine":
        from sqlalchemy import StaticPool, create_engine, event, make_url
        from sqlalchemy.exc import ArgumentError, NoSuchModuleError

        try:
            url = make_url(self._url)
            if url.get_backend_name() != "sqlite":
                return create_engine(url, pool_pre_ping=True)
            options: dict[str, Any] = {"connect_args": {"check_same_thread": False}}
            if _in_memory(url):
                options["poolclass"] = StaticPool
            else:
                _make_file(url)
            engine = create_engine(url, **options)
        except NoSuchModuleError as error:
            raise bad_url("there is no such kind of database") from error
        except ModuleNotFoundError as error:
            raise bad_url(f"its driver “{error.name}” is not installed") from error
        except (ArgumentError, ValueError) as error:
            raise bad_url("it cannot be read as a URL") from error
        event.listen(engine, "connect", self._set_up_sqlite)
        event.listen(engine, "begin", _begin)
        return engine

    def _set_up_sqlite(self, connection: Any, _record: object) -> None:  # noqa: ANN401
        # The driver would begin transactions late and never around DDL: `_begin` does it.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout={self._busy_ms}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
            connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")


def _begin(connection: "Connection") -> None:
    # A writer that began as a reader could be refused at once when it upgrades; immediately it waits.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _in_memory(url: "URL") -> bool:
    name = url.database or ""
    return name in {"", ":memory:"} or "mode=memory" in name or url.query.get("mode") == "memory"


def _make_file(url: "URL") -> None:
    """A new file and its folder, for its owner's eyes only; SQLite gives its side files the same mode."""
    if not url.database or url.database.startswith("file:"):
        return
    file = Path(url.database)
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            file.touch(mode=0o600)
    except OSError as error:
        raise VivaError(
            "store-unavailable",
            f"The database cannot be made at {file}: {error.strerror}.",
            "Set VIVA_HOME to a folder you can write to.",
            ErrorKind.UNAVAILABLE,
        ) from error
