"""What a spoken interview is held with. What is None is not to be had: the interview goes on in text."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from viva.ports import AudioStore, Clip, Synthesizer, Transcriber, TurnDetector, VoiceDetector
from viva.settings import Endpointing


class ClipCache(Protocol):
    """Sound made before, by voice and text."""

    async def get(self, voice: str, text: str) -> Clip | None:
        """None when it is not there, or broken."""
        ...

    async def put(self, voice: str, text: str, clip: Clip) -> None:
        """Keeps it; a full or unwritable disk is no error."""
        ...


def _yes() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Voices:
    """Ears, mouth and memory of a spoken interview.

    `keeps_audio` is asked as each recording begins: a turn goes into `audio` only where it says so.
    """

    transcriber: Transcriber | None = None
    detector: Callable[[], VoiceDetector] | None = None
    turn_detector: TurnDetector | None = None
    synthesizer: Synthesizer | None = None
    cache: ClipCache | None = None
    audio: AudioStore | None = None
    keeps_audio: Callable[[], bool] = _yes
    endpointing: Endpointing = field(default_factory=Endpointing)

    @property
    def hears(self) -> bool:
        """Whether a spoken answer can be taken."""
        return self.transcriber is not None and self.detector is not None
