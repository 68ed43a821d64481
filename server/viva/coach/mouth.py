"""Says the interviewer's lines aloud, clause by clause, and knows what has been heard of them."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence

import numpy as np

from viva.coach.outputs import notice_of
from viva.coach.saying import Saying, State, Stop, Told
from viva.coach.spoken_line import SpokenLine
from viva.coach.voice_box import VoiceBox
from viva.coach.voice_trouble import VoiceTrouble
from viva.coach.voices import ClipCache
from viva.domain.errors import VivaError
from viva.domain.event import LineSpoken
from viva.ports import Clip, Clock, Samples, Synthesizer
from viva.speech.pcm import RATE
from viva.speech.spoken_form import spoken_clauses

Spoken = Callable[[LineSpoken, Clip | None], Awaitable[None]]


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
        self._trouble = VoiceTrouble(clock, tell)
        self._clock = clock
        self._tell = tell
        self._spoken = spoken
        self._said_forms = said_forms
        self._now_ms = now_ms
        self._queue: deque[SpokenLine] = deque()
        self._queued = asyncio.Event()
        self._saying: Saying | None = None
        self._last: SpokenLine | None = None
        self._given_up: set[int] = set()
        self._over = asyncio.Event()

    # What is to be said ------------------------------------------------------------------------------

    def say(self, turn: int, text: str, *, keep: bool = False) -> None:
        """Says a line after those before it, if it is not among them and was not given up.

        A line that is held is given up, with those behind it. `keep`: the words are authored, so that their
        sound is worth keeping on disk.
        """
        if turn in self._given_up or any(line.turn == turn for line in self._lines()):
            return
        if self._saying is not None and self._saying.stopped == "held":
            self._give_up()
            self._saying.decide("leave")
        if not self._trouble.resting:
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
        saying = self._saying
        return saying.rest if saying is not None and saying.stopped == "held" else None

    def resume(self) -> None:
        """Goes on with a held line, at the clause that it was cut in."""
        if self._saying is not None:
            self._saying.decide("resume")

    async def leave(self) -> None:
        """Gives up a held line, with those behind it; returns once what was heard of it is recorded."""
        if self._saying is not None and self._saying.stopped is not None:
            self._give_up()
            self._saying.decide("leave")
            await self._over.wait()

    def _stop(self, why: Stop) -> None:
        if why != "held":
            self._give_up()
        if self._saying is not None:
            self._saying.stop(why)

    def _give_up(self) -> None:
        """The candidate has had enough of these lines: they are not said, or said further, on any stay."""
        self._given_up.update(line.turn for line in self._lines())
        self._queue.clear()

    # What sounds -------------------------------------------------------------------------------------

    @property
    def speaking(self) -> bool:
        """Whether a line sounds now, as far as is known."""
        return self._saying is not None and self._saying.speaking

    @property
    def about_to_speak(self) -> bool:
        """Whether there is a line of which nothing has sounded yet."""
        return bool(self._queue) or (self._saying is not None and not self._saying.begun)

    def played(self, turn: int, state: State, ms: int) -> None:
        """The client's report: `ms` of the line have been played since it began, or since it was resumed."""
        saying = self._saying
        if saying is None or saying.line.turn != turn:
            return
        if state in {"stopped", "cut"} and saying.begun and saying.stopped is None:
            self._give_up()
        saying.played(state, ms)

    def sounding(self, window_ms: int) -> Samples:
        """What the loudspeaker has played in the last `window_ms`, at 16 kHz; silence where there was none.

        As far as is known: the client's buffer and the way through the air come on top.
        """
        now = self._clock.monotonic_ms()
        played = np.zeros(window_ms * RATE // 1000, np.float32)
        for line in (self._last, self._saying and self._saying.line):
            if line is not None and line.rate:
                played += line.sounding(window_ms, now)
        return played

    # The work ----------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Says what is to be said, until cancelled. Run again, it goes on with the line it was in."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._box.run())
                group.create_task(self._talk())
        finally:
            self._over.set()

    async def close(self) -> None:
        """The client is gone for good: what must have been heard of the present line is recorded.

        Not while `run` runs.
        """
        saying, self._saying = self._saying, None
        self._queue.clear()
        if saying is not None:
            await self._record(saying, saying.left())

    async def _talk(self) -> None:
        while True:
            saying = self._saying = self._saying or self._said(await self._next())
            self._over.clear()
            recorded = asyncio.create_task(self._record(saying, await saying.run()))
            try:
                await asyncio.shield(recorded)
            finally:
                # Who leaves meanwhile has heard the line: it is recorded to the end, once.
                await recorded
                self._last, self._saying = saying.line, None
                self._over.set()
            if self._trouble.resting:
                self._queue.clear()

    async def _next(self) -> SpokenLine:
        while not self._queue:
            self._queued.clear()
            await self._queued.wait()
        return self._queue.popleft()

    def _said(self, line: SpokenLine) -> Saying:
        return Saying(
            line,
            box=self._box,
            trouble=self._trouble,
            clock=self._clock,
            tell=self._tell,
            now_ms=self._now_ms,
        )

    async def _record(self, saying: Saying, heard: LineSpoken | None) -> None:
        if heard is None:
            return
        try:
            await self._spoken(heard, saying.line.clip())
        except VivaError as error:
            self._tell(notice_of(error))

    def _lines(self) -> list[SpokenLine]:
        return [*([self._saying.line] if self._saying is not None else []), *self._queue]
