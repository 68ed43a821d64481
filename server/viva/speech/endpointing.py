"""When a spoken turn begins and ends.

Pure: no clock and no I/O; driven by the microphone's stream time, one call for each frame. What it makes of a
frame it returns as signs. The silence that ends a turn is `Patience`'s to say; here it is measured.
"""

from dataclasses import dataclass
from typing import Final, Literal

from viva.domain.transcript import Stretch
from viva.settings import Endpointing
from viva.speech.clause import Clause, read_clause
from viva.speech.patience import NEVER_MS, Asked, Evidence, Patience
from viva.speech.signs import (
    BargedIn,
    CountdownBegan,
    CountdownCancelled,
    Reason,
    Sign,
    SpeechBegan,
    SpeechPaused,
    SpeechResumed,
    TurnEnded,
)

FRAME_MS: Final = 32
"""A frame's length: 512 samples at 16 kHz."""

ONSET_MS: Final = 100
"""Speech shorter than this is a click or a cough: it neither begins a turn nor extends one."""

DIP_MS: Final = 64
"""Speech may fall silent for so long and still be one run: closed consonants do."""

PAUSE_MS: Final = 200
"""Silence within a turn from which it is a pause; shorter gaps are part of the speech."""

KEY_PAUSE_MS: Final = 128
"""The same where a key ends turns: it may be on its way already, and the last words should be read then."""

QUIET_MS: Final = 900
"""A pause is so long before a countdown shows: ordinary pauses show none."""

COUNTDOWN_MS: Final = 800
"""A countdown that would last less does not show."""

MOVED_MS: Final = 300
"""A countdown is moved only by more than this."""

TOO_LONG_MS: Final = 600_000
"""A turn that is so long ends at its next pause."""

FAR_TOO_LONG_MS: Final = 630_000
"""A turn that is so long ends at once."""

RESTART_MS: Final = 2_500
"""Speech so soon after a turn that silence ended shows that it was cut off."""

OWN_VOICE: Final = 0.5
"""While our own voice plays, the threshold of speech is raised so far towards 1."""

Mode = Literal["hands-free", "done-key", "hold"]


@dataclass(slots=True)
class _Run:
    """Frames of speech with no more than a dip between them. `over_own`: it began while our voice played;
    `real`: it was long enough to count."""

    start_ms: int
    end_ms: int
    voiced_ms: int
    over_own: bool
    real: bool = False


class Endpointer:
    """The turns of one microphone stream. Times are ms of the stream and never decrease."""

    def __init__(self, parameters: Endpointing) -> None:
        self._parameters = parameters
        self._patience = Patience(parameters)
        self._mode: Mode = parameters.mode
        self._now = 0
        self._before = 0
        self._own_since: int | None = None
        self._own_until = -RESTART_MS
        self._barged = False
        self._run: _Run | None = None
        self._ended: TurnEnded | None = None
        self._ended_odds: float | None = None
        self._asked: Asked = "opening"
        self._clear()

    def _clear(self) -> None:
        self._began: int | None = None
        self._speech_end = 0
        self._voiced: list[Stretch] = []
        self._paused_at: int | None = None
        self._countdown: int | None = None
        self._waiting = False
        self._detector: float | None = None
        self._clause: Clause | None = None
        self._certain: float | None = None

    # state -------------------------------------------------------------------------------------------

    @property
    def in_turn(self) -> bool:
        """Whether a turn has begun and not ended."""
        return self._began is not None

    @property
    def began_ms(self) -> int | None:
        """When the turn's speech began; None: no turn."""
        return self._began

    @property
    def paused(self) -> bool:
        """Whether the turn is in a pause."""
        return self._paused_at is not None

    @property
    def voiced(self) -> tuple[Stretch, ...]:
        """Where the turn (or, after its end, the last one) was speech, in stream ms, in order."""
        return tuple(self._voiced)

    @property
    def speech_ms(self) -> int:
        """How much speech that is."""
        return sum(stretch.end_ms - stretch.start_ms for stretch in self._voiced)

    @property
    def by_silence(self) -> bool:
        """Whether silence may end the turn."""
        return self._mode == "hands-free" and not self._waiting

    @property
    def needed_ms(self) -> int:
        """Silence that would end the turn as things stand."""
        if not self.by_silence:
            return NEVER_MS
        return self._patience.needed_ms(self._evidence())

    # what happens ------------------------------------------------------------------------------------

    def hear(self, at_ms: int, probability: float) -> tuple[Sign, ...]:
        """The next frame, which ends at `at_ms`, with its probability of speech."""
        self._before, self._now = self._now, max(self._now, at_ms)
        began = max(self._before, at_ms - FRAME_MS)
        signs: list[Sign] = []
        if self._mode == "hold" and not self.in_turn:
            signs += self._begin(began)
        if self._is_speech(probability):
            signs += self._speech(began)
        elif self._run is not None and self._now - self._run.end_ms > DIP_MS:
            self._run = None
        if self._began is not None:
            signs += self._silence(self._now - self._began)
        return tuple(signs)

    def judged(self, pause_at_ms: int, finished: float) -> None:
        """The turn detector's probability for the pause that was noticed at `pause_at_ms`; late ones are
        passed over."""
        if self._paused_at == pause_at_ms:
            self._detector = finished

    def read(self, text: str, pause_at_ms: int | None = None, certain: float | None = None) -> None:
        """The caption of the turn so far, with the probability of its last word, if there is one.

        With `pause_at_ms` it is passed over if that pause is over.
        """
        if self._paused_at is not None and pause_at_ms in (None, self._paused_at):
            self._clause = read_clause(text)
            self._certain = certain

    def finish(self, at_ms: int, reason: Literal["done", "released"]) -> tuple[Sign, ...]:
        """The candidate says that the turn is over: the key was pressed, or let go. No turn: no sign."""
        if not self.in_turn:
            return ()
        self._now = max(self._now, at_ms)
        if self._run is not None:
            self._voice(self._run)
        return self._end(reason)

    def keep_waiting(self) -> tuple[Sign, ...]:
        """Silence does not end this turn."""
        self._waiting = self.in_turn
        return self._cancel()

    def set_mode(self, mode: Mode) -> tuple[Sign, ...]:
        """How turns end from now on."""
        held, self._mode = self._mode == "hold", mode
        if held and mode != "hold" and self.in_turn and not self._voiced:
            return self._end("released")
        return self._cancel() if mode != "hands-free" else ()

    def speaking(self, on: bool) -> None:
        """Our own voice begins or ends to play."""
        if on and self._own_since is None:
            self._own_since = self._now
            self._barged = False
        elif not on and self._own_since is not None:
            self._own_since = None
            self._own_until = self._now

    def look_anew(self) -> None:
        """The silence so far was not the speaker's: a pause is counted from here on."""
        self._speech_end = self._now
        self._paused_at = self._detector = self._clause = self._certain = None

    def expect(self, asked: Asked) -> None:
        """What is answered from now on."""
        self._asked = asked

    def reset(self) -> tuple[Sign, ...]:
        """Forgets the turn; what was learned of the speaker stays."""
        signs = self._cancel()
        self._clear()
        self._run = None
        self._ended = None
        return signs

    # how -----------------------------------------------------------------------------------------------

    def _is_speech(self, probability: float) -> bool:
        """With hysteresis: speech begins at a higher probability than it goes on at."""
        going_on = self._run is not None and self._run.end_ms == self._before
        bar = self._parameters.silence if going_on else self._parameters.speech
        if self._own_since is not None:
            bar += (1 - bar) * OWN_VOICE
        return probability >= bar

    def _speech(self, began: int) -> tuple[Sign, ...]:
        """A frame of speech, from `began` to now."""
        if self._run is None:
            self._run = _Run(began, began, 0, over_own=self._own_since is not None)
        run = self._run
        run.end_ms = self._now
        run.voiced_ms += self._now - began
        signs: tuple[Sign, ...] = ()
        if not run.real and self._is_real(run):
            run.real = True
            signs = self._resume(run.start_ms) if self.in_turn else self._begin(run.start_ms)
        if run.real:
            self._voice(run)
            signs = (*self._barge(run), *signs)
        return signs

    def _is_real(self, run: _Run) -> bool:
        if run.voiced_ms >= self._parameters.barge_in_ms:
            return True
        if self._own_since is not None:
            return False
        # What began over our own voice may be its echo: only what outlasts it counts at once.
        since = max(run.start_ms, self._own_until + ONSET_MS) if run.over_own else run.start_ms
        return run.voiced_ms > ONSET_MS and self._now - since > ONSET_MS

    def _barge(self, run: _Run) -> tuple[Sign, ...]:
        if self._own_since is None or self._barged:
            return ()
        if self._now - max(run.start_ms, self._own_since) < self._parameters.barge_in_ms:
            return ()
        self._barged = True
        return (BargedIn(self._now),)

    def _begin(self, at_ms: int) -> tuple[Sign, ...]:
        ended = self._ended
        if ended is not None and ended.reason in {"finished", "silence"}:
            gap = at_ms - ended.speech_end_ms
            if gap < RESTART_MS:
                self._patience.paused(gap, self._ended_odds)
        self._clear()
        self._ended = None
        self._began = self._speech_end = at_ms
        if self._mode == "hold" and self._own_since is not None and not self._barged:
            self._barged = True
            return BargedIn(self._now), SpeechBegan(at_ms)
        return (SpeechBegan(at_ms),)

    def _resume(self, at_ms: int) -> tuple[Sign, ...]:
        if self._paused_at is None:
            return ()
        self._patience.paused(at_ms - self._speech_end, self._patience.odds(self._evidence()))
        self._paused_at = self._detector = self._clause = self._certain = None
        return *self._cancel(), SpeechResumed(at_ms)

    def _voice(self, run: _Run) -> None:
        """The run is part of the turn's speech."""
        if self._voiced and run.start_ms - self._voiced[-1].end_ms < PAUSE_MS:
            self._voiced[-1] = Stretch(self._voiced[-1].start_ms, run.end_ms)
        else:
            self._voiced.append(Stretch(run.start_ms, run.end_ms))
        self._speech_end = run.end_ms

    def _silence(self, turn_ms: int) -> tuple[Sign, ...]:
        """What the silence up to now amounts to, in a turn of `turn_ms` so far."""
        if turn_ms >= FAR_TOO_LONG_MS:
            return self._end("too-long")
        silence = self._now - self._speech_end
        if self._run is not None or silence < (PAUSE_MS if self.by_silence else KEY_PAUSE_MS):
            return ()
        if turn_ms >= TOO_LONG_MS:
            return self._end("too-long")
        if not self._voiced:
            return ()
        signs: tuple[Sign, ...] = ()
        if self._paused_at is None:
            self._paused_at = self._now
            signs = (SpeechPaused(self._now, self._speech_end),)
        needed = self.needed_ms
        if silence >= needed:
            return *signs, *self._end("finished" if needed < self._parameters.unsure_ms else "silence")
        return *signs, *self._count(silence, needed)

    def _count(self, silence: int, needed: int) -> tuple[Sign, ...]:
        """Shows, moves or takes back the countdown."""
        if needed >= NEVER_MS:
            return self._cancel()
        ends, left = self._speech_end + needed, needed - silence
        if self._countdown is None:
            shown = silence >= QUIET_MS and left >= COUNTDOWN_MS
        else:
            moved = ends - self._countdown
            shown = moved > MOVED_MS or (moved < -MOVED_MS and left >= COUNTDOWN_MS)
        if not shown:
            return ()
        self._countdown = ends
        return (CountdownBegan(ends),)

    def _cancel(self) -> tuple[Sign, ...]:
        if self._countdown is None:
            return ()
        self._countdown = None
        return (CountdownCancelled(),)

    def _end(self, reason: Reason) -> tuple[Sign, ...]:
        self._ended = TurnEnded(self._now, self._speech_end, reason)
        self._ended_odds = self._patience.odds(self._evidence())
        self._patience.turn_over(self.speech_ms)
        self._began = self._paused_at = self._countdown = self._run = None
        return (self._ended,)

    def _evidence(self) -> Evidence:
        return Evidence(self._detector, self._clause, self.speech_ms, self._certain, self._asked)
