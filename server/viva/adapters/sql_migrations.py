"""The database's shape, as append-only steps. A step that has shipped is never changed: add another."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from viva.domain.errors import ErrorKind, VivaError

if TYPE_CHECKING:
    from sqlalchemy import Connection, MetaData, Table
    from sqlalchemy.types import TypeEngine

Step = Callable[["Connection"], None]


def ledger(metadata: "MetaData") -> "Table":
    """The table that records which steps were taken."""
    from sqlalchemy import Column, Integer, String, Table

    return Table(
        "viva_migrations",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("applied_at", String(40), nullable=False),
    )


def _sessions_and_events(connection: "Connection") -> None:
    from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData, String, Table

    metadata = MetaData()
    sessions = Table(
        "viva_sessions",
        metadata,
        Column("id", String(80), primary_key=True),
        Column("created_at", String(40), nullable=False),
    )
    Index("viva_sessions_newest", sessions.c.created_at, sessions.c.id)
    Table(
        "viva_events",
        metadata,
        Column(
            "session_id", String(80), ForeignKey("viva_sessions.id", ondelete="CASCADE"), primary_key=True
        ),
        Column("seq", Integer, primary_key=True, autoincrement=False),
        Column("at_ms", BigInteger, nullable=False),
        Column("event", _long_text(connection), nullable=False),
    )
    metadata.create_all(connection, checkfirst=False)


STEPS: Final[Sequence[Step]] = (_sessions_and_events,)
"""Step n stands at index n - 1."""


def current_version(connection: "Connection") -> int:
    """How many steps this database has taken; 0 for a new one.

    Raises `VivaError` (store-too-new) when it has taken more than this version of Viva knows.
    """
    from sqlalchemy import MetaData, func, inspect, select

    table = ledger(MetaData())
    if not inspect(connection).has_table(table.name):
        return 0
    version = connection.execute(select(func.coalesce(func.max(table.c.number), 0))).scalar_one()
    if version > len(STEPS):
        raise VivaError(
            "store-too-new",
            "The database was written by a newer version of Viva.",
            "Update Viva, or set VIVA_DATABASE_URL to another database. Nothing was changed.",
            ErrorKind.UNAVAILABLE,
        )
    return int(version)


def migrate(connection: "Connection") -> None:
    """Takes the steps that are missing, within the caller's transaction."""
    from sqlalchemy import MetaData, insert

    table = ledger(MetaData())
    done = current_version(connection)
    if done == 0:
        table.create(connection, checkfirst=True)
    for number, step in enumerate(STEPS[done:], start=done + 1):
        step(connection)
        connection.execute(insert(table).values(number=number, applied_at=datetime.now(UTC).isoformat()))


def _long_text(connection: "Connection") -> "TypeEngine[str]":
    """Text without a bound; MySQL's plain TEXT ends at 64 KiB."""
    from sqlalchemy import Text

    return Text(2**31 - 1) if connection.dialect.name in {"mysql", "mariadb"} else Text()
