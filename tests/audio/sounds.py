"""Sounds for tests."""

import numpy as np
from numpy.typing import NDArray

RATE = 16_000


def hum(seconds: float, *, seed: int = 0, rate: int = RATE) -> NDArray[np.int16]:
    """A tone with a little noise: it compresses, and no two stretches of it are alike."""
    n = int(seconds * rate)
    noise = np.random.default_rng(seed).normal(scale=300, size=n)
    return (8_000 * np.sin(np.arange(n) * (2 * np.pi * 220 / rate)) + noise).astype(np.int16)


def pcm(seconds: float, *, seed: int = 0, rate: int = RATE) -> bytes:
    """The same as PCM16LE."""
    return hum(seconds, seed=seed, rate=rate).astype("<i2").tobytes()
