"""Puts a turn together from pieces of recognised speech.

Pure: says which stretch of the turn's sound to recognise next, and takes what was heard in it. A piece is cut
where the speaker paused, is long enough to give the recogniser context and short enough to be ready at once
when the turn ends. What is final is never recognised again. All times are ms of the turn's own sound.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from viva.domain.transcript import Stretch, Word, text_of
from viva.ports import Heard
from viva.speech.clause import FUNCTION_WORDS, Shape, read_clause

CONTEXT_MS: Final = 4_000
"""A piece as long as this is final when a clear pause follows it."""

CLEAR_PAUSE_MS: Final = 400
"""A pause between clauses rather than within one."""

ENOUGH_MS: Final = 8_000
"""A piece as long as this is final at its next pause, however short."""

LONG_PAUSE_MS: Final = 1_500
"""A pause that ends any piece: so much silence within a piece makes recognisers invent words."""

LONGEST_MS: Final = 25_000
"""A piece is never longer; recognisers take 30 s."""

PAD_MS: Final = 200
"""Silence that is left around a piece's speech, where there is so much."""

NOTICED_MS: Final = 128
"""Silence that shows that nobody is in the middle of a word."""

OVERLAP_MS: Final = 1_000
"""Where speech had to be cut without a pause, the next piece begins so much earlier."""

RAGGED_MS: Final = 400
"""Words that end so shortly before such a cut may be half words: the next piece has them whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the turn's sound to be recognised. Its last speech ends at `speech_end_ms`; `voiced_ms` of
    it are speech. One that is not `final` is recognised again, with what follows it; one that is `ragged`
    ends within speech."""

    start_ms: int
    end_ms: int
    speech_end_ms: int
    voiced_ms: int
    final: bool
    ragged: bool = False


class Captions:
    """One turn's words so far."""

    def __init__(self) -> None:
        self._final: tuple[Word, ...] = ()
        self._guess: tuple[Word, ...] = ()
        self._done = 0  # speech up to here is final
        self._guessed: int | None = None  # the guess has the speech up to here
        self._skipped: int | None = None  # guessing this far failed
        self._ragged = False  # the final words end at a cut within speech
        self._last_end = 0  # where the speech of the piece that was wanted last ends

    @property
    def text(self) -> str:
        """The words that stand."""
        return text_of(self._final)

    @property
    def tentative(self) -> str:
        """The words after them, which may still change."""
        return text_of(self.words[len(self._final) :])

    @property
    def words(self) -> tuple[Word, ...]:
        """All of them, each without white space."""
        return _joined(self._final, self._guess)

    def wants(
        self, length_ms: int, voiced: Sequence[Stretch], *, ended: bool, guess: bool = True
    ) -> Piece | None:
        """What to recognise now, of `length_ms` of sound with speech in `voiced`; None: nothing.

        Called at any time, and after each piece again until there is none. Speech that reaches to the end of
        the sound goes on, unless the turn has `ended`. Without `guess` only what is final is asked for.
        """
        self._settle(voiced)
        rest = self._rest(voiced)
        if not rest:
            return None
        first, last = rest[0].start_ms, rest[-1].end_ms
        cut = _cut(rest)
        if cut is None and last - first > LONGEST_MS:
            return self._piece(rest, first + LONGEST_MS, length_ms, final=True, ragged=True)
        if cut is not None and (not ended or last - first > LONGEST_MS):
            return self._piece(rest, cut, length_ms, final=True)
        if self._guessed == last or (not ended and length_ms - last < NOTICED_MS):
            return None
        final = ended or last - first >= ENOUGH_MS
        if not final and (not guess or self._skipped == last):
            return None
        return self._piece(rest, last, length_ms, final=final)

    def add(self, piece: Piece, heard: Heard) -> None:
        """What was heard in the piece that was wanted last."""
        words = _timed(heard.words, piece)
        if self._ragged:
            words = _without_overlap(self._final, words)
        if piece.ragged:
            words = tuple(word for word in words if word.end_ms <= piece.end_ms - RAGGED_MS)
        self._guess = words
        self._guessed = piece.speech_end_ms
        if piece.final:
            self._keep(ragged=piece.ragged)

    def give_up(self, piece: Piece) -> None:
        """The piece cannot be recognised. One that is final is left out."""
        if piece.final:
            self._done = piece.speech_end_ms
            self._guess, self._guessed, self._ragged = (), None, False
        else:
            self._skipped = piece.speech_end_ms

    # how -----------------------------------------------------------------------------------------------

    def _settle(self, voiced: Sequence[Stretch]) -> None:
        """A guess becomes final when what followed shows that it was cut at a good place."""
        end = self._guessed
        if end is None:
            return
        rest = self._rest(voiced)
        following = next((item.start_ms for item in rest if item.start_ms >= end), None)
        if following is not None and _ends_piece(end - rest[0].start_ms, following - end):
            self._keep(ragged=False)

    def _keep(self, *, ragged: bool) -> None:
        self._final = _joined(self._final, self._guess)
        self._done = self._guessed or self._done
        self._guess, self._guessed, self._ragged = (), None, ragged

    def _rest(self, voiced: Sequence[Stretch]) -> list[Stretch]:
        """Speech that is not final yet."""
        return [
            Stretch(max(item.start_ms, self._done), item.end_ms)
            for item in voiced
            if item.end_ms > self._done and item.end_ms > item.start_ms
        ]

    def _piece(
        self, rest: Sequence[Stretch], end: int, length_ms: int, *, final: bool, ragged: bool = False
    ) -> Piece:
        first = rest[0].start_ms
        start = (
            first - OVERLAP_MS if self._ragged and first == self._done else max(first - PAD_MS, self._done)
        )
        inside = [item for item in rest if item.start_ms < end]
        voiced = sum(min(item.end_ms, end) - item.start_ms for item in inside)
        following = next((item.start_ms for item in rest if item.start_ms >= end), None)
        room = PAD_MS if following is None else min(PAD_MS, following - end)
        until = end if ragged else min(end + room, max(length_ms, end))
        return Piece(max(0, start), until, end, voiced, final, ragged)


def _ends_piece(span_ms: int, gap_ms: int) -> bool:
    """Whether a piece of that length may end at a pause of that length."""
    if gap_ms >= LONG_PAUSE_MS or span_ms >= ENOUGH_MS:
        return True
    return span_ms >= CONTEXT_MS and gap_ms >= CLEAR_PAUSE_MS


def _cut(rest: Sequence[Stretch]) -> int | None:
    """Where the next final piece ends: the last good pause within the longest piece's length, but no later
    than the first long one."""
    first = rest[0].start_ms
    good: int | None = None
    some: int | None = None
    for item, following in pairwise(rest):
        span, gap = item.end_ms - first, following.start_ms - item.end_ms
        if span > LONGEST_MS:
            break
        some = item.end_ms
        if _ends_piece(span, gap):
            good = item.end_ms
        if gap >= LONG_PAUSE_MS:
            break
    if good is None and rest[-1].end_ms - first > LONGEST_MS:
        return some
    return good


def _timed(words: Sequence[Word], piece: Piece) -> tuple[Word, ...]:
    """In the turn's time, in order, within the piece, and without white space."""
    timed: list[Word] = []
    before = piece.start_ms
    for word in words:
        parts = word.text.split()
        start = min(max(word.start_ms + piece.start_ms, before), piece.end_ms)
        end = min(max(word.end_ms + piece.start_ms, start), piece.end_ms)
        for i, part in enumerate(parts):
            share = (end - start) * i // len(parts)
            until = start + (end - start) * (i + 1) // len(parts)
            timed.append(Word(part, start + share, until, word.probability))
        before = end if parts else before
    return tuple(timed)


def _without_overlap(before: Sequence[Word], words: Sequence[Word]) -> tuple[Word, ...]:
    """Words of an overlapping piece that were not heard already: those after the last one's end, less what
    repeats its tail."""
    if not before:
        return tuple(words)
    fresh = [word for word in words if (word.start_ms + word.end_ms) // 2 >= before[-1].end_ms]
    for length in range(min(4, len(before), len(fresh)), 0, -1):
        tail = [_bare(word.text) for word in before[-length:]]
        near = fresh[0].start_ms - before[-1].end_ms < RAGGED_MS
        if near and tail == [_bare(word.text) for word in fresh[:length]]:
            return tuple(fresh[length:])
    return tuple(fresh)


def _joined(before: tuple[Word, ...], after: tuple[Word, ...]) -> tuple[Word, ...]:
    """One after the other. Where the seam is within a clause, the stop and the capital that the recogniser
    put there go."""
    if not before or not after:
        return (*before, *after)
    tail = text_of(before[-12:])
    if read_clause(tail).shape not in {Shape.HANGING, Shape.LEANING}:
        return (*before, *after)
    last, first = before[-1], after[0]
    bare = last.text.rstrip(".…")
    lower = first.text.lower()
    if bare:
        before = (*before[:-1], replace(last, text=bare))
    if _bare(first.text) in FUNCTION_WORDS and not lower.startswith(("i'", "i’")) and lower != "i":
        after = (replace(first, text=lower), *after[1:])
    return (*before, *after)


def _bare(word: str) -> str:
    return word.strip(".,;:!?…\"'“”").lower()
