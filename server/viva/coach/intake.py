"""What a client sends, waiting to be heard: sound in pieces of any size, and the word that a turn is over."""

import asyncio
from dataclasses import dataclass, field
from typing import Final, Literal

from viva.domain.errors import VivaError
from viva.domain.event import Control
from viva.speech.pcm import PER_MS

FRAME: Final = 512
"""Samples that are heard at a time."""

FRAME_BYTES: Final = 2 * FRAME
MOST_BEHIND_BYTES: Final = 120 * 1000 * PER_MS * 2
"""Two minutes of sound may wait to be heard: what a client sends when it comes back after a drop."""


@dataclass(slots=True)
class Finish:
    """The turn is over, say a key or the client; `heard` is settled with whether there was one."""

    reason: Literal["done", "released"]
    then: Control | None = None
    heard: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Intake:
    """One queue for sound and for what ends a turn: the end comes after what was said before it."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[bytes | Finish] = asyncio.Queue()
        self._waiting_bytes = 0
        self._rest = bytearray()

    def put(self, pcm: bytes) -> None:
        """PCM16LE mono at 16 kHz. Raises `VivaError`: bad-audio, too-far-behind."""
        if len(pcm) % 2:
            raise VivaError(
                "bad-audio", "A piece of sound was cut in the middle of a sample.", "Reload the page."
            )
        if self._waiting_bytes + len(pcm) > MOST_BEHIND_BYTES:
            raise VivaError(
                "too-far-behind",
                "Sound comes faster than it can be heard, so some of it was dropped.",
                "Send it at the pace of speech.",
            )
        self._waiting_bytes += len(pcm)
        self._queue.put_nowait(pcm)

    async def finish(self, reason: Literal["done", "released"], then: Control | None) -> bool:
        """The turn is over, after what was sent so far. False: nothing was being said."""
        item = Finish(reason, then)
        self._queue.put_nowait(item)
        return await item.heard

    def clear(self) -> None:
        """What is left of a piece, less than a frame, is not followed by more of the same sound."""
        self._rest.clear()

    @property
    def waiting(self) -> int:
        """Samples that nobody has heard yet."""
        return (len(self._rest) + self._waiting_bytes) // 2

    @property
    def behind_ms(self) -> int:
        """How much sound waits in whole pieces, in ms."""
        return self._waiting_bytes // 2 // PER_MS

    async def next(self) -> bytes | Finish:
        """What comes next; the frames of a piece are to be taken before the one after it."""
        item = await self._queue.get()
        if isinstance(item, bytes):
            self._waiting_bytes -= len(item)
            self._rest += item
        return item

    def frame(self) -> bytes | None:
        """The next whole frame of what has come, if there is one."""
        if len(self._rest) < FRAME_BYTES:
            return None
        found = bytes(self._rest[:FRAME_BYTES])
        del self._rest[:FRAME_BYTES]
        return found
