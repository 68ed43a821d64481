"""An ONNX model on one core of the CPU."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from viva.domain.errors import ErrorKind, VivaError

Run = Callable[[Mapping[str, NDArray[Any]]], tuple[NDArray[np.float32], ...]]
"""Named inputs to the outputs in the model's order. Thread-safe."""


def load_onnx(file: Path, *, noun: str) -> Run:
    """The model in a file, on one thread that does not spin while it waits.

    Raises `VivaError`: model-not-fetched (no such file), model-broken (it cannot be loaded).
    """
    if not file.is_file():
        raise VivaError(
            "model-not-fetched",
            f"The {noun} is not in {file.parent}.",
            "Fetch it with: viva models fetch voice-defaults.",
            ErrorKind.UNAVAILABLE,
        )
    import onnxruntime

    ort = cast("Any", onnxruntime)
    options = ort.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own types have no common base but Exception
        raise VivaError(
            "model-broken",
            f"The {noun} in {file.parent} cannot be loaded.",
            f"Run viva models verify {file.parent.name}, and fetch it again if it is damaged.",
            ErrorKind.UNAVAILABLE,
        ) from error
    return lambda inputs: tuple(session.run(None, dict(inputs)))
