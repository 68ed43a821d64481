"""Made voices that are told apart as people's are, and a room that they sound in."""

import numpy as np
from numpy.typing import NDArray

from viva.speech.pcm import RATE


def voice(seed: int, seconds: float = 3.0) -> NDArray[np.float64]:
    """Like speech: a pitch with harmonics under formants that change from syllable to syllable."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    pitch = random.uniform(90, 220) * (1 + 0.1 * np.sin(2 * np.pi * random.uniform(0.5, 2) * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = np.zeros(count)
    at = 0
    while at < count:
        length = int(random.uniform(0.08, 0.28) * RATE)
        part = slice(at, min(at + length, count))
        formants = random.uniform([250, 800, 2_000], [900, 2_300, 3_400])
        loud = random.choice([0.0, 0.3, 1.0], p=[0.2, 0.2, 0.6])
        for harmonic in range(1, 30):
            hertz = harmonic * float(np.mean(pitch[part]))
            gain = sum(1 / (1 + ((hertz - formant) / 120) ** 2) for formant in formants)
            sound[part] += loud * gain * np.sin(harmonic * phase[part])
        rise = np.hanning(part.stop - part.start)
        sound[part] *= np.sqrt(rise)
        at += length
    return sound / np.max(np.abs(sound)) * 0.5


def room(sound: NDArray[np.float64], delay: int, gain: float, seed: int = 7) -> NDArray[np.float64]:
    """Late, quieter, dulled and with 0.3 s of reverberation."""
    random = np.random.default_rng(seed)
    tail = np.arange(1, RATE // 4)
    impulse = np.concatenate([[1.0], 0.06 * random.normal(size=len(tail)) * np.exp(-tail / 700)])
    heard = np.convolve(np.convolve(sound, impulse)[: len(sound)], [0.25, 0.5, 0.25])[: len(sound)]
    return gain * np.concatenate([np.zeros(delay), heard])[: len(sound)]
