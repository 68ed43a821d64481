"""A line as it is being said: what was sent of it, where the loudspeaker is, and what was heard."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from viva.ports import Clip, Samples
from viva.speech.pcm import RATE, samples_of
from viva.speech.spoken_form import SpokenClause

LETTER_MS: Final = 70
"""How long a written character takes to say where its clause has not been made yet: about 14 a second."""
"""Hz, of what `SpokenLine.sounding` gives."""
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Sounding:
    """A stretch of a line's sound: characters `start`..`end` are said from `from_ms` to `to_ms`.

    Times are ms from the beginning of the line's sound.
    """

    start: int
    end: int
    from_ms: int
    to_ms: int


def heard_characters(text: str, soundings: Sequence[Sounding], ms: int) -> int:
    """How many characters of a written line have been heard after `ms` of its sound.

    Always 0, the end of a word, or the whole; never less for a later time. Within a stretch the characters
    are taken to pass evenly.
    """
    reached = 0.0
    for sounding in soundings:
        if ms >= sounding.to_ms:
            reached = max(reached, sounding.end)
        elif ms > sounding.from_ms:
            part = (ms - sounding.from_ms) / (sounding.to_ms - sounding.from_ms)
            reached = max(reached, sounding.start + part * (sounding.end - sounding.start))
    ends = [word.end() for word in _WORD.finditer(text)]
    if not ends or reached >= ends[-1]:
        return len(text)
    return max((end for end in ends if end <= reached), default=0)


@dataclass(slots=True)
class SpokenLine:
    """One line on its way to the loudspeaker. Times called `now` are of the monotonic clock, in ms.

    The loudspeaker is thought to play what was sent without a break, beginning when it came, until its own
    report says where it is.
    """

    turn: int
    text: str
    clauses: Sequence[SpokenClause]
    keep: bool = False
    rate: int = 0
    next_clause: int = 0
    """The clause that is sent next, or is being sent."""
    complete: bool = False
    """Its last piece was sent."""
    resumed: bool = False
    """It was stopped before, and goes on."""
    start_ms: int | None = None
    """When it began to sound, on the session clock; None: it has not."""
    _pcm: bytearray = field(default_factory=bytearray)
    _soundings: list[Sounding] = field(default_factory=list[Sounding])
    _clause_from: int = 0
    _report_from: int = 0
    _ends_at: int = 0
    _heard: int = 0

    @property
    def sent_ms(self) -> int:
        """How much of it was sent."""
        return len(self._pcm) // 2 * 1000 // self.rate if self.rate else 0

    def send(self, pcm: bytes, rate: int, now: int) -> None:
        """A piece of the present clause goes out."""
        self.rate = rate
        before = self.sent_ms
        self._pcm += pcm
        self._ends_at = max(self._ends_at, now) + self.sent_ms - before

    def begin_clause(self) -> None:
        """What is sent now is of the present clause."""
        self._clause_from = self.sent_ms

    def end_clause(self) -> None:
        """The present clause was sent to its end."""
        self._soundings.append(self._sounding(self.sent_ms))
        self.next_clause += 1

    def ahead_ms(self, now: int) -> int:
        """How much of what was sent has not sounded yet; negative: so long ago it ran dry."""
        return self._ends_at - now

    def position(self, now: int) -> int:
        """How much has sounded, in ms of the line's sound."""
        return min(self.sent_ms, max(0, self.sent_ms - self.ahead_ms(now)))

    def report(self, ms: int, now: int) -> int:
        """The loudspeaker says where it is, in ms since it began or went on; never beyond what was sent."""
        at = min(self.sent_ms, self._report_from + ms)
        self._ends_at = now + self.sent_ms - at
        return at

    def heard(self, ms: int) -> int:
        """How many characters have been heard at `ms`; the length of a clause half sent is estimated."""
        here = heard_characters(self.text, [*self._soundings, *self._unfinished()], ms)
        return max(self._heard, here)

    def cut(self, ms: int, now: int) -> None:
        """It stopped at `ms`: nothing after that was heard, and it could go on at the clause it was in."""
        self._heard = self.heard(ms)
        del self._pcm[ms * self.rate // 1000 * 2 :]
        self._soundings = [sounding for sounding in self._soundings if sounding.to_ms <= ms]
        self.next_clause = len(self._soundings)
        self._clause_from = self._report_from = self.sent_ms
        self._ends_at = now
        self.complete, self.resumed = False, True

    def clip(self) -> Clip | None:
        """Its sound as far as it was sent, or cut."""
        return Clip(bytes(self._pcm), self.rate) if self._pcm else None

    def sounding(self, window_ms: int, now: int) -> Samples:
        """What has sounded in the last `window_ms`, at `RATE`; silence before and after it."""
        count = window_ms * RATE // 1000
        end = self.sent_ms - self.ahead_ms(now)
        start = max(0, end - window_ms)
        first, last = (max(0, ms) * self.rate // 1000 * 2 for ms in (start, end))
        pcm = samples_of(self._pcm[first:last])
        if not len(pcm):
            return np.zeros(count, np.float32)
        wanted = end - window_ms + np.arange(count) * (1000 / RATE)
        there = start + np.arange(len(pcm)) * (1000 / self.rate)
        return np.interp(wanted, there, pcm, left=0, right=0).astype(np.float32)

    def _unfinished(self) -> list[Sounding]:
        if self.next_clause >= len(self.clauses) or self.sent_ms == self._clause_from:
            return []
        whole = self._sounding(0)
        least = self._clause_from + (whole.end - whole.start) * LETTER_MS
        return [self._sounding(max(least, self.sent_ms + 1))]

    def _sounding(self, to_ms: int) -> Sounding:
        """The present clause. The last one ends with the line, whatever stands there that is not said."""
        clause = self.clauses[self.next_clause]
        last = self.next_clause == len(self.clauses) - 1
        return Sounding(clause.start, len(self.text) if last else clause.end, self._clause_from, to_ms)
