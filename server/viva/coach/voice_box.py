"""Makes the sound of clauses, one at a time: what is said, then what may be said next, then the rest."""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from enum import Enum, auto
from typing import Final

from viva.coach.voices import ClipCache
from viva.deadline import within
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip, Clock, Synthesizer

MEMORY_BYTES: Final = 24_000_000
"""Sound kept at hand: about nine minutes."""
REST_MS: Final = 10_000
"""After a failure nothing is made ahead for so long."""
QUIET_MS: Final = 8_000
"""Nothing is made for the disk so soon after likely lines were wanted: the candidate is talking, and the
recogniser needs the processor."""
_LOG: Final = logging.getLogger("viva.coach")


class _Why(Enum):
    SAID = auto()  # it is being said
    LIKELY = auto()  # it may be said next
    WORTH = auto()  # it will be said some day: for the cache on disk


class Making:
    """A clause's sound, as far as it is made."""

    def __init__(self, text: str, rate: int) -> None:
        self.text = text
        self.rate = rate
        self._pieces: list[bytes] = []
        self._error: VivaError | None = None
        self._over = False
        self._news = asyncio.Event()

    def add(self, pcm: bytes) -> None:
        """More of it."""
        self._pieces.append(pcm)
        self._news.set()

    def end(self, error: VivaError | None = None) -> None:
        """It is complete, or failed."""
        self._error, self._over = error, True
        self._news.set()

    def clip(self) -> Clip:
        """All of it so far."""
        return Clip(b"".join(self._pieces), self.rate)

    async def follow(self) -> AsyncGenerator[bytes]:
        """Its pieces from the beginning, as they are made. Raises what the synthesizer raised."""
        at = 0
        while True:
            while at < len(self._pieces):
                at += 1
                yield self._pieces[at - 1]
            if self._over:
                break
            self._news.clear()
            await self._news.wait()
        if self._error is not None:
            raise self._error


class VoiceBox:
    """The one user of a synthesizer. `run` does the work."""

    def __init__(self, synthesizer: Synthesizer, cache: ClipCache | None, clock: Clock) -> None:
        self._synthesizer = synthesizer
        self._cache = cache
        self._clock = clock
        self._said: deque[tuple[Making, bool]] = deque()
        self._likely: deque[str] = deque()
        self._worth: deque[str] = deque()
        self._made: OrderedDict[str, Clip] = OrderedDict()
        self._bytes = 0
        self._now: tuple[Making, _Why] | None = None
        self._task: asyncio.Task[None] | None = None
        self._wanted = asyncio.Event()
        self._rest_until = self._quiet_until = clock.monotonic_ms()

    def say(self, text: str, *, keep: bool = False) -> Making:
        """Sound that is wanted now. `keep`: also for the cache on disk."""
        clip = self._made.get(text)
        if clip is not None:
            self._made.move_to_end(text)
            making = Making(text, clip.rate)
            making.add(clip.pcm)
            making.end()
            return making
        waiting = next((making for making, _ in self._said if making.text == text), None)
        if waiting is not None:
            return waiting
        if self._now is not None and self._now[0].text == text:
            self._now = self._now[0], _Why.SAID
            return self._now[0]
        making = Making(text, self._synthesizer.capabilities.rate)
        self._said.append((making, keep))
        self._interrupt(_Why.LIKELY, _Why.WORTH)
        return making

    def prepare(self, texts: Sequence[str]) -> None:
        """What may be said next, likeliest first. Replaces what was thought before."""
        self._likely = deque(text for text in texts if text not in self._made)
        self._quiet_until = self._clock.monotonic_ms() + QUIET_MS
        if self._now is not None and self._now[1] is _Why.LIKELY and self._now[0].text not in self._likely:
            self._interrupt(_Why.LIKELY)
        else:
            self._interrupt(_Why.WORTH)

    def warm(self, texts: Sequence[str]) -> None:
        """What the cache on disk should have; made when nothing else is wanted."""
        if self._cache is not None:
            self._worth.extend(text for text in texts if text not in self._worth)
            self._wanted.set()

    def hush(self) -> None:
        """Nothing is being said any more."""
        self._said.clear()
        self._interrupt(_Why.SAID)

    async def run(self) -> None:
        """Makes what is wanted, until cancelled."""
        try:
            while True:
                self._wanted.clear()
                work = self._next()
                if work is None:
                    await self._idle()
                    continue
                making, why, keep = work
                self._now = making, why
                self._task = asyncio.get_running_loop().create_task(self._make(making, why, keep=keep))
                await asyncio.wait({self._task})
                self._now = None
                if not self._task.cancelled():
                    self._task.result()
        finally:
            if self._task is not None:
                self._task.cancel()
            self._now = None

    def _next(self) -> tuple[Making, _Why, bool] | None:
        if self._said:
            making, keep = self._said.popleft()
            return making, _Why.SAID, keep
        now = self._clock.monotonic_ms()
        if now < self._rest_until:
            return None
        rate = self._synthesizer.capabilities.rate
        while self._likely:
            text = self._likely.popleft()
            if text not in self._made:
                return Making(text, rate), _Why.LIKELY, False
        if self._worth and now >= self._quiet_until:
            return Making(self._worth.popleft(), rate), _Why.WORTH, True
        return None

    async def _idle(self) -> None:
        """Until something is wanted, or the rest after a failure is over."""
        wait = self._rest_until if self._likely else max(self._rest_until, self._quiet_until)
        if self._likely or self._worth:
            with suppress(TimeoutError):
                await within(self._clock, wait - self._clock.monotonic_ms(), self._wanted.wait())
        else:
            await self._wanted.wait()

    async def _make(self, making: Making, why: _Why, *, keep: bool) -> None:
        voice = self._synthesizer.capabilities.voice
        try:
            clip = await self._cache.get(voice, making.text) if self._cache is not None else None
            had = clip or self._made.get(making.text)
            if had is not None:
                making.rate = had.rate
                making.add(had.pcm)
            else:
                await self._synthesize(making)
        except VivaError as error:
            making.end(error)
            self._rest_until = self._clock.monotonic_ms() + REST_MS
            _LOG.warning("a clause could not be made: %s", error.message)
            return
        except Exception:  # noqa: BLE001 -- a fault of the voice must not end the interview
            making.end(_broken())
            self._rest_until = self._clock.monotonic_ms() + REST_MS
            _LOG.exception("a clause could not be made")
            return
        made = making.clip()
        making.end()
        if why is not _Why.WORTH:
            self._remember(making.text, made)
        if keep and clip is None and self._cache is not None:
            await self._cache.put(voice, making.text, made)

    async def _synthesize(self, making: Making) -> None:
        stream = self._synthesizer.synthesize(making.text)
        try:
            async for pcm in stream:
                making.add(pcm)
        finally:
            if isinstance(stream, AsyncGenerator):  # at once, not when it is collected
                await stream.aclose()

    def _interrupt(self, *which: _Why) -> None:
        """Stops the present work if it is one of these; unfinished cache work is put back."""
        self._wanted.set()
        if self._now is None or self._task is None or self._now[1] not in which:
            return
        making, why = self._now
        if why is _Why.WORTH:
            self._worth.appendleft(making.text)
        self._now = None
        self._task.cancel()

    def _remember(self, text: str, clip: Clip) -> None:
        self._bytes += len(clip.pcm) - len(self._made[text].pcm if text in self._made else b"")
        self._made[text] = clip
        self._made.move_to_end(text)
        while self._bytes > MEMORY_BYTES and len(self._made) > 1:
            _, gone = self._made.popitem(last=False)
            self._bytes -= len(gone.pcm)


def _broken() -> VivaError:
    return VivaError(
        "synthesizer-crashed",
        "The interviewer's voice failed in a way that nobody had foreseen.",
        "The server's log has the details.",
        ErrorKind.INTERNAL,
    )
