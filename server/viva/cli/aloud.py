"""The interviewer's lines aloud in the terminal, clause by clause, beside the text."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from viva.cli.player import HANGS, READ, Player, players, unplayable
from viva.coach.outputs import Notice
from viva.coach.spoken_line import SpokenLine
from viva.coach.unheard import unheard
from viva.coach.voice_box import VoiceBox
from viva.coach.voice_trouble import VoiceTrouble
from viva.coach.voices import ClipCache
from viva.deadline import within
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Act, InterviewerSaid, LineSpoken
from viva.ports import Clip, Clock, Synthesizer
from viva.speech.spoken_form import spoken_clauses

if TYPE_CHECKING:
    from viva.api.services import Services
    from viva.coach import LiveSession

PATIENCE_MS: Final = 5_000
"""How much longer than its sound a player may take, before it counts as one that hangs."""


class Aloud:
    """One voice for one session, on the loop that the session lives on. No failure of it ends anything."""

    def __init__(
        self,
        live: "LiveSession",
        synthesizer: Synthesizer,
        cache: ClipCache | None,
        *,
        clock: Clock,
        players: Sequence[Player],
        said_forms: Mapping[str, str],
        tell: Callable[[Notice], None],
    ) -> None:
        """`players` are tried in order; one that fails is not used again.

        `said_forms` has how terms are said, by how they are written.
        """
        self._live = live
        self._box = VoiceBox(synthesizer, cache, clock)
        self._clock = clock
        self._players = list(players)
        self._said_forms = said_forms
        self._tell = tell
        self._trouble = VoiceTrouble(clock, tell)
        self._lines: asyncio.Queue[SpokenLine] = asyncio.Queue()
        self._saying: asyncio.Task[None] | None = None
        self._read_on = False
        self._work: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Says what was asked and nobody has heard. A repeat stands for what it repeats."""
        self._work = [asyncio.create_task(self._box.run()), asyncio.create_task(self._talk())]
        session = self._live.session
        waiting = unheard(session)
        repeats = {line.said.turn for line in session.lines if line.said.act is Act.REPEAT}
        for line in waiting[-1:] if waiting and waiting[-1].turn in repeats else waiting:
            self._say(line.turn, line.text)

    def follow(self, said: InterviewerSaid) -> None:
        """A new line is said after those before it."""
        if self._work:
            self._say(said.turn, said.text, keep=said.source == "authored" and said.quote is None)

    def silence(self) -> None:
        """The candidate reads on: silent at once, and what was being said counts as known in whole."""
        self._drop()
        if self._saying is not None:
            self._read_on = True
            self._saying.cancel()

    async def heard_out(self) -> None:
        """Returns when all has been said."""
        joined = asyncio.create_task(self._lines.join())
        await asyncio.wait({joined, *self._work}, return_when=asyncio.FIRST_COMPLETED)
        joined.cancel()

    async def close(self) -> None:
        """Silent at once; what was heard of the present line is recorded."""
        self._drop()
        if self._saying is not None:
            self._saying.cancel()
        await self.heard_out()
        for task in self._work:
            task.cancel()
        for result in await asyncio.gather(*self._work, return_exceptions=True):
            if isinstance(result, Exception):
                raise result

    def _say(self, turn: int, text: str, *, keep: bool = False) -> None:
        if self._players and not self._trouble.resting:
            self._lines.put_nowait(SpokenLine(turn, text, spoken_clauses(text, self._said_forms), keep))

    def _drop(self) -> None:
        while not self._lines.empty():
            self._lines.get_nowait()
            self._lines.task_done()

    # The work ----------------------------------------------------------------------------------------

    async def _talk(self) -> None:
        while True:
            line = await self._lines.get()
            try:
                await self._said(line)
            finally:
                self._lines.task_done()

    async def _said(self, line: SpokenLine) -> None:
        """Says it, and records what was heard of it; a line that its voice broke off stands as text."""
        self._read_on = False
        saying = self._saying = asyncio.create_task(self._sound(line))
        try:
            await asyncio.wait({saying})
        finally:
            saying.cancel()
            self._saying = None
        if saying.cancelled():
            self._box.hush()
            whole = self._read_on
        elif isinstance(error := saying.exception(), VivaError):
            self._failed(error)
            return
        else:
            saying.result()
            whole = True
        await self._record(line, whole=whole)

    async def _sound(self, line: SpokenLine) -> None:
        texts = [clause.text for clause in line.clauses]
        for number, text in enumerate(texts):
            making = self._box.say(text, keep=line.keep)
            for after in texts[number + 1 : number + 2]:
                self._box.say(after, keep=line.keep)
            async for _ in making.follow():
                pass
            self._trouble.works()
            await self._play(line, making.clip())

    async def _play(self, line: SpokenLine, clip: Clip) -> None:
        """Plays the line's next clause. Raises `VivaError` (player-failed) where no player is left."""
        if line.start_ms is None and clip.pcm:
            line.start_ms = self._live.now_ms()
        before = line.sent_ms
        line.begin_clause()
        line.send(clip.pcm, clip.rate, self._clock.monotonic_ms())
        line.end_clause()
        limit = line.sent_ms - before + PATIENCE_MS
        while clip.pcm:
            player = self._players[0]
            try:
                await within(self._clock, limit, player.play(clip))
            except (VivaError, TimeoutError) as error:
                del self._players[0]
                if not self._players:
                    raise error if isinstance(error, VivaError) else unplayable(player.name, HANGS) from None
            else:
                line.report(line.sent_ms, self._clock.monotonic_ms())
                break

    async def _record(self, line: SpokenLine, *, whole: bool) -> None:
        position = line.position(self._clock.monotonic_ms())
        heard = len(line.text) if whole else line.heard(position)
        if line.start_ms is None or not heard:
            return
        try:
            end = max(line.start_ms, self._live.now_ms())
            await self._live.note(LineSpoken(line.turn, line.start_ms, end, heard))
        except VivaError as error:
            self._tell(Notice(error.code, error.message, error.hint))

    def _failed(self, error: VivaError) -> None:
        self._drop()
        if self._players:
            self._trouble.failed(error)
        else:
            self._tell(Notice(error.code, error.message, error.hint))


def aloud(services: "Services", live: "LiveSession", clock: Clock, tell: Callable[[Notice], None]) -> Aloud:
    """The voice of the settings, through a player of this machine.

    Raises `VivaError` (synthesizer-missing, player-missing) where it cannot be heard.
    """
    voices = services.voices()
    if voices.synthesizer is None:
        report = services.voice_report().speaking if services.voice_report is not None else None
        raise VivaError(
            "synthesizer-missing",
            report.why if report is not None else f"There is no voice here. {READ}",
            report.hint if report is not None else "viva doctor says what is missing.",
            ErrorKind.UNAVAILABLE,
        )
    said_forms = {term.term: term.said for term in services.library.glossary}
    return Aloud(
        live,
        voices.synthesizer,
        voices.cache,
        clock=clock,
        players=players(),
        said_forms=said_forms,
        tell=tell,
    )
