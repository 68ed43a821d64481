"""Writes spoken turns down: captions while they are said, and the words that stay when they are over."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from viva.coach.outputs import Caption, Notice, VoiceOutput
from viva.coach.spoken_turn import SpokenTurn
from viva.deadline import within
from viva.domain.errors import VivaError
from viva.domain.transcript import Word
from viva.ports import Clock, Heard, Transcriber
from viva.speech.captions import Piece
from viva.speech.hallucination import plausible

TRIES: Final = 2
"""A piece that could not be written down is tried once more: the transcriber has started afresh."""
HANG_MS: Final = 100_000
"""How long a piece may take. A transcriber gives up by itself sooner, even where it has to start first."""
SLOW: Final = 0.8
"""A transcriber that takes this share of the sound's length has no time for tentative captions."""
LOST: Final = Notice(
    "transcriber-lost",
    "The last words could not be written down.",
    "Type your answer, or say it again: listening goes on.",
)
BACK: Final = Notice("transcriber-back", "Speech is written down again.")
SHED: Final = Notice(
    "captions-late",
    "This computer is busy, so captions come late. Everything you say is heard.",
)
Take = Callable[[SpokenTurn], Awaitable[None]]
Read = Callable[[str, float | None], None]
_LOG: Final = logging.getLogger("viva.coach")


class Scribe:
    """Turns are written down in the order in which they were said, one piece of sound at a time.

    `take` is given each turn that is over and has words, or has none.
    """

    def __init__(
        self,
        *,
        transcriber: Transcriber,
        clock: Clock,
        tell: Callable[[VoiceOutput], None],
        hotwords: Callable[[str], Sequence[str]],
        said: Callable[[Sequence[Word]], None],
        take: Take,
    ) -> None:
        """`hotwords` for what was said so far; `said` is told the words of a turn that goes on."""
        self._transcriber = transcriber
        self._clock = clock
        self._tell = tell
        self._hotwords = hotwords
        self._said = said
        self._take = take
        self._turns: deque[SpokenTurn] = deque()
        self._work = asyncio.Event()
        self._read: Read | None = None
        self._slow = 0
        self._lost = False

    @property
    def busy(self) -> bool:
        """Whether a turn is not written down yet."""
        return bool(self._turns)

    def begin(self, turn: SpokenTurn) -> None:
        """A turn has begun."""
        self._turns.append(turn)

    def paused(self, turn: SpokenTurn, read: Read) -> None:
        """It pauses: a good moment for a caption. `read` is told what it says, and how sure its end is."""
        self._read = read
        if turn in self._turns:
            self._work.set()

    def nudge(self) -> None:
        """There may be enough of a turn to write some of it down."""
        self._work.set()

    def resumed(self) -> None:
        """The pause is over."""
        self._read = None

    def ended(self, turn: SpokenTurn) -> None:
        """No more of it comes."""
        turn.ended = True
        self._read = None
        turn.recording.end()
        self._work.set()

    def forget(self, turn: SpokenTurn) -> None:
        """It is not a turn after all."""
        if turn in self._turns:
            self._turns.remove(turn)
        turn.recording.end()
        turn.recording.settle(None)

    async def run(self) -> None:
        """Writes down what comes, until cancelled. Run again, it goes on with what is left."""
        self._work.set()
        while True:
            await self._work.wait()
            self._work.clear()
            while self._turns and await self._stepped(self._turns[0]):
                pass

    async def _stepped(self, turn: SpokenTurn) -> bool:
        """A step that costs the turn, at most, where it fails."""
        try:
            return await self._step(turn)
        except Exception:  # noqa: BLE001 -- the interview must go on in text
            _LOG.exception("a turn could not be written down")
            turn.broken = turn.lost = True
            self._tell_lost()
            return True

    async def _step(self, turn: SpokenTurn) -> bool:
        """The next piece of a turn, or its end. False: there is nothing to do for now."""
        guess = self._read is not None and self._slow < 2
        wants = turn.captions.wants
        piece = None if turn.broken else wants(turn.length_ms, turn.voiced, ended=turn.ended, guess=guess)
        if piece is not None:
            await self._piece(turn, piece)
            return True
        if not turn.ended:
            return False
        if turn in self._turns:
            self._turns.remove(turn)
            await self._take(turn)
        return True

    async def _piece(self, turn: SpokenTurn, piece: Piece) -> None:
        heard = await self._heard(turn, piece)
        if heard is None or turn not in self._turns:
            return
        turn.captions.add(piece, heard)
        text, tentative = turn.captions.text, turn.captions.tentative
        self._tell(Caption(text, tentative))
        words = f"{text} {tentative}".strip()
        if turn.ended:
            return
        if self._read is not None:
            self._read(words, _certain(turn.captions.words))
        self._said(turn.captions.words)

    async def _heard(self, turn: SpokenTurn, piece: Piece) -> Heard | None:
        began = self._clock.monotonic_ms()
        audio = turn.samples(piece.start_ms, piece.end_ms)
        hotwords = self._hotwords(turn.captions.text)
        try:
            heard = await within(self._clock, HANG_MS, self._transcriber.transcribe(audio, hotwords))
        except TimeoutError:
            _LOG.warning("the transcriber did not answer within %d ms", HANG_MS)
            turn.broken = turn.lost = True
            self._tell_lost()
            return None
        except VivaError as error:
            _LOG.warning("a piece of a turn was not written down: %s", error)
            turn.tries += 1
            if turn.tries < TRIES:
                return None
            turn.tries = 0
            turn.captions.give_up(piece)
            turn.lost = turn.lost or piece.final
            self._tell_lost()
            return None
        turn.tries = 0
        if self._lost:
            self._lost = False
            self._tell(BACK)
        self._pace(self._clock.monotonic_ms() - began, piece.end_ms - piece.start_ms)
        return plausible(heard, piece.voiced_ms, hotwords)

    def _tell_lost(self) -> None:
        if not self._lost:
            self._lost = True
            self._tell(LOST)

    def _pace(self, took_ms: int, length_ms: int) -> None:
        """Two slow pieces in a row end tentative captions; a quick one brings them back."""
        if took_ms > SLOW * max(length_ms, 1_000):
            self._slow += 1
            if self._slow == 2:
                self._tell(SHED)
        else:
            self._slow = 0


def _certain(words: Sequence[Word]) -> float | None:
    """The probability of the last word; None where the transcriber tells none."""
    return words[-1].probability if any(word.probability < 1.0 for word in words) else None
