"""Piper (extra `voice`), always in a process of its own: it is GPL-3.0 and the server never imports it."""

import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from viva.adapters.synthesizer_errors import missing
from viva.adapters.worker import python
from viva.adapters.worker_voice import WorkerVoice
from viva.ports import Clock, SynthesizerCapabilities

PIPER_COMMAND: Final = "pip install 'viva[voice]'"
DEFAULT_VOICE: Final = "en_US-joe-medium.onnx"
LEVEL: Final = 1
"""Changes with whatever `piper_worker` does to the sound."""


@cache
def piper_version() -> str | None:
    """The installed version, or None."""
    try:
        return version("piper-tts")
    except PackageNotFoundError:
        return None


def piper_voice(model: Path, clock: Clock) -> WorkerVoice:
    """A Piper voice from its `.onnx` file, beside which its `.onnx.json` lies.

    Raises `VivaError` (synthesizer-missing) where the package or one of the files isn't here.
    """
    installed = piper_version()
    if installed is None:
        raise missing("Piper is not installed.", f"Install it with: {PIPER_COMMAND}.")
    config = model.with_name(f"{model.name}.json")
    try:
        size = model.stat().st_size
        described: dict[str, Any] = json.loads(config.read_text("utf-8"))
        rate = int(described["audio"]["sample_rate"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise missing(
            f"The voice {model.name} cannot be read.",
            "Fetch it again: viva models remove voice, then viva models fetch voice.",
        ) from error
    capabilities = SynthesizerCapabilities(
        "piper", f"piper {installed}.{LEVEL} {model.stem} {size}", rate, streams=True
    )
    return WorkerVoice(python("viva.adapters.piper_worker", str(model)), capabilities, clock)
