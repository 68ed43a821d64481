"""Hears one session's microphone: voice activity frame by frame, and where turns begin and end."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Literal, Protocol

from viva.coach.ears import Ears
from viva.coach.intake import FRAME, FRAME_BYTES, Finish, Intake
from viva.coach.interruption import Interruption, Line
from viva.coach.live import LiveSession
from viva.coach.manners import Manner
from viva.coach.outputs import (
    Acknowledged,
    Countdown,
    Notice,
    Ready,
    VoiceOutput,
)
from viva.coach.outputs import Hearing as HearingNow
from viva.coach.own_echo import OwnEcho, OwnVoice
from viva.coach.recorder import Recorder, Recording
from viva.coach.scribe import Scribe
from viva.coach.spoken_turn import SpokenTurn
from viva.coach.turn_judge import TurnJudge
from viva.coach.unfinished import unfinished
from viva.coach.voices import Voices
from viva.domain.event import Control
from viva.ports import Pending, VoiceDetector
from viva.speech.captions import Captions
from viva.speech.endpointing import Endpointer, Mode
from viva.speech.patience import Asked
from viva.speech.pcm import PER_MS, samples_of
from viva.speech.signs import (
    BargedIn,
    CountdownBegan,
    CountdownCancelled,
    Sign,
    SpeechBegan,
    SpeechPaused,
    SpeechResumed,
    TurnEnded,
)

PRE_ROLL_MS: Final = 300
"""How much sound before the first speech belongs to a turn."""
RECENT_MS: Final = 1_500
ACK_MS: Final = 500
LATE_KEY_MS: Final = 1_000
NUDGE_MS: Final = 5_000
"""How often speech without a pause is looked at for what may be written down already."""
RESTORED: Final = Notice(
    "turn-restored", "Viva was interrupted. What you had said until then was kept.", "Go on from there."
)


class Mouth(OwnVoice, Line, Protocol):
    """Our own voice."""


class Hearing:
    """Frames are taken in order, one at a time. Everything is kept when a client goes, for when it returns.

    Stream time counts what was heard, in ms, through all of the client's captures.
    """

    def __init__(
        self,
        *,
        live: LiveSession,
        voices: Voices,
        detector: Callable[[], VoiceDetector],
        recorder: Recorder,
        scribe: Scribe,
        tell: Callable[[VoiceOutput], None],
        mouth: Mouth | None,
        give_way: Callable[[], object],
    ) -> None:
        """`give_way` has the interviewer say sorry, after both talked at once.

        Raises `VivaError` (voice-unavailable), in place of what `detector` raises.
        """
        self._give_way = give_way
        self._live = live
        self._recorder = recorder
        self._scribe = scribe
        self._tell = tell
        self._echo = OwnEcho(mouth)
        self._cut = Interruption(mouth)
        self._ears = Ears(detector)
        self._audio = voices.audio
        self._mode: Mode = voices.endpointing.mode
        self._ear = Endpointer(voices.endpointing)
        self._judge = TurnJudge(voices.turn_detector, self._ear)
        self._intake = Intake()
        self._recent: deque[bytes] = deque(maxlen=RECENT_MS * PER_MS // FRAME)
        self._heard = 0
        self._capture = ""
        self._offset = 0
        self._turn: SpokenTurn | None = None
        self._last_end = -LATE_KEY_MS
        self._acked_at = 0
        self._shown: str | None = None
        self._quiet_since = 0
        self._read: str | None = None
        self._nudged_at = 0
        self._unheard = False

    # The client's side --------------------------------------------------------------------------------

    @property
    def in_turn(self) -> bool:
        """Whether something is being said."""
        return self._turn is not None

    @property
    def just_ended(self) -> bool:
        """Whether a turn was ended by silence so lately that a key meant to end it may come too late."""
        return self._turn is None and (self._scribe.busy or self._now < self._last_end + LATE_KEY_MS)

    def expect(self, asked: Asked) -> None:
        """What is answered from now on."""
        self._ear.expect(asked)

    async def start(self, capture: str, sample: int) -> None:
        """That capture is heard from now on; `sample` of it are known to be safe by the client.

        A turn that a process before this one left unfinished is taken up again.
        Raises `VivaError`: voice-unavailable, and what the audio store raises.
        """
        self._ears.mend()
        if capture != self._capture or not capture:
            self._intake.clear()
            pending = None
            if self._turn is None and (self._unheard or not self._recorder.at_work):
                pending = await self._restore()
            if pending is not None and pending.capture == capture:
                sample = pending.sample + pending.samples
            offset = sample - self._heard - self._intake.waiting
            if self._turn is not None and pending is not None:
                self._turn.recording.shift = sample - pending.sample - pending.samples
            elif self._turn is not None:
                self._turn.recording.shift += offset - self._offset
            self._capture, self._offset = capture, offset
        if self._ears.deaf:
            return
        self._tell(Ready(capture, self._received))
        self._shown = None
        self._show("speech" if self._turn else "waiting")

    def hear(self, pcm: bytes) -> None:
        """PCM16LE mono at 16 kHz. Raises `VivaError`: bad-audio, too-far-behind."""
        self._intake.put(pcm)

    async def finish(self, reason: Literal["done", "released"], then: Control | None = None) -> bool:
        """The turn is over, after what was sent so far. False: nothing was being said."""
        return await self._intake.finish(reason, then)

    def pause(self) -> None:
        """No sound comes for now; the turn stays open."""
        self._tell(Countdown(None))

    def keep_waiting(self) -> None:
        """Silence does not end this turn."""
        self._signs(self._ear.keep_waiting())

    def set_mode(self, mode: Mode) -> None:
        """How turns end from now on."""
        self._mode = mode
        self._signs(self._ear.set_mode(mode))

    def forget(self) -> None:
        """What is being said is not a turn: it is typed instead."""
        turn, self._turn = self._turn, None
        self._signs(self._ear.reset())
        if turn is not None:
            self._live.hold(talking=False)
            self._scribe.forget(turn)
        self.free()

    def free(self) -> None:
        """A turn was written down: the next one may come."""
        if self._turn is None and not self._scribe.busy:
            self._show("waiting")

    # Frames -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Hears what comes, until cancelled."""
        try:
            while True:
                item = await self._intake.next()
                why = self._ears.trouble_in(lambda item=item: self._take(item))
                if why is not None:
                    self._go_deaf(why)
                await asyncio.sleep(0)
        finally:
            self._judge.cancel()

    def _take(self, item: bytes | Finish) -> None:
        if isinstance(item, Finish):
            self._finish(item)
            return
        while not self._ears.deaf and (frame := self._intake.frame()):
            self._frame(frame)
        if self._ears.deaf:
            self._intake.clear()

    def _go_deaf(self, why: Notice) -> None:
        """Nothing is heard until the next start. What was said so far is taken as a turn."""
        self._capture = ""
        self._tell(why)
        self._signs(self._ear.finish(self._now, "released"))

    def _frame(self, pcm: bytes, *, recorded: bool = False) -> None:
        samples = samples_of(pcm)
        self._heard += FRAME
        probability = self._ears.speech(samples)
        self._recent.append(pcm)
        probability = self._echo.without(probability, self._now, self._recent)
        if self._turn is not None:
            self._turn.append(pcm, recorded=recorded)
            if self._now - self._nudged_at >= NUDGE_MS:
                self._nudged_at = self._now
                self._turn.voiced = self._turn.here(self._ear.voiced)
                self._scribe.nudge()
        self._ear.speaking(self._echo.speaking)
        self._signs(self._ear.hear(self._now, probability))
        if self._cut.open and self._ear.paused:
            self._mind_manners()
        self._acknowledge()

    def _finish(self, item: Finish) -> None:
        turn = self._turn
        spoke = turn is not None and (self._ear.speech_ms > 0 or bool(turn.captions.text))
        if turn is not None:
            turn.then = item.then
            if spoke:
                self._signs(self._ear.finish(self._now, item.reason))
            else:
                self.forget()
        if not item.heard.done():
            item.heard.set_result(spoke)

    # Signs --------------------------------------------------------------------------------------------

    def _signs(self, signs: tuple[Sign, ...]) -> None:
        for sign in signs:
            match sign:
                case BargedIn():
                    began = self._ear.began_ms
                    self._cut.cut_in(sign.at_ms - began if began is not None else 0)
                case SpeechBegan():
                    self._begin(sign.at_ms)
                case SpeechPaused():
                    self._paused(sign)
                case SpeechResumed():
                    self._scribe.resumed()
                    self._read = None
                    self._show("speech")
                case CountdownBegan():
                    self._tell(Countdown(max(0, sign.ends_ms - self._now)))
                case CountdownCancelled():
                    self._tell(Countdown(None))
                case TurnEnded():
                    self._end(sign)

    def _begin(self, at_ms: int) -> None:
        """A turn has begun, a little ago: the sound since shortly before belongs to it."""
        if self._turn is not None:
            return  # it was restored
        recent = b"".join(self._recent)
        have_from = self._now - len(recent) // 2 // PER_MS
        from_ms = max(at_ms - PRE_ROLL_MS, have_from, self._last_end, 0)
        pcm = recent[(from_ms - have_from) * PER_MS * 2 :]
        ago = self._now - from_ms + self._intake.behind_ms
        recording = Recording(
            self._capture, self._heard + self._offset - len(pcm) // 2, max(0, self._live.now_ms() - ago)
        )
        turn = SpokenTurn(recording, from_ms, Captions())
        turn.append(pcm)
        self._open(turn)

    def _open(self, turn: SpokenTurn) -> None:
        self._turn = turn
        self._recorder.begin(turn.recording)
        self._scribe.begin(turn)
        self._live.hold(talking=True)
        self._show("speech")

    async def _restore(self) -> Pending | None:
        """Takes up a turn that was being recorded when the process before this one ended.

        It is one turn, whatever pauses are in it: silence counts again from where the recording ends.
        """
        self._unheard = False
        found = await unfinished(self._live.session, self._audio)
        if found is None:
            return None
        pending = found.pending
        recording = Recording(
            pending.capture, pending.sample, pending.started_ms, restored=True, safe=pending.samples
        )
        self._open(SpokenTurn(recording, self._now, Captions()))
        self._ear.set_mode("done-key")
        for first in range(0, len(found.pcm) - FRAME_BYTES + 1, FRAME_BYTES):
            frame = found.pcm[first : first + FRAME_BYTES]
            why = self._ears.trouble_in(lambda frame=frame: self._frame(frame, recorded=True))
            if why is not None:
                self._unheard = True
                recording.leave()
                self.forget()
                self._go_deaf(why)
            if self._turn is None:
                break
            await asyncio.sleep(0)
        self._ear.set_mode(self._mode)
        self._ear.look_anew()
        if self._turn is not None and not self._ear.in_turn:
            self.forget()
        elif self._turn is not None:
            self._tell(RESTORED)
        return pending

    def _paused(self, sign: SpeechPaused) -> None:
        turn = self._turn
        if turn is None:
            return
        turn.voiced = turn.here(self._ear.voiced)
        self._quiet_since = sign.speech_end_ms
        self._read = None
        self._show("pause")
        self._scribe.paused(turn, lambda text, certain: self._written(text, sign.at_ms, certain))
        self._judge.paused(turn, sign.at_ms)

    def _written(self, text: str, pause_ms: int, certain: float | None) -> None:
        """The caption of the pause that is on."""
        self._read = text
        self._ear.read(text, pause_ms, certain)

    def _mind_manners(self) -> None:
        found = self._cut.judge(self._read, self._now - self._quiet_since)
        if found is not None:
            self.forget()
        if found is Manner.SORRY:
            self._give_way()

    def _end(self, sign: TurnEnded) -> None:
        self._cut.over()
        turn, self._turn = self._turn, None
        self._last_end = sign.at_ms
        if turn is None:
            return
        turn.voiced = turn.here(self._ear.voiced)
        self._live.hold(talking=False)
        self._tell(Countdown(None))
        self._show("finishing")
        self._scribe.ended(turn)

    # What is told -------------------------------------------------------------------------------------

    @property
    def _now(self) -> int:
        return self._heard // PER_MS

    @property
    def _received(self) -> int:
        return self._heard + self._offset + self._intake.waiting

    def _show(self, state: Literal["waiting", "speech", "pause", "finishing"]) -> None:
        if state != self._shown:
            self._shown = state
            self._tell(HearingNow(state))

    def _acknowledge(self) -> None:
        if self._now - self._acked_at < ACK_MS:
            return
        self._acked_at = self._now
        turn = self._turn
        self._tell(Acknowledged(self._received if turn is None else turn.recording.safe_until))
