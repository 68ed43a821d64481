"""The log-mel spectrogram that Whisper and its descendants read.

Radford et al., Robust Speech Recognition via Large-Scale Weak Supervision (2022), section 2.2.
"""

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viva.ports import Samples
from viva.speech.pcm import RATE

WINDOW: Final = 400
HOP: Final = 160
BINS: Final = 80

_LINEAR_HZ: Final = 200 / 3
_BREAK_HZ: Final = 1_000.0
_BREAK_MEL: Final = _BREAK_HZ / _LINEAR_HZ
_LOG_STEP: Final = float(np.log(6.4)) / 27


def log_mel(audio: Samples) -> NDArray[np.float32]:
    """Shape (80, n // 160) for n samples at 16 kHz, at least 201 of them; roughly -1..1.

    The power of a periodic Hann window of 400 samples every 160 (edges reflected), in 80 Slaney mel bands,
    log10, floored 8 below the loudest, then (x + 4) / 4.
    """
    padded = np.pad(audio.astype(np.float32), WINDOW // 2, mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP][: len(audio) // HOP]
    hann = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    power = np.abs(np.fft.rfft(frames * hann, axis=1)) ** 2
    mel = _filters() @ power.T.astype(np.float32)
    logged = np.log10(np.maximum(mel, 1e-10))
    floored = np.maximum(logged, logged.max() - 8.0)
    return ((floored + 4.0) / 4.0).astype(np.float32)


@cache
def _filters() -> NDArray[np.float32]:
    """Triangles of equal area between 0 and 8 kHz, shape (80, 201): Slaney, Auditory Toolbox (1998)."""
    centres = _hertz(np.linspace(0.0, _mel(RATE / 2), BINS + 2))
    bins = np.fft.rfftfreq(WINDOW, 1 / RATE)
    widths = np.diff(centres)
    distance = centres[:, None] - bins[None, :]
    rising = -distance[:-2] / widths[:-1, None]
    falling = distance[2:] / widths[1:, None]
    triangles = np.maximum(0.0, np.minimum(rising, falling))
    return (triangles * (2.0 / (centres[2:] - centres[:-2]))[:, None]).astype(np.float32)


def _mel(hertz: float) -> float:
    return _BREAK_MEL + float(np.log(hertz / _BREAK_HZ)) / _LOG_STEP


def _hertz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear up to 1 kHz, logarithmic above."""
    above = _BREAK_HZ * np.exp(_LOG_STEP * (mel - _BREAK_MEL))
    return np.where(mel < _BREAK_MEL, mel * _LINEAR_HZ, above)
