"""Samples as a recogniser wants them: clean, and in pieces that end where it is quiet."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.ports import Samples
from viva.speech.pcm import RATE

QUIET_S: Final = 0.3
EARLIEST: Final = 0.6
"""A piece is cut in the last two fifths of its greatest length."""

SHORTEST_S: Final = 0.1
SILENT: Final = 1e-4
"""Samples whose peak is below this hold nothing (-80 dB)."""

LOUDEST: Final = 0.95
GAIN: Final = 20.0
_WANTED_PEAK: Final = 0.3


@dataclass(frozen=True, slots=True)
class AudioPiece:
    """A piece and where it begins, in samples."""

    samples: Samples
    start: int

    @property
    def start_ms(self) -> int:
        """Where it begins, in ms."""
        return self.start * 1000 // RATE


def cleaned(audio: Samples) -> Samples:
    """Finite, without a constant offset, within -1..1; a very quiet recording is made louder."""
    finite = np.nan_to_num(np.asarray(audio, dtype=np.float32), nan=0.0, posinf=1.0, neginf=-1.0)
    if not len(finite):
        return finite
    centred = finite - np.float32(np.median(finite))
    peak = float(np.abs(centred).max())
    if peak < SILENT:
        return np.zeros_like(centred)
    if peak < _WANTED_PEAK:
        return centred * np.float32(min(GAIN, _WANTED_PEAK / peak))
    return centred if peak <= 1.0 else centred * np.float32(LOUDEST / peak)


def pieces(audio: Samples, longest_s: float) -> Iterator[AudioPiece]:
    """The audio in consecutive pieces of at most `longest_s`; those that hold nothing are passed over."""
    longest = round(longest_s * RATE)
    start = 0
    while start < len(audio):
        end = (
            len(audio) if len(audio) - start <= longest else start + _quietest(audio[start : start + longest])
        )
        part = audio[start:end]
        if len(part) >= SHORTEST_S * RATE and float(np.abs(part).max()) >= SILENT:
            yield AudioPiece(part, start)
        start = end


def _quietest(audio: Samples) -> int:
    """The middle of the quietest 0.3 s in the later part."""
    span = round(QUIET_S * RATE)
    begin = round(EARLIEST * len(audio))
    power = np.cumsum(np.square(audio[begin:], dtype=np.float64))
    return begin + span // 2 + int(np.argmin(power[span:] - power[:-span]))
