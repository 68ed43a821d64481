"""What a database says, in words for a user."""

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

from viva.domain.errors import ErrorKind, VivaError

_SQLITE: Final[Mapping[int, tuple[str, str, str]]] = {
    sqlite3.SQLITE_BUSY: (
        "store-locked",
        "The database is in use by another program.",
        "Close the other program that has it open, then try again. What was saved is safe.",
    ),
    sqlite3.SQLITE_READONLY: (
        "store-read-only",
        "The database can be read but not written.",
        "Check the permissions of the data folder, or set VIVA_HOME to a folder you can write to.",
    ),
    sqlite3.SQLITE_FULL: (
        "store-full",
        "The disk is full, so this was not saved.",
        "Free some space, then try again. What was saved before is safe.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "store-broken",
        "The database file is damaged.",
        "Move the file aside and restore it from a backup, or start with a new one.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "store-unavailable",
        "The database file cannot be opened.",
        "Check that the data folder exists and that you may read and write it.",
    ),
    sqlite3.SQLITE_IOERR: (
        "store-unavailable",
        "The disk failed while the database was being read or written.",
        "Check the disk and its free space, then try again.",
    ),
}
_SAME: Final = {
    sqlite3.SQLITE_LOCKED: sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_PERM: sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_NOTADB: sqlite3.SQLITE_CORRUPT,
}


@contextmanager
def plain_words() -> Generator[None]:
    """Turns a database's failure into a `VivaError`. Integrity errors pass: the caller knows their cause."""
    from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

    try:
        yield
    except IntegrityError:
        raise
    except DBAPIError as error:
        raise _of_driver(error.orig) from error
    except SQLAlchemyError as error:
        raise _unavailable(str(error)) from error
    except sqlite3.Error as error:
        raise _of_driver(error) from error


def bad_url(reason: str) -> VivaError:
    """The address in VIVA_DATABASE_URL cannot be used. The address itself may hold a password: not shown."""
    return VivaError(
        "bad-database-url",
        f"VIVA_DATABASE_URL is not usable: {reason}.",
        "Use an SQLAlchemy URL such as sqlite:////path/to/viva.db, and install its driver beside Viva.",
        ErrorKind.UNAVAILABLE,
    )


def _of_driver(error: BaseException | None) -> VivaError:
    if isinstance(error, sqlite3.Error):
        # Errors that the driver raises by itself carry no code.
        primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        known = _SQLITE.get(_SAME.get(primary, primary))
        if known is not None:
            return VivaError(*known, ErrorKind.UNAVAILABLE)
    return _unavailable(str(error))


def _unavailable(detail: str) -> VivaError:
    first = detail.strip().splitlines()[0].rstrip(".") if detail.strip() else "no reason given"
    return VivaError(
        "store-unavailable",
        f"The database could not be used: {first}.",
        "Check VIVA_DATABASE_URL and that the database is running. What was saved is safe.",
        ErrorKind.UNAVAILABLE,
    )
