"""A voice that fails: said once, left alone for a while, tried again."""

from collections.abc import Callable
from typing import Final

from viva.coach.outputs import Notice
from viva.domain.errors import VivaError
from viva.ports import Clock

BACK_OFF_MS: Final = (5_000, 15_000, 60_000)
"""How long nothing is said aloud after a failure, after a second in a row, and after any more."""
BACK: Final = Notice("synthesizer-back", "The interviewer's voice works again.")


def voice_lost(hint: str) -> Notice:
    """Nothing is said aloud any more, for now."""
    message = "The interviewer's voice stopped working. The lines are on the screen."
    return Notice("synthesizer-lost", message, hint)


class VoiceTrouble:
    """What is known of the voice's failures."""

    def __init__(self, clock: Clock, tell: Callable[[Notice], None]) -> None:
        self._clock = clock
        self._tell = tell
        self._failures = 0
        self._until = clock.monotonic_ms()

    @property
    def resting(self) -> bool:
        """Whether nothing is to be tried yet."""
        return self._clock.monotonic_ms() < self._until

    def failed(self, error: VivaError) -> None:
        """A line could not be said, or not to its end. The candidate hears of the first in a row."""
        self._until = self._clock.monotonic_ms() + BACK_OFF_MS[min(self._failures, len(BACK_OFF_MS) - 1)]
        self._failures += 1
        if self._failures == 1:
            self._tell(voice_lost(error.hint))

    def works(self) -> None:
        """It can be heard."""
        if self._failures:
            self._failures = 0
            self._tell(BACK)
