"""How loud a recording is over time, small enough to be drawn."""

from typing import Final

import numpy as np

from viva.ports import Clip

MS_PER_PEAK: Final = 100
LOUDEST: Final = 255
_FULL_SCALE: Final = 32_767


def peaks(clip: Clip) -> tuple[int, ...]:
    """The highest sample of each 100 ms, 0..255; the last one may cover less."""
    samples = np.abs(np.frombuffer(clip.pcm, "<i2").astype(np.int32))
    step = clip.rate * MS_PER_PEAK // 1000
    padded = np.pad(samples, (0, -len(samples) % step)).reshape(-1, step)
    highest = np.minimum(padded.max(axis=1, initial=0), _FULL_SCALE)
    return tuple(int(peak) for peak in (highest * LOUDEST + _FULL_SCALE // 2) // _FULL_SCALE)
