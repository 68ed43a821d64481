"""What the interviewer may say next is thought of, and its sound made, while the candidate still talks."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Final, Protocol

from viva.domain.errors import VivaError
from viva.domain.transcript import Word

_LOG: Final = logging.getLogger("viva.coach")
Later = Callable[[Coroutine[None, None, None]], asyncio.Task[None]]


class Foresees(Protocol):
    """What knows what would be said next, as `Prospect` does."""

    async def lines(self, words: Sequence[Word]) -> Sequence[str]:
        """The likely next lines, likeliest first, if the answer ended with these words."""
        ...

    async def doubt(self, words: Sequence[Word]) -> str | None:
        """The question about a word that may have been misheard, which would come before them."""
        ...


class Prepares(Protocol):
    """A voice that can have lines ready."""

    def prepare(self, lines: Sequence[str]) -> None:
        """Replaces what was thought before."""
        ...


class Forethought:
    """One answer's at a time: what was thought before is forgotten."""

    def __init__(self, prospect: Foresees, mouth: Prepares, later: Later) -> None:
        """`later` runs work in the background."""
        self._prospect = prospect
        self._mouth = mouth
        self._later = later
        self._task: asyncio.Task[None] | None = None

    def think(self, words: Sequence[Word]) -> None:
        """The answer has these words by now."""
        if not words:
            return
        if self._task is not None:
            self._task.cancel()
        self._task = self._later(self._think(words))

    async def _think(self, words: Sequence[Word]) -> None:
        try:
            lines = await self._prospect.lines(words)
            self._mouth.prepare(lines)
            # Last, as it costs most and is seldom needed: what is judged for it is remembered.
            first = await self._prospect.doubt(words)
            if first is not None:
                self._mouth.prepare((first, *lines))
        except VivaError as error:
            _LOG.warning("nothing is made ahead: %s", error)
