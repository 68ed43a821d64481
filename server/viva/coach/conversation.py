"""A spoken conversation: ears, mouth and memory of one session, for the one client that holds the microphone.

It outlives a connection: a client that comes back goes on with the turn that it was in.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Final

from viva.coach.expected import ASKED
from viva.coach.forethought import Forethought
from viva.coach.hearing import Hearing
from viva.coach.keeping import Keeping
from viva.coach.live import LiveSession
from viva.coach.manners import Manner, manner
from viva.coach.mouth import Mouth
from viva.coach.outputs import Caption, Notice, Output, VoiceOutput, notice_of
from viva.coach.quiet import until_quiet
from viva.coach.recorder import Recorder
from viva.coach.saying import State
from viva.coach.scribe import Scribe
from viva.coach.second_hearing import SecondHearing
from viva.coach.spoken_turn import SpokenTurn
from viva.coach.unheard import unheard
from viva.coach.voice_trouble import voice_lost
from viva.coach.voices import Voices
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Act, Control, InterviewerSaid, LineSpoken, Stored
from viva.domain.note import Term
from viva.domain.transcript import Word, text_of
from viva.ports import Clip, Clock
from viva.speech.endpointing import Mode
from viva.speech.hotwords import Hotwords

Tell = Callable[[VoiceOutput], None]

SAID_CHARS: Final = 20_000
"""How much of what was said before bears on what is expected to be said."""
ELSEWHERE: Final = Notice(
    "microphone-elsewhere",
    "The microphone of another window is used now.",
    "Start speaking here to take it back, or type.",
)
FAULT: Final = Notice(
    "trouble", "Something went wrong in Viva, and your answer was not taken.", "Say it again, or type it."
)
VOICE_LOST: Final = voice_lost("Start speaking again to have it back.")
_LOG: Final = logging.getLogger("viva.coach")


class Conversation:
    """Joins what is heard and what is said to a session."""

    def __init__(self, live: LiveSession, voices: Voices, clock: Clock, glossary: Sequence[Term]) -> None:
        """Raises `VivaError` (voice-unavailable) where nothing can be heard."""
        if voices.transcriber is None or voices.detector is None:
            raise VivaError(
                "voice-unavailable",
                "Speech can't be heard here.",
                "Type your answer; `viva doctor` says what is missing.",
                ErrorKind.UNAVAILABLE,
            )
        self._live = live
        self._clock = clock
        self._tell: Tell = _nobody
        self._stay: asyncio.Event | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._one_stay = asyncio.Lock()
        self._one_turn = asyncio.Lock()
        self._keeping = Keeping(live, clock, self._say)
        said = " ".join(turn.text for _, turn in live.session.transcript.candidate())
        self._said_so_far = said[-SAID_CHARS:]
        self._glossary = glossary
        self._expected: tuple[str, Hotwords] | None = None
        said_forms = {term.term: term.said for term in glossary}
        self._counting: asyncio.Task[None] | None = None
        self._second = (
            SecondHearing(
                session=lambda: live.session,
                transcriber=voices.transcriber,
                audio=voices.audio,
                record=live.note,
                idle=self._idle,
            )
            if voices.audio is not None
            else None
        )
        self._recorder = Recorder(voices.audio, live.session.id, self._say, voices.keeps_audio)
        self._mouth = (
            Mouth(voices.synthesizer, voices.cache, clock, self._say, self._spoken, said_forms, live.now_ms)
            if voices.synthesizer is not None
            else None
        )
        self._forethought = (
            Forethought(live.prospect, self._mouth, self._later) if self._mouth is not None else None
        )
        self._scribe = Scribe(
            transcriber=voices.transcriber,
            clock=clock,
            tell=self._say,
            hotwords=self._hotwords,
            said=self._said,
            take=self._take,
        )
        self._hearing = Hearing(
            live=live,
            voices=voices,
            detector=voices.detector,
            recorder=self._recorder,
            scribe=self._scribe,
            tell=self._say,
            mouth=self._mouth,
            give_way=lambda: self._later(self._sorry()),
        )
        for line in live.session.lines:
            self._expect(line.said.act)

    @property
    def held(self) -> bool:
        """Whether a client is here."""
        return self._stay is not None

    @property
    def in_turn(self) -> bool:
        """Whether something is being said, or was said and is not written down yet."""
        return self._hearing.in_turn or self._scribe.busy or self._one_turn.locked()

    @property
    def talking(self) -> bool:
        """Whether the interviewer is speaking, or about to."""
        return self._mouth is not None and (self._mouth.speaking or self._mouth.about_to_speak)

    def of(self, live: LiveSession) -> bool:
        """Whether it is about that session, as it is held now."""
        return self._live is live

    def enter(self, tell: Tell) -> asyncio.Event:
        """A client takes the microphone, and hears everything from now on. Its stay, for `run`.

        A client that had it is told so, and its stay is over.
        """
        if self._stay is not None:
            self._tell(ELSEWHERE)
            self._stay.set()
        self._stay = asyncio.Event()
        self._tell = tell
        if self._keeping.trouble is not None:
            tell(self._keeping.trouble)
        return self._stay

    async def run(self, stay: asyncio.Event) -> None:
        """The work of a client's stay: until it is cancelled, or the stay is over."""
        try:
            async with self._one_stay, asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._hearing.run()), group.create_task(self._scribe.run())]
                if self._mouth is not None:
                    tasks.append(group.create_task(self._speak(self._mouth)))
                await stay.wait()
                for task in tasks:
                    task.cancel()
        finally:
            if self._stay is stay:
                self._stay = None
                self._tell = _nobody
                self._live.hold(talking=False)

    async def _speak(self, mouth: Mouth) -> None:
        """A fault of the voice's costs the voice, for this stay."""
        try:
            await mouth.run()
        except Exception:  # noqa: BLE001 -- the interview must go on in text
            _LOG.exception("session %s: the voice failed", self._live.session.id)
            self._say(VOICE_LOST)

    async def close(self) -> None:
        """Ends it. A turn that was being spoken stays pending on disk.

        A line that was being said is said anew to a client that comes back; only the last of an interview
        that is over is recorded as far as it was heard.
        """
        if self._stay is not None:
            self._stay.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._mouth is not None and self._live.session.over:
            async with self._one_stay:
                await self._mouth.close()
        await self._recorder.close()

    # The client's side ------------------------------------------------------------------------------

    async def start(self, capture: str, sample: int) -> None:
        """That capture is heard from now on, after `sample` samples. Lines that nobody has heard are said.

        Raises `VivaError`: what the audio store raises.
        """
        await self._hearing.start(capture, sample)
        if self._mouth is not None and not self.talking:
            for line in unheard(self._live.session):
                self._mouth.say(line.turn, line.text)
            self._mouth.warm(self._live.authored)

    def hear(self, pcm: bytes) -> None:
        """PCM16LE mono at 16 kHz. Raises `VivaError`: bad-audio, too-far-behind."""
        self._hearing.hear(pcm)

    async def stop(self, *, pause: bool) -> None:
        """No more comes for now. What was said is a turn, unless it is only a pause."""
        if pause:
            self._hearing.pause()
        else:
            await self._hearing.finish("released")

    def keep_waiting(self) -> None:
        """Silence does not end this turn."""
        self._hearing.keep_waiting()

    def set_mode(self, mode: Mode) -> None:
        """How turns end from now on."""
        self._hearing.set_mode(mode)

    async def wish(self, control: Control) -> None:
        """A control. Within a spoken turn `done` ends the turn; any other ends it and is replied to.

        `done` just after silence has ended the turn was meant for that turn.
        Raises `VivaError`: session-over, and what the store raises.
        """
        if control is Control.DONE and self._hearing.just_ended:
            return
        if self._mouth is not None:
            self._mouth.silence()
        then = None if control is Control.DONE else control
        if not await self._hearing.finish("done", then):
            await self._live.wish(control)

    async def typed(self, text: str, typing_ms: int) -> None:
        """A typed turn takes the place of what was being spoken. Raises as `LiveSession.answer` does."""
        if self._mouth is not None:
            self._mouth.silence()
        self._hearing.forget()
        await self._live.answer(text, typing_ms=typing_ms)
        self._recorder.forget()

    def played(self, turn: int, state: State, ms: int) -> None:
        """What the client's loudspeaker has played of a line."""
        if self._mouth is not None:
            self._mouth.played(turn, state, ms)

    def follow(self, output: Output) -> None:
        """A line that was committed is said."""
        if not isinstance(output, Stored) or not isinstance(output.event, InterviewerSaid):
            return
        said = output.event
        self._expect(said.act)
        if self._mouth is not None:
            own_words = said.source == "authored" and said.quote is None
            self._mouth.say(said.turn, said.text, keep=own_words)

    def _expect(self, act: Act) -> None:
        if act in ASKED:
            self._hearing.expect(ASKED[act])

    # Turns --------------------------------------------------------------------------------------------

    async def _take(self, turn: SpokenTurn) -> None:
        """A turn is over and written down. It is seen to its end also where the client leaves meanwhile."""
        await asyncio.shield(self._later(self._taken(turn)))

    async def _taken(self, turn: SpokenTurn) -> None:
        async with self._one_turn:
            try:
                await self._answer(turn)
            except Exception:  # noqa: BLE001 -- the interview must go on
                _LOG.exception("session %s: a turn was not taken", self._live.session.id)
                self._say(FAULT)
            finally:
                turn.recording.leave()
        self._hearing.free()

    async def _answer(self, turn: SpokenTurn) -> None:
        """Its words are an answer; a nod, or nothing, is none."""
        text = text_of(turn.captions.words)
        rest = self._mouth.held if self._mouth is not None else None
        nod = rest is not None and manner(rest, text) is Manner.RESUME
        if text and not nod:
            self._say(Caption(text, final=True))
            if self._mouth is not None:
                await self._mouth.leave()
                if self.talking:
                    self._mouth.hush()  # lines that came too late to be heard before the answer
            index = await self._keeping.keep(turn)
            turn.recording.settle(index)
            if index is not None:
                self._count_fillers()
                self._said_so_far = f"{self._said_so_far} {text}"[-SAID_CHARS:]
        else:
            if text or not turn.lost:
                turn.recording.settle(None)
            if self._mouth is not None:
                self._mouth.resume()
            self._say(Caption("", final=True))
            if turn.then is not None:
                await self._wish_quietly(turn.then)

    async def _wish_quietly(self, control: Control) -> None:
        try:
            await self._live.wish(control)
        except VivaError as error:
            self._say(notice_of(error))

    # Ahead of time --------------------------------------------------------------------------------------

    def _hotwords(self, heard: str) -> Sequence[str]:
        question = self._live.question
        if self._expected is None or self._expected[0] != question.id:
            self._expected = question.id, Hotwords(question.glossary, self._glossary)
        return self._expected[1].pick(f"{self._said_so_far} {heard}")

    def _said(self, words: Sequence[Word]) -> None:
        if self._forethought is not None:
            self._forethought.think(words)

    async def _sorry(self) -> None:
        """The interviewer talked into the candidate, who fell silent: the floor is given back."""
        if self._mouth is not None:
            await self._mouth.leave()
        try:
            await self._live.give_way()
        except VivaError as error:
            self._say(notice_of(error))

    def _later(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _count_fillers(self) -> None:
        """Recorded answers are heard once more when there is time, also after the client has gone."""
        if self._second is not None and (self._counting is None or self._counting.done()):
            self._counting = self._later(self._second_hearing(self._second))

    async def _second_hearing(self, second: SecondHearing) -> None:
        try:
            await second.run()
        except VivaError as error:
            _LOG.warning("session %s: fillers were not counted: %s", self._live.session.id, error)

    async def _idle(self) -> None:
        """Returns when nobody is speaking and nothing is being written down or made."""
        await until_quiet(self._clock, lambda: self.in_turn or self.talking)

    # What was said --------------------------------------------------------------------------------------

    async def _spoken(self, event: LineSpoken, clip: Clip | None) -> None:
        kept = clip is not None and self._recorder.keeps
        try:
            await self._live.note(replace(event, audio_ms=event.start_ms if kept else None))
        except VivaError as error:
            self._say(notice_of(error))
            return
        if clip is not None:
            self._recorder.write(event.turn, clip)

    def _say(self, output: VoiceOutput) -> None:
        self._tell(output)


def _nobody(_output: VoiceOutput) -> None:
    """Nobody listens: the client is gone, and what it missed it is told when it comes back."""
