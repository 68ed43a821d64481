"""Writes spoken turns to the audio store, one after the other, while they are being spoken."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from viva.coach.outputs import Notice, notice_of
from viva.domain.errors import VivaError
from viva.ports import AudioStore, Clip

_LOG = logging.getLogger("viva.coach")


@dataclass(slots=True)
class Recording:
    """A turn's sound on its way to the disk. `restored`: its beginning lies there already.

    `sample` is where in the capture it begins, `safe` how many of its samples are on disk. `kept` says
    whether it goes there at all. `shift` leads from its own capture to the one that is heard now: the first
    sample of that is `shift` later in the turn than sample 0 of its own would be.
    """

    capture: str
    sample: int
    started_ms: int
    restored: bool = False
    safe: int = 0
    kept: bool = False
    shift: int = 0
    _pieces: asyncio.Queue[bytes | None] = field(default_factory=asyncio.Queue[bytes | None])
    _turn: asyncio.Future[int | Literal["left"] | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    @property
    def safe_until(self) -> int:
        """How many samples of the capture that is heard now are on disk."""
        return max(0, self.sample + self.shift + self.safe)

    def append(self, pcm: bytes) -> None:
        """More of it."""
        self._pieces.put_nowait(pcm)

    def end(self) -> None:
        """No more comes."""
        self._pieces.put_nowait(None)

    def settle(self, turn: int | None) -> None:
        """It is that turn's; None: nothing was said, it is forgotten."""
        if not self._turn.done():
            self._turn.set_result(turn)

    def leave(self) -> None:
        """Nobody could write it down. It stays pending, for the next start, unless it is settled already."""
        if not self._turn.done():
            self._turn.set_result("left")

    async def next_pieces(self) -> tuple[bytes, bool]:
        """What has come since, and whether that was all."""
        pieces = [await self._pieces.get()]
        while not self._pieces.empty():
            pieces.append(self._pieces.get_nowait())
        return b"".join(piece for piece in pieces if piece is not None), None in pieces

    async def settled(self) -> int | Literal["left"] | None:
        """The turn, once it is known; "left": it stays pending."""
        return await asyncio.shield(self._turn)


class Recorder:
    """The only one who writes to a session's recordings. A disk that fails ends the recording of that turn,
    never the turn. Without a store everything counts as safe, and nothing is kept."""

    def __init__(
        self,
        store: AudioStore | None,
        session_id: str,
        tell: Callable[[Notice], None],
        wanted: Callable[[], bool],
    ) -> None:
        """`wanted` is asked as each recording begins; one that has begun is written to its end."""
        self._wanted = wanted
        self._store = store
        self._id = session_id
        self._tell = tell
        self._queue: asyncio.Queue[Recording | tuple[int, Clip] | None] = asyncio.Queue()
        self._open = 0
        self._left = False
        self._told: str | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def keeps(self) -> bool:
        """Whether what is recorded next is kept."""
        return self._store is not None and self._wanted()

    @property
    def at_work(self) -> bool:
        """Whether what is pending on disk is this conversation's own: not filed yet, or left."""
        return self._open > 0 or self._left

    def begin(self, recording: Recording) -> None:
        """A turn begins; it is written when those before it are settled. One that was left is forgotten."""
        self._open += 1
        recording.kept = self.keeps or (recording.restored and self._store is not None)
        self._left = self._left and not recording.kept
        self._put(recording)

    def write(self, turn: int, clip: Clip) -> None:
        """The sound of an interviewer's line."""
        if self.keeps:
            self._put((turn, clip))

    def forget(self) -> None:
        """A recording that was left is not needed: its words came another way."""
        if self._left:
            self._left = False
            self._put(None)

    async def close(self) -> None:
        """Stops. A turn that was being recorded stays pending on disk; lines behind it are written."""
        if self._task is not None:
            if self._open:
                self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        while not self._queue.empty():
            match self._queue.get_nowait():
                case (turn, clip):
                    await self._write(turn, clip)
                case None:
                    await self._drop()
                case Recording():
                    continue  # nothing of it is on disk

    def _put(self, item: Recording | tuple[int, Clip] | None) -> None:
        self._queue.put_nowait(item)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while not self._queue.empty():
            match self._queue.get_nowait():
                case Recording() as recording:
                    await self._record(recording)
                    self._open -= 1
                case None:
                    await self._drop()
                case (turn, clip):
                    await self._write(turn, clip)

    async def _drop(self) -> None:
        await self._guard(lambda store: store.drop(self._id))

    async def _write(self, turn: int, clip: Clip) -> None:
        await self._guard(lambda store: store.write(self._id, turn, clip))

    async def _record(self, recording: Recording) -> None:
        if not recording.kept:
            ok = False
        elif recording.restored:
            ok = await self._guard(lambda store: store.resume(self._id))
        else:
            ok = await self._guard(
                lambda store: store.begin(
                    self._id, recording.capture, sample=recording.sample, started_ms=recording.started_ms
                )
            )
        last = False
        while not last:
            pcm, last = await recording.next_pieces()
            ok = ok and await self._append(recording, pcm)
            if not ok:
                recording.safe += len(pcm) // 2
        turn = await recording.settled()
        if not ok:
            return
        if turn == "left":
            self._left = True
        elif turn is None:
            await self._drop()
        else:
            await self._guard(lambda store: store.keep(self._id, turn))

    async def _append(self, recording: Recording, pcm: bytes) -> bool:
        async def write(store: AudioStore) -> None:
            recording.safe = await store.append(self._id, pcm)

        return not pcm or await self._guard(write)

    async def _guard(self, work: Callable[[AudioStore], Awaitable[None]]) -> bool:
        if self._store is None:
            return False
        try:
            await work(self._store)
        except VivaError as error:
            _LOG.warning("session %s: %s", self._id, error)
            if self._told != error.code:
                self._told = error.code
                self._tell(notice_of(error))
            return False
        self._told = None
        return True
