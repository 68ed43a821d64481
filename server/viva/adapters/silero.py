"""Silero VAD behind `ports.VoiceDetector`.

Silero Team, Silero VAD: pre-trained enterprise-grade voice activity detector (2024), v6.
"""

import threading
from pathlib import Path
from typing import Final

import numpy as np

from viva.adapters.onnx_session import Run, load_onnx
from viva.ports import Samples
from viva.speech.pcm import RATE

FRAME: Final = 512
CONTEXT: Final = 64
_STATE: Final = (2, 1, 128)


class SileroModel:
    """The model, loaded by the first frame and shared by all its streams. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds `silero_vad.onnx`."""
        self._file = folder / "silero_vad.onnx"
        self._lock = threading.Lock()
        self._run: Run | None = None

    def ready(self) -> Run:
        """The loaded model. Raises `VivaError` (model-not-fetched, model-broken)."""
        with self._lock:
            if self._run is None:
                self._run = load_onnx(self._file, noun="model of voice activity")
            return self._run

    def stream(self) -> "SileroDetector":
        """A detector for one stream."""
        return SileroDetector(self)


class SileroDetector:
    """Voice activity of one stream. About 0.2 ms a frame on one core. One thread at a time."""

    def __init__(self, model: SileroModel) -> None:
        self._model = model
        self._state = np.zeros(_STATE, dtype=np.float32)
        self._context = np.zeros(CONTEXT, dtype=np.float32)

    def speech(self, frame: Samples) -> float:
        """Probability of speech in the next 512 samples; a shorter frame is filled up with silence.

        Raises `ValueError` for a longer one, `VivaError` (model-not-fetched, model-broken).
        """
        if len(frame) > FRAME:
            raise ValueError(f"a frame has {FRAME} samples, not {len(frame)}")
        whole = np.zeros((1, CONTEXT + FRAME), dtype=np.float32)
        whole[0, :CONTEXT] = self._context
        whole[0, CONTEXT : CONTEXT + len(frame)] = np.nan_to_num(frame)
        inputs = {"input": whole, "state": self._state, "sr": np.array(RATE, dtype=np.int64)}
        probability, self._state = self._model.ready()(inputs)
        self._context = whole[0, -CONTEXT:]
        return float(probability[0, 0])

    def reset(self) -> None:
        """Forgets the stream so far."""
        self._state = np.zeros(_STATE, dtype=np.float32)
        self._context = np.zeros(CONTEXT, dtype=np.float32)
