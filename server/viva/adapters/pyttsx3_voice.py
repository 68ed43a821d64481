"""The system's voices through pyttsx3, in one process of their own."""

import importlib.util
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from viva.adapters.synthesizer_errors import missing
from viva.adapters.worker import python
from viva.adapters.worker_voice import WorkerVoice
from viva.ports import Clock, SynthesizerCapabilities

RATE: Final = 22_050


def system_voice(clock: Clock, voice: str | None = None) -> WorkerVoice:
    """`voice` is the id of one of the system's voices, or a part of its name.

    Raises `VivaError` (synthesizer-missing) where pyttsx3 isn't installed.
    """
    try:
        installed = version("pyttsx3")
    except PackageNotFoundError:
        raise missing("pyttsx3 is not installed.", "Install it with: pip install pyttsx3.") from None
    capabilities = SynthesizerCapabilities(
        "pyttsx3", f"pyttsx3 {installed} {sys.platform} {voice or 'default'}", RATE
    )
    command = python("viva.adapters.pyttsx3_worker", *([voice] if voice else []))
    return WorkerVoice(command, capabilities, clock)


def has_system_voice() -> bool:
    """Whether the system has voices that pyttsx3 can use, as far as can be told without starting it."""
    if importlib.util.find_spec("pyttsx3") is None:
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    from ctypes.util import find_library

    return any(find_library(name) for name in ("espeak-ng", "espeak"))
