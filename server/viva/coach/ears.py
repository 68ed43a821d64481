"""The detector of voice activity: what is told when it fails, and another in its place."""

import logging
from collections.abc import Callable
from typing import Final

from viva.coach.outputs import Notice
from viva.domain.errors import VivaError
from viva.ports import Samples, VoiceDetector

DEAF: Final = "voice-unavailable"
"""The code that has the client close its microphone."""
LOST: Final = Notice(
    DEAF,
    "The microphone is not heard any more. What you said so far is kept.",
    "Type, or try to speak again.",
)
_LOG: Final = logging.getLogger("viva.coach")


class Ears:
    """One stream's."""

    def __init__(self, detector: Callable[[], VoiceDetector]) -> None:
        """Raises `VivaError` (voice-unavailable), in place of what `detector` raises."""
        self._new = detector
        self._detector = self._made()
        self.deaf = False
        """Whether they have failed."""

    def speech(self, samples: Samples) -> float:
        """The probability of speech in the next frame. Raises what the detector raises."""
        return self._detector.speech(samples)

    def trouble_in(self, hearing: Callable[[], None]) -> Notice | None:
        """What is to be told where `hearing` failed: then they are deaf. None: it did not."""
        try:
            hearing()
        except VivaError as error:
            self.deaf = True
            return Notice(DEAF, error.message, error.hint)
        except Exception:  # noqa: BLE001 -- the interview must go on in text
            _LOG.exception("hearing failed")
            self.deaf = True
            return LOST
        return None

    def mend(self) -> None:
        """Others in their place, if they are deaf. Raises `VivaError` (voice-unavailable)."""
        if self.deaf:
            self._detector = self._made()
            self.deaf = False

    def _made(self) -> VoiceDetector:
        try:
            return self._new()
        except VivaError as error:
            raise VivaError(DEAF, error.message, error.hint, error.kind) from error
