"""Smart-turn v3.2 behind `ports.TurnDetector`: whether the speaker has finished, from how it sounds."""

import threading
from pathlib import Path
from typing import Final

import numpy as np

from viva.adapters.log_mel import log_mel
from viva.adapters.onnx_session import Run, load_onnx
from viva.ports import Samples
from viva.speech.pcm import RATE

LENGTH: Final = 8 * RATE


class SmartTurn:
    """Loaded by its first use. About 60 ms a call on one core. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `smart-turn-v3.2-cpu.onnx`."""
        self._file = folder / "smart-turn-v3.2-cpu.onnx"
        self._lock = threading.Lock()
        self._run: Run | None = None

    def finished(self, audio: Samples) -> float:
        """Probability that the speaker has finished, from the last 8 s; 0.0 for silence alone.

        Raises `VivaError` (model-not-fetched, model-broken).
        """
        heard = np.nan_to_num(audio[-LENGTH:]).astype(np.float32)
        if not heard.any():
            return 0.0
        whole = np.zeros(LENGTH, dtype=np.float32)
        whole[LENGTH - len(heard) :] = heard
        # Zero mean and unit variance over the whole window, silence in front included, as in its training.
        level = (whole - whole.mean()) / np.sqrt(whole.var() + 1e-7)
        (probability,) = self.ready()({"input_features": log_mel(level)[None]})
        return float(probability[0, 0])

    def ready(self) -> Run:
        """The loaded model. Raises `VivaError` (model-not-fetched, model-broken)."""
        with self._lock:
            if self._run is None:
                self._run = load_onnx(self._file, noun="model of the end of a turn")
            return self._run
