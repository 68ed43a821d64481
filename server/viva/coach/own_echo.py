"""Tells our own voice, coming back through the microphone, from somebody who speaks."""

from collections.abc import Iterable
from typing import Final, Protocol

from viva.ports import Samples
from viva.speech.echo import ECHO, similarity
from viva.speech.pcm import PER_MS, samples_of

SPEECH_FROM: Final = 0.2
"""Below this probability of speech nothing needs to be told apart."""
EVERY_MS: Final = 96
WINDOW_MS: Final = 1_400
DELAY_MS: Final = 700
"""The longest way of our own voice through buffers, loudspeaker, air and microphone."""


TAIL_MS: Final = DELAY_MS
"""For so long after the client has played a line to its end, some of it may be on that way still."""


class OwnVoice(Protocol):
    """What is known of our own voice."""

    @property
    def speaking(self) -> bool: ...

    def sounding(self, window_ms: int) -> Samples: ...


class OwnEcho:
    """Looked at anew every few frames."""

    def __init__(self, voice: OwnVoice | None) -> None:
        self._voice = voice
        self._found = False
        self._looked_at = -EVERY_MS
        self._spoke_at: int | None = None

    @property
    def speaking(self) -> bool:
        """Whether our own voice sounds."""
        return self._voice is not None and self._voice.speaking

    def without(self, probability: float, now_ms: int, recent: Iterable[bytes]) -> float:
        """The probability that somebody else speaks. `recent` is the microphone's sound so far, PCM16LE."""
        if self._voice is None or not self._comes_back(now_ms) or probability < SPEECH_FROM:
            return probability
        if now_ms - self._looked_at >= EVERY_MS:
            self._looked_at = now_ms
            heard = b"".join(recent)[-WINDOW_MS * PER_MS * 2 :]
            window = samples_of(heard)
            self._found = similarity(window, self._voice.sounding(len(window) // PER_MS + DELAY_MS)) >= ECHO
        return 0.0 if self._found else probability

    def _comes_back(self, now_ms: int) -> bool:
        """Whether our own voice may be heard, `now_ms` into the microphone's stream."""
        if self.speaking:
            self._spoke_at = now_ms
        return self._spoke_at is not None and now_ms - self._spoke_at < TAIL_MS
