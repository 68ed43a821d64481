"""Says the interviewer's lines aloud, clause by clause, and knows what has been heard of them."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np

from viva.coach.outputs import Hush, Notice, Sound
from viva.coach.spoken_line import SpokenLine
from viva.coach.voice_box import Making, VoiceBox
from viva.coach.voices import ClipCache
from viva.deadline import within
from viva.domain.errors import VivaError
from viva.domain.event import LineSpoken
from viva.ports import Clip, Clock, Samples, Synthesizer
from viva.speech.spoken_form import spoken_clauses

PIECE_MS: Final = 200
"""The longest piece that is sent at once."""
AHEAD_MS: Final = 3_000
"""How far ahead of the loudspeaker is sent: enough for a stall of the network, little to throw away."""
GRACE_MS: Final = 1_500
"""How late the client's report may be before the line counts as played."""
HUSH_GRACE_MS: Final = 700
"""The same, after it was told to stop."""
BACK_OFF_MS: Final = (5_000, 15_000, 60_000)
"""How long nothing is said aloud after a failure, after a second in a row, and after any more."""
REFERENCE_RATE: Final = 16_000
"""Hz, of what `Mouth.sounding` gives."""

Told = Sound | Hush | Notice
Spoken = Callable[[LineSpoken, Clip | None], Awaitable[None]]
State = Literal["started", "ended", "stopped"]


@dataclass(slots=True)
class _Course:
    """How the saying of a line goes, from its beginning or from where it is resumed."""

    stop: Literal["cut", "held", "silenced"] | None = None
    stop_at: int = 0  # monotonic
    stop_ms: int = 0  # of the line's sound, as far as is known
    reported_ms: int | None = None  # the client's last word
    verdict: Literal["resume", "leave"] | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Mouth:
    """One voice for one client. `run` does the work; all else but `leave` and `close` returns at once.

    Lines are said in the order in which they came. For each that sounded, `spoken` is called once, with what
    was heard of it and its sound; not for one that never sounded, or broke off because the voice failed:
    those stand as text.
    """

    def __init__(  # noqa: PLR0917 seven things that are one each
        self,
        synthesizer: Synthesizer,
        cache: ClipCache | None,
        clock: Clock,
        tell: Callable[[Told], None],
        spoken: Spoken,
        said_forms: Mapping[str, str],
        now_ms: Callable[[], int],
    ) -> None:
        """`now_ms` is the session clock; `said_forms` has how terms are said, by how they are written."""
        self._box = VoiceBox(synthesizer, cache, clock)
        self._clock = clock
        self._tell = tell
        self._spoken = spoken
        self._said_forms = said_forms
        self._now_ms = now_ms
        self._queue: deque[SpokenLine] = deque()
        self._queued = asyncio.Event()
        self._line: SpokenLine | None = None
        self._last: SpokenLine | None = None
        self._course = _Course()
        self._sending: asyncio.Task[None] | None = None
        self._failures = 0
        self._silent_until = clock.monotonic_ms()

    # What is to be said ------------------------------------------------------------------------------

    def say(self, turn: int, text: str, *, keep: bool = False) -> None:
        """Says a line after those before it, if it is not among them.

        A line that is held is given up, with those behind it.

        `keep`: the words are authored, so that their sound is worth keeping on disk.
        """
        known = [self._line, *self._queue]
        if any(line is not None and line.turn == turn for line in known):
            return
        if self._course.stop == "held":
            self._queue.clear()
            self._decide("leave")
        if self._clock.monotonic_ms() >= self._silent_until:
            self._queue.append(SpokenLine(turn, text, spoken_clauses(text, self._said_forms), keep))
            self._queued.set()

    def prepare(self, lines: Sequence[str]) -> None:
        """Lines that may be said next, likeliest first. Replaces those thought of before.

        Their opening clauses are made first, the rest when there is time.
        """
        split = [[clause.text for clause in spoken_clauses(line, self._said_forms)] for line in lines]
        openings = [line[0] for line in split if line]
        self._box.prepare([*openings, *(text for line in split for text in line[1:])])

    def warm(self, lines: Sequence[str]) -> None:
        """Authored lines whose sound is worth having on disk; made when there is nothing else to do."""
        self._box.warm([clause.text for line in lines for clause in spoken_clauses(line, self._said_forms)])

    # Cutting in --------------------------------------------------------------------------------------

    def hush(self, *, hold: bool = False) -> None:
        """The candidate cuts in by voice: stops at once.

        With `hold` the line, and those that wait behind it, are kept until `resume`, `leave` or the next
        `say`; without, they are given up.
        """
        self._stop("held" if hold else "cut")

    def silence(self) -> None:
        """The candidate stops the voice by key, to read on: the line counts as heard in whole."""
        self._stop("silenced")

    @property
    def held(self) -> str | None:
        """What has not been heard of the line that is held; None: none is."""
        if self._line is None or self._course.stop != "held":
            return None
        return self._line.text[self._line.heard(self._course.stop_ms) :]

    def resume(self) -> None:
        """Goes on with a held line, at the clause that it was cut in."""
        self._decide("resume")

    async def leave(self) -> None:
        """Gives up a held line, with those behind it; returns once what was heard of it is recorded."""
        if self._line is None or self._course.stop is None:
            return
        self._queue.clear()
        self._decide("leave")
        await self._course.over.wait()

    # What sounds -------------------------------------------------------------------------------------

    @property
    def speaking(self) -> bool:
        """Whether a line sounds now, as far as is known."""
        line = self._line
        if line is None or line.start_ms is None or self._course.stop or self._course.reported_ms is not None:
            return False
        return not line.complete or line.ahead_ms(self._clock.monotonic_ms()) > -GRACE_MS

    @property
    def about_to_speak(self) -> bool:
        """Whether there is a line of which nothing has sounded yet."""
        return bool(self._queue) or (self._line is not None and self._line.start_ms is None)

    def played(self, turn: int, state: State, ms: int) -> None:
        """The client's report: `ms` of the line have been played since it began, or since it was resumed."""
        line, now = self._line, self._clock.monotonic_ms()
        if line is None or line.turn != turn or line.start_ms is None:
            return
        at = line.report(ms, now)
        if state == "started":
            if not line.resumed:
                line.start_ms = self._now_ms() - at
        elif state == "ended" and line.complete:
            self._reported(line.sent_ms)
        elif state == "stopped":
            if self._course.stop is None:
                self._stop("silenced")
            self._reported(at)

    def sounding(self, window_ms: int) -> Samples:
        """What the loudspeaker has played in the last `window_ms`, at 16 kHz; silence where there was none.

        As far as is known: the client's buffer and the way through the air come on top.
        """
        count = window_ms * REFERENCE_RATE // 1000
        line = self._line or self._last
        if line is None or not line.rate:
            return np.zeros(count, np.float32)
        end = line.sent_ms - line.ahead_ms(self._clock.monotonic_ms())
        start = max(0, end - window_ms)
        pcm = np.frombuffer(line.window(start, end), "<i2").astype(np.float32) / 32_768
        if not len(pcm):
            return np.zeros(count, np.float32)
        wanted = end - window_ms + np.arange(count) * (1000 / REFERENCE_RATE)
        there = start + np.arange(len(pcm)) * (1000 / line.rate)
        return np.interp(wanted, there, pcm, left=0, right=0).astype(np.float32)

    # The work ----------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Says what is to be said, until cancelled. Run again, it goes on with the line it was in."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._box.run())
                group.create_task(self._talk())
        finally:
            self._box.hush()
            if self._sending is not None:
                self._sending.cancel()
            self._course.over.set()

    async def close(self) -> None:
        """The client is gone for good: what must have been heard of the present line is recorded.

        Not while `run` runs.
        """
        line, self._line = self._line, None
        self._queue.clear()
        if line is not None and line.start_ms is not None:
            await self._record(line, line.position(self._clock.monotonic_ms()))

    async def _talk(self) -> None:
        if self._line is not None:
            now = self._clock.monotonic_ms()
            self._line.cut(self._line.position(now), now)
        while True:
            while self._line is None:
                self._queued.clear()
                if self._queue:
                    self._line = self._queue.popleft()
                else:
                    await self._queued.wait()
            await self._say_out(self._line)
            self._last, self._line = self._line, None
            over, self._course = self._course.over, _Course()
            over.set()

    async def _say_out(self, line: SpokenLine) -> None:
        while True:
            course = self._course = _Course()
            self._sending = asyncio.get_running_loop().create_task(self._send(line))
            await asyncio.wait({self._sending})
            lost = self._failed(line)
            ms = await self._played_out(line, course)
            if lost:
                return
            silenced = course.stop == "silenced"
            if course.stop is not None:
                line.cut(ms, course.stop_at)
            if course.stop == "held" and line.next_clause < len(line.clauses):
                while course.verdict is None:
                    course.news.clear()
                    await course.news.wait()
                if course.verdict == "resume":
                    continue
            await self._record(line, ms, whole=silenced)
            return

    async def _send(self, line: SpokenLine) -> None:
        for number in range(line.next_clause, len(line.clauses)):
            making = self._making(line, number)
            last = number == len(line.clauses) - 1
            if not last:
                self._making(line, number + 1)
            waiting = b""
            async for pcm in _pieces(making):
                if waiting:
                    await self._emit(line, waiting, making.rate)
                waiting = pcm
            if waiting or (last and line.sent_ms):
                await self._emit(line, waiting, making.rate, last=last)
            line.end_clause()
        line.complete = True

    def _making(self, line: SpokenLine, number: int) -> Making:
        return self._box.say(line.clauses[number].text, keep=line.keep)

    async def _emit(self, line: SpokenLine, pcm: bytes, rate: int, *, last: bool = False) -> None:
        while (excess := line.ahead_ms(self._clock.monotonic_ms()) - AHEAD_MS) > 0:
            await self._clock.sleep(excess)
        if line.start_ms is None:
            line.start_ms = self._now_ms()
        if self._failures:
            self._failures = 0
            self._tell(Notice("synthesizer-back", "The interviewer's voice works again."))
        line.send(pcm, rate, self._clock.monotonic_ms())
        self._tell(Sound(line.turn, pcm, rate, last))

    def _failed(self, line: SpokenLine) -> bool:
        """Whether the voice failed in the line. What was sent is let play out."""
        sending = self._sending
        if sending is None or sending.cancelled():
            return False
        error = sending.exception()
        if error is None:
            return False
        if not isinstance(error, VivaError):
            raise error
        if line.sent_ms:
            self._tell(Sound(line.turn, b"", line.rate, last=True))
            line.complete = True
        self._queue.clear()
        pause = BACK_OFF_MS[min(self._failures, len(BACK_OFF_MS) - 1)]
        self._silent_until = self._clock.monotonic_ms() + pause
        self._failures += 1
        if self._failures == 1:
            self._tell(
                Notice(
                    "synthesizer-lost",
                    "The interviewer's voice stopped working. The lines are on the screen.",
                    error.hint,
                )
            )
        return True

    async def _played_out(self, line: SpokenLine, course: _Course) -> int:
        """How much of the line was played: by the client's word, or when it must have been."""
        while course.reported_ms is None:
            now = self._clock.monotonic_ms()
            if line.start_ms is None:
                return 0
            late = line.ahead_ms(now) + GRACE_MS
            if course.stop is not None:
                late = course.stop_at + HUSH_GRACE_MS - now
            if late <= 0:
                return course.stop_ms if course.stop is not None else line.sent_ms
            course.news.clear()
            with suppress(TimeoutError):
                await within(self._clock, late, course.news.wait())
        return course.reported_ms

    async def _record(self, line: SpokenLine, ms: int, *, whole: bool = False) -> None:
        heard = len(line.text) if whole else line.heard(ms)
        if line.start_ms is None or not heard:
            return
        late = max(0, -line.ahead_ms(self._clock.monotonic_ms()))
        end = max(line.start_ms, self._now_ms() - late)
        try:
            await self._spoken(LineSpoken(line.turn, line.start_ms, end, heard), line.clip())
        except VivaError as error:
            self._tell(Notice(error.code, error.message, error.hint))

    # Signals -----------------------------------------------------------------------------------------

    def _stop(self, why: Literal["cut", "held", "silenced"]) -> None:
        line, course = self._line, self._course
        if why != "held":
            self._queue.clear()
            self._decide("leave")
        if line is None or course.stop is not None or course.reported_ms is not None:
            return
        now = self._clock.monotonic_ms()
        course.stop, course.stop_at, course.stop_ms = why, now, line.position(now)
        if self._sending is not None:
            self._sending.cancel()
        self._box.hush()
        if line.start_ms is not None:
            self._tell(Hush(line.turn))
        course.news.set()

    def _decide(self, verdict: Literal["resume", "leave"]) -> None:
        if self._course.stop == "held" and self._course.verdict is None:
            self._course.verdict = verdict
            self._course.news.set()

    def _reported(self, ms: int) -> None:
        if self._course.reported_ms is None:
            self._course.reported_ms = self._course.stop_ms = ms
            self._course.news.set()


async def _pieces(making: Making) -> AsyncIterator[bytes]:
    """A clause's samples in pieces of at most `PIECE_MS`."""
    async for pcm in making.follow():
        size = making.rate * PIECE_MS // 1000 * 2
        for start in range(0, len(pcm), size):
            yield pcm[start : start + size]
