"""Models of a few bytes each, with the names of those that hear, and a voice that does not run."""

import hashlib
from pathlib import Path

from viva.adapters.model_table import ModelEntry, ModelPart
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.domain.errors import VivaError


def small_table() -> tuple[ModelEntry, ...]:
    """Takes the place of the table that ships."""
    names = {
        "speech-to-text": ("model.bin", "config.json", "tokenizer.json"),
        "voice-activity": ("vad.onnx",),
    }
    return tuple(
        ModelEntry(
            id=model, title=model, role="For tests", use="now", licence="MIT", upstream="nobody",
            files=tuple(
                ModelPart(name=name, size=len(name), sha256=hashlib.sha256(name.encode()).hexdigest())
                for name in files
            ),
        )
        for model, files in names.items()
    )  # fmt: skip


def small_home(folder: Path) -> Path:
    """A home where they have been fetched."""
    for entry in small_table():
        place = folder / "models" / entry.id
        place.mkdir(parents=True)
        for part in entry.files:
            (place / part.name).write_text(part.name)
    return folder


def broken_voice(*_: object) -> "BrokenVoice":
    """Takes the place of what makes one."""
    return BrokenVoice()


class BrokenVoice(ScriptedSynthesizer):
    """A voice that is installed and cannot run."""

    async def warm(self) -> None:
        raise VivaError("synthesizer-missing", "The voice cannot be used.", "Fetch it again.")
