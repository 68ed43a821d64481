"""How loud a recording is, channel by channel: measured once, before anything is recognised in it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Block = NDArray[np.float32]
"""Sound at 16 kHz, shape (channels, samples), -1..1 but for overshoot."""

FRAME: Final = 512
"""Samples of a frame: 32 ms, as voice activity is judged."""
FRAME_MS: Final = 32
_FULL_SCALE: Final = 0.985


@dataclass(frozen=True, slots=True)
class Levels:
    """What was measured.

    `rms` has shape (frames, channels): the level of each frame without its constant part, 0..1. `offset` is
    the constant part of each channel, `clipped` the share of samples at full scale, 0..1.
    """

    rms: NDArray[np.float32]
    offset: NDArray[np.float32]
    clipped: float

    @property
    def length_ms(self) -> int:
        """Whole frames."""
        return len(self.rms) * FRAME_MS

    @property
    def channels(self) -> int:
        """How many there are."""
        return self.rms.shape[1]


class LevelMeter:
    """Takes blocks in order; memory does not grow with the samples but with the frames."""

    def __init__(self) -> None:
        self._rest: Block | None = None
        self._rms: list[NDArray[np.float32]] = []
        self._sum: NDArray[np.float64] | None = None
        self._samples = 0
        self._full = 0

    def add(self, block: Block) -> None:
        """More of the recording. All blocks have the same channels."""
        total = block.sum(axis=1, dtype=np.float64)
        self._sum = total if self._sum is None else self._sum + total
        self._samples += block.shape[1]
        self._full += int((np.abs(block) >= _FULL_SCALE).sum())
        joined = block if self._rest is None else np.concatenate([self._rest, block], axis=1)
        whole = joined.shape[1] - joined.shape[1] % FRAME
        frames = joined[:, :whole].reshape(joined.shape[0], -1, FRAME)
        self._rms.append(frames.std(axis=2).T.astype(np.float32))
        self._rest = joined[:, whole:]

    def measured(self) -> Levels:
        """Everything so far; a last frame that is not whole is left out."""
        if self._sum is None or self._rest is None:
            return Levels(np.zeros((0, 1), np.float32), np.zeros(1, np.float32), 0.0)
        count = max(self._samples, 1)
        return Levels(
            np.concatenate(self._rms),
            (self._sum / count).astype(np.float32),
            self._full / (count * len(self._sum)),
        )
