"""What a language model judged before, on disk: grading the same words again asks nothing."""

import logging
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from viva.domain.errors import ErrorKind, VivaError

ITEMS: Final = 5_000
"""Replies kept at most, a few kilobytes each; those that were kept first go first."""

_TABLE: Final = "CREATE TABLE IF NOT EXISTS replies (key TEXT PRIMARY KEY, reply TEXT NOT NULL)"
_MANY: Final = 200
_WAIT_S: Final = 1.0
_log = logging.getLogger("viva.grading")


class JudgeMemory:
    """Implements `grading.llm_memory.CallMemory` in an SQLite file of its own. Safe with threads.

    The file is a cache: where it cannot be read or written, nothing is remembered, and the log says so once.
    """

    def __init__(self, file: Path, items: int = ITEMS) -> None:
        self._file = file
        self._items = items
        self._lock = threading.Lock()
        self._told = False

    def recall(self, keys: Sequence[str]) -> Mapping[str, str]:
        """What is kept for some of the keys."""
        found: dict[str, str] = {}
        with self._lock:
            if not self._file.exists():
                return found
            try:
                with closing(self._opened()) as connection:
                    for at in range(0, len(keys), _MANY):
                        some = keys[at : at + _MANY]
                        marks = ",".join("?" * len(some))
                        sql = f"SELECT key, reply FROM replies WHERE key IN ({marks})"  # noqa: S608 marks only
                        found.update(connection.execute(sql, some).fetchall())
            except (OSError, sqlite3.Error) as error:
                self._lost(error)
        return found

    def keep(self, key: str, text: str) -> None:
        """Keeps a text, in place of what the key had."""
        with self._lock:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with closing(self._opened()) as connection, connection:
                    connection.execute("REPLACE INTO replies (key, reply) VALUES (?, ?)", (key, text))
                    connection.execute(
                        "DELETE FROM replies WHERE rowid <= (SELECT max(rowid) FROM replies) - ?",
                        (self._items,),
                    )
            except (OSError, sqlite3.Error) as error:
                self._lost(error)

    def clear(self) -> None:
        """Forgets everything: it holds words of candidates, and does not know whose.

        Raises `VivaError` (judge-memory-kept).
        """
        with self._lock:
            try:
                for end in ("", "-journal"):
                    self._file.with_name(self._file.name + end).unlink(missing_ok=True)
            except OSError as error:
                raise VivaError(
                    "judge-memory-kept",
                    "What the judge remembers of your words can’t be deleted, so the session is still there.",
                    f"See that {self._file} can be deleted, and try again.",
                    ErrorKind.UNAVAILABLE,
                ) from error

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_WAIT_S)
        try:
            connection.execute(_TABLE)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _lost(self, error: Exception) -> None:
        """A damaged file is removed, so that the next call makes it again."""
        if not self._told:
            _log.warning("what the judge said before is not remembered: %s", error)
        self._told = True
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
