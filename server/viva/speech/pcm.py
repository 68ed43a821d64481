"""Sound as it travels and is kept, PCM16LE mono at 16 kHz, and as it is worked on."""

from typing import Final

import numpy as np

from viva.ports import Samples

RATE: Final = 16_000
"""Samples a second, wherever nothing else is said."""

PER_MS: Final = RATE // 1000


def samples_of(pcm: bytes | bytearray) -> Samples:
    """PCM16LE, at whatever rate, as samples of -1..1."""
    return np.frombuffer(bytes(pcm), "<i2").astype(np.float32) / np.float32(32_768)
