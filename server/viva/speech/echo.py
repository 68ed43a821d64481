"""Whether the microphone hears our own voice.

What comes back from a loudspeaker is late, quieter and coloured by the room. Compared are therefore the
movements of the energy in bands, in decibels and less each band's mean: a filter that stays the same
adds the same to all frames of a band, and so drops out. Normalised cross-correlation over the lags does
the rest.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from viva.ports import Samples
from viva.speech.pcm import RATE

HOP: Final = 160
WINDOW: Final = 400
BANDS: Final = 18
LOWEST_HZ: Final = 150
HIGHEST_HZ: Final = 6_000
RANGE_DB: Final = 20.0
"""What is so much quieter than the loudest band of the window counts as so quiet: noise must not decide."""

QUIET_RMS: Final = 1e-4
"""-80 dB: below it there is nothing to compare."""

ECHO: Final = 0.63
"""Similarity from which a window of 1.4 s is our own voice. Shorter windows tell less well: where somebody
begins to talk into a line they are like any beginning after a pause of ours."""


def similarity(microphone: Samples, played: Samples) -> float:
    """0..1: how much `microphone` sounds like a part of `played`, whatever its delay, level and colour.

    Both are at 16 kHz and end at the same moment; `played` is longer by the longest delay to look for. A
    window of less than 100 ms, or silence on either side, is like nothing: 0.
    """
    if len(microphone) < RATE // 10 or len(played) < len(microphone):
        return 0.0
    if _rms(microphone) < QUIET_RMS or _rms(played) < QUIET_RMS:
        return 0.0
    heard, own = _bands(microphone), _bands(played)
    frames = len(heard)
    best = 0.0
    for lag in range(len(own) - frames + 1):
        best = max(best, _correlation(heard, own[lag : lag + frames]))
    return min(1.0, best)


def _bands(samples: Samples) -> NDArray[np.float64]:
    """Energy by frame (10 ms) and band in dB, shape (frames, BANDS), at most `RANGE_DB` under the loudest."""
    count = 1 + (len(samples) - WINDOW) // HOP
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), WINDOW)[::HOP][:count]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), axis=1)) ** 2
    energy = 10 * np.log10(power @ _FILTERS + 1e-12)
    return np.maximum(energy, energy.max() - RANGE_DB)


def _filters() -> NDArray[np.float64]:
    """Which bin belongs to which band, shape (bins, BANDS); bands are evenly spaced in log frequency."""
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 1)
    hertz = np.fft.rfftfreq(WINDOW, 1 / RATE)
    inside = (hertz[:, None] >= edges[:-1]) & (hertz[:, None] < edges[1:])
    # The lowest bands are narrower than a bin: they take the nearest one.
    nearest = np.abs(hertz[:, None] - np.sqrt(edges[:-1] * edges[1:])).argmin(axis=0)
    inside[nearest, np.arange(BANDS)] = True
    return inside.astype(np.float64)


_FILTERS: Final = _filters()


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    a, b = one - one.mean(axis=0), other - other.mean(axis=0)
    norm = float(np.sqrt((a * a).sum() * (b * b).sum()))
    return 0.0 if norm < 1e-9 else float((a * b).sum()) / norm


def _rms(samples: Samples) -> float:
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64))))
