"""Cuts a long recording into pieces that a transcriber takes, at pauses."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from viva.ports import Samples
from viva.speech.levels import FRAME_MS

LONGEST_MS: Final = 28_000
_SPEECH: Final = 0.5
_STILL_SPEECH: Final = 0.35
_AROUND: Final = 7
"""Frames kept before the first and after the last of speech: some 220 ms."""
_CUTS: Final = ((0, 1_200), (15_000, 384), (22_000, 160))
"""From this length on, a pause this long ends a piece. Whisper pads to 30 s: long pieces cost no more."""
_SEARCH: Final = 5_000 // FRAME_MS
"""Where no pause comes, the cut is at the least likely speech of the last 5 s."""
_SHORTEST_VOICED: Final = 3
"""Frames of speech; less is a click."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of speech. `start_ms` is where in the recording it begins."""

    start_ms: int
    audio: Samples
    voiced_ms: int


@dataclass(slots=True)
class _Frames:
    first: int
    audio: list[Samples] = field(default_factory=list[Samples])
    speech: list[float] = field(default_factory=list[float])

    def __len__(self) -> int:
        return len(self.audio)


class Cutter:
    """Takes a frame of 32 ms at a time with the probability that it is speech."""

    def __init__(self) -> None:
        self._at = 0
        self._before: deque[Samples] = deque(maxlen=_AROUND)
        self._piece: _Frames | None = None
        self._quiet = 0

    def hear(self, frame: Samples, probability: float) -> Piece | None:
        """The piece that ends here, if one does."""
        at = self._at
        self._at += 1
        if self._piece is None:
            if probability < _SPEECH:
                self._before.append(frame)
                return None
            lead = [*self._before]
            self._piece = _Frames(at - len(lead), lead, [0.0] * len(lead))
            self._before.clear()
            self._quiet = 0
        piece = self._piece
        piece.audio.append(frame)
        piece.speech.append(probability)
        speaks = probability >= (_SPEECH if self._quiet else _STILL_SPEECH)
        self._quiet = 0 if speaks else self._quiet + 1
        length, quiet = len(piece) * FRAME_MS, self._quiet * FRAME_MS
        if any(length >= least and quiet >= pause for least, pause in _CUTS):
            return self._close(piece)
        if length >= LONGEST_MS:
            return self._cut(piece)
        return None

    def finish(self) -> Piece | None:
        """The last piece, if one is open."""
        return None if self._piece is None else self._close(self._piece)

    def _close(self, piece: _Frames) -> Piece | None:
        end = len(piece) - max(0, self._quiet - _AROUND)
        self._before.extend(piece.audio[end:])
        self._piece = None
        return _piece(piece, end)

    def _cut(self, piece: _Frames) -> Piece | None:
        tail = piece.speech[-_SEARCH:]
        end = len(piece) - len(tail) + int(np.argmin(tail)) + 1
        self._piece = _Frames(piece.first + end, piece.audio[end:], piece.speech[end:])
        return _piece(piece, end)


def _piece(frames: _Frames, end: int) -> Piece | None:
    voiced = sum(probability >= _STILL_SPEECH for probability in frames.speech[:end])
    if voiced < _SHORTEST_VOICED:
        return None
    return Piece(frames.first * FRAME_MS, np.concatenate(frames.audio[:end]), voiced * FRAME_MS)
