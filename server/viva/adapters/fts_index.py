"""Passages by words: SQLite FTS5 with Porter stemming, in a file of its own."""

import re
import sqlite3
import threading
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.note import Passage

_WORD: Final = re.compile(r"[^\W_]+")
MAX_QUERY_WORDS: Final = 64
_COMMON: Final = frozenset(
    """
    a about after all also am an and any are as at be because been before being both but by can could did do
    does doing don down each few for from further had has have having he her here him his how i if in into is
    it its just let me more most my no nor not now of off on once only or other our out over own s same she
    should so some such t than that the their them then there these they this those through to too under
    until up use very was we were what when where which while who why will with would you your
    """.split()  # noqa: SIM905
)


class FtsIndex:
    """The file is a cache: when it is broken it is written again, where it can't be, memory serves."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._memory: sqlite3.Connection | None = None

    def build(self, version: str, passages: Sequence[Passage]) -> None:
        """Replaces the content unless the file already holds this version."""
        with self._lock:
            self._memory = None
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                if self._holds(version):
                    return
                self._file.unlink(missing_ok=True)
                with closing(sqlite3.connect(self._file)) as connection:
                    _fill(connection, version, passages)
            except (OSError, sqlite3.Error):
                self._memory = sqlite3.connect(":memory:", check_same_thread=False)
                _fill(self._memory, version, passages)

    def match(self, query: str, limit: int) -> Sequence[str]:
        """Passage ids by BM25, best first: any of the query's words may match.

        Words that stand in every text are left out, unless the query has no others.
        Raises `VivaError` (index-unavailable) for a file that was lost or damaged; `build` makes it again.
        """
        words = list(dict.fromkeys(word.lower() for word in _WORD.findall(query)))
        words = ([word for word in words if word not in _COMMON] or words)[:MAX_QUERY_WORDS]
        if not words:
            return ()
        expression = " OR ".join(f'"{word}"' for word in words)
        sql = "SELECT id FROM passages WHERE passages MATCH ? ORDER BY bm25(passages, 0, 4, 1), id LIMIT ?"
        with self._lock:
            if self._memory is not None:
                return [row[0] for row in self._memory.execute(sql, (expression, limit))]
            try:
                with closing(sqlite3.connect(self._file)) as connection:
                    return [row[0] for row in connection.execute(sql, (expression, limit))]
            except sqlite3.Error as error:
                with suppress(OSError):
                    self._file.unlink(missing_ok=True)  # so that `build` cannot take it for sound
                raise VivaError(
                    "index-unavailable",
                    f"The index of the notes was lost or damaged in {self._file}.",
                    "It is made again by itself; see that the data folder is writable and has room.",
                    ErrorKind.UNAVAILABLE,
                ) from error

    def _holds(self, version: str) -> bool:
        if not self._file.exists():
            return False
        try:
            with closing(sqlite3.connect(self._file)) as connection:
                row = connection.execute("SELECT version FROM meta").fetchone()
                connection.execute("SELECT count(*) FROM passages").fetchone()
        except sqlite3.Error:
            return False
        return row is not None and row[0] == version


def _fill(connection: sqlite3.Connection, version: str, passages: Sequence[Passage]) -> None:
    with connection:
        connection.execute("CREATE TABLE meta (version TEXT)")
        connection.execute(
            "CREATE VIRTUAL TABLE passages USING fts5(id UNINDEXED, title, body, tokenize='porter unicode61')"
        )
        connection.executemany(
            "INSERT INTO passages (id, title, body) VALUES (?, ?, ?)",
            [(p.id, p.title, p.text) for p in passages],
        )
        connection.execute("INSERT INTO meta (version) VALUES (?)", (version,))
