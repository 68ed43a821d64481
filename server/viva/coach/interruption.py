"""The candidate talks into a line: it stops, and what is then said decides how it goes on."""

from typing import Final, Protocol

from viva.coach.manners import Manner, manner

SETTLED_MS: Final = 500
"""Silence after which a word said into a line was all that was to be said."""


class Line(Protocol):
    """The line that is being said."""

    @property
    def held(self) -> str | None: ...

    def hush(self, *, hold: bool = False) -> None: ...

    def resume(self) -> None: ...


class Interruption:
    """One at most at a time."""

    def __init__(self, line: Line | None) -> None:
        self._line = line
        self._overlap_ms: int | None = None

    @property
    def open(self) -> bool:
        """Whether it is not decided yet."""
        return self._overlap_ms is not None

    def cut_in(self, overlap_ms: int) -> None:
        """The line stops. `overlap_ms` is for how long both talked."""
        if self._line is not None:
            self._line.hush(hold=True)
            self._overlap_ms = overlap_ms

    def over(self) -> None:
        """The candidate's turn has ended by itself."""
        self._overlap_ms = None

    def judge(self, words: str | None, silent_ms: int) -> Manner | None:
        """In a pause: `words` is what has been said since, None while it is not known.

        None: they are an answer, or may become one. Else they are to be forgotten; RESUME: the line goes on.
        """
        overlap, line = self._overlap_ms, self._line
        if overlap is None or line is None or line.held is None:
            self._overlap_ms = None
            return None
        if words is None or silent_ms < SETTLED_MS:
            return None
        self._overlap_ms = None
        found = manner(line.held, words, overlap)
        if found is Manner.RESUME:
            line.resume()
        return None if found is Manner.LISTEN else found
