"""The saying of one line: sent a little ahead of the loudspeaker, cut, held, resumed; what was heard."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Final, Literal

from viva.coach.outputs import Hush, Notice, Sound
from viva.coach.spoken_line import SpokenLine
from viva.coach.voice_box import Making, VoiceBox
from viva.coach.voice_trouble import VoiceTrouble
from viva.deadline import within
from viva.domain.errors import VivaError
from viva.domain.event import LineSpoken
from viva.ports import Clock

PIECE_MS: Final = 200
"""The longest piece that is sent at once."""
AHEAD_MS: Final = 3_000
"""How far ahead of the loudspeaker is sent: enough for a stall of the network, little to throw away."""
PAUSE_MS: Final = 140
"""Silence between two sentences, beside the voice's own."""
GRACE_MS: Final = 1_500
"""How late the client's report may be before the line counts as played."""
HUSH_GRACE_MS: Final = 700
"""The same, after it was told to stop."""

Told = Sound | Hush | Notice
State = Literal["started", "ended", "stopped", "cut"]
"""What the client's loudspeaker did: `stopped` to read on, or as it was told; `cut` by the key to talk."""
Stop = Literal["cut", "held", "silenced"]
Verdict = Literal["resume", "leave"]


class Saying:
    """One line's. `run` does the work; it may be cancelled and run again, and goes on where it was."""

    def __init__(
        self,
        line: SpokenLine,
        *,
        box: VoiceBox,
        trouble: VoiceTrouble,
        clock: Clock,
        tell: Callable[[Told], None],
        now_ms: Callable[[], int],
    ) -> None:
        """`now_ms` is the session clock."""
        self.line = line
        self._box = box
        self._trouble = trouble
        self._clock = clock
        self._tell = tell
        self._now_ms = now_ms
        self._begin()

    def _begin(self) -> None:
        """From the line's beginning, or from where it is resumed."""
        self.stopped: Stop | None = None
        self._stop_at = 0
        self._stop_ms = 0
        self._reported_ms: int | None = None
        self._verdict: Verdict | None = None
        self._news = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None

    @property
    def begun(self) -> bool:
        """Whether any of it has sounded."""
        return self.line.start_ms is not None

    @property
    def speaking(self) -> bool:
        """Whether it sounds now, as far as is known."""
        if not self.begun or self.stopped is not None or self._reported_ms is not None:
            return False
        return not self.line.complete or self.line.ahead_ms(self._clock.monotonic_ms()) > -GRACE_MS

    @property
    def rest(self) -> str:
        """What has not been heard of it where it was stopped."""
        return self.line.text[self.line.heard(self._stop_ms) :]

    # Signals -----------------------------------------------------------------------------------------

    def stop(self, why: Stop) -> None:
        """It is said no further: the candidate cut in, for good or perhaps not, or wants to read on."""
        if self.stopped == "held" and why != "held":
            self.decide("leave")
        if self.stopped is not None or self._reported_ms is not None:
            return
        now = self._clock.monotonic_ms()
        self.stopped, self._stop_at, self._stop_ms = why, now, self.line.position(now)
        if self._sending is not None:
            self._sending.cancel()
        self._box.hush()
        if self.begun:
            self._tell(Hush(self.line.turn))
        self._news.set()

    def decide(self, verdict: Verdict) -> None:
        """What becomes of it, if it is held."""
        if self.stopped == "held" and self._verdict is None:
            self._verdict = verdict
            self._news.set()

    def played(self, state: State, ms: int) -> None:
        """The client's report: `ms` have been played since it began, or since it was resumed."""
        if not self.begun:
            return
        at = self.line.report(ms, self._clock.monotonic_ms())
        if state == "started":
            if not self.line.resumed:
                self.line.start_ms = max(self.line.start_ms or 0, self._now_ms() - at)
        elif state == "ended" and self.line.complete:
            self._reported(self.line.sent_ms)
        elif state in {"stopped", "cut"}:
            if self.stopped is None:
                self.stop("cut" if state == "cut" else "silenced")
            self._reported(at)

    def _reported(self, ms: int) -> None:
        if self._reported_ms is None:
            self._reported_ms = self._stop_ms = ms
            self._news.set()

    # The work ----------------------------------------------------------------------------------------

    async def run(self) -> LineSpoken | None:
        """Says it. What was heard of it; None: it never sounded, or the voice failed."""
        if self.begun and self.stopped is None and self._reported_ms is None:
            now = self._clock.monotonic_ms()
            self.line.cut(self.line.position(now), now)
        while True:
            if self.stopped is None and not await self._sent():
                return None
            ms = await self._played_out()
            if self.stopped is not None:
                self.line.cut(ms, self._stop_at)
            if self.stopped == "held" and self.line.next_clause < len(self.line.clauses):
                while self._verdict is None:
                    self._news.clear()
                    await self._news.wait()
                if self._verdict == "resume":
                    self._begin()
                    continue
            return self.heard(ms, whole=self.stopped == "silenced")

    def heard(self, ms: int | None = None, *, whole: bool = False) -> LineSpoken | None:
        """What was heard of it by `ms`, or must have been by now."""
        now = self._clock.monotonic_ms()
        characters = (
            len(self.line.text) if whole else self.line.heard(self.line.position(now) if ms is None else ms)
        )
        if self.line.start_ms is None or not characters or not self.line.sent_ms:
            return None
        late = max(0, -self.line.ahead_ms(now))
        end = max(self.line.start_ms, self._now_ms() - late)
        return LineSpoken(self.line.turn, self.line.start_ms, end, characters)

    def left(self) -> LineSpoken | None:
        """What must have been heard of it by now; it is not gone on with. Not while `run` runs."""
        now = self._clock.monotonic_ms()
        ms = self.line.position(now) if self.stopped is None else self._stop_ms
        found = self.heard(ms, whole=self.stopped == "silenced")
        if found is not None:
            # The session clock may have stood still since the last of it sounded.
            end = max(found.end_ms, min(self._now_ms(), found.start_ms + ms))
            found = replace(found, end_ms=end)
        self.line.cut(ms, now)
        return found

    async def _sent(self) -> bool:
        """Sends the line from its next clause on. False if the voice failed: what was sent has played out."""
        sending = self._sending = asyncio.get_running_loop().create_task(self._send())
        try:
            await asyncio.wait({sending})
        finally:
            sending.cancel()
        error = None if sending.cancelled() else sending.exception()
        if error is None:
            return True
        if not isinstance(error, VivaError):
            raise error
        if self.line.sent_ms:
            self._tell(Sound(self.line.turn, b"", self.line.rate, last=True))
            self.line.complete = True
        self._trouble.failed(error)
        await self._played_out()
        return False

    async def _send(self) -> None:
        line = self.line
        for number in range(line.next_clause, len(line.clauses)):
            making = self._making(number)
            line.begin_clause()
            last = number == len(line.clauses) - 1
            if not last:
                self._making(number + 1)
            waiting = b""
            async for pcm in _pieces(making):
                if waiting:
                    await self._emit(waiting, making.rate)
                waiting = pcm
            if waiting or (last and line.sent_ms):
                await self._emit(waiting, making.rate, last=last)
            line.end_clause()
            if not last and line.clauses[number].text[-1] in ".?!":
                await self._emit(bytes(2 * (making.rate * PAUSE_MS // 1000)), making.rate)
        line.complete = True

    def _making(self, number: int) -> Making:
        return self._box.say(self.line.clauses[number].text, keep=self.line.keep)

    async def _emit(self, pcm: bytes, rate: int, *, last: bool = False) -> None:
        while (excess := self.line.ahead_ms(self._clock.monotonic_ms()) - AHEAD_MS) > 0:
            await self._clock.sleep(excess)
        if self.line.start_ms is None:
            self.line.start_ms = self._now_ms()
        self._trouble.works()
        self.line.send(pcm, rate, self._clock.monotonic_ms())
        self._tell(Sound(self.line.turn, pcm, rate, last))

    async def _played_out(self) -> int:
        """How much of it was played: by the client's word, or when it must have been."""
        while self._reported_ms is None:
            if not self.begun:
                return 0
            now = self._clock.monotonic_ms()
            left = self.line.ahead_ms(now) + GRACE_MS
            if self.stopped is not None:
                left = self._stop_at + HUSH_GRACE_MS - now
            if left <= 0:
                return self.line.sent_ms if self.stopped is None else self._stop_ms
            self._news.clear()
            with suppress(TimeoutError):
                await within(self._clock, left, self._news.wait())
        return self._reported_ms


async def _pieces(making: Making) -> AsyncIterator[bytes]:
    """A clause's samples in pieces of at most `PIECE_MS`."""
    async for pcm in making.follow():
        size = making.rate * PIECE_MS // 1000 * 2
        for start in range(0, len(pcm), size):
            yield pcm[start : start + size]
