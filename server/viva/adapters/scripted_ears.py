"""Ears that hear what they are told to, with scripted failures and delays. For tests and demos."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.errors import VivaError
from viva.domain.transcript import Word
from viva.ports import Clock, Heard, Samples, TranscriberCapabilities

FRAME: Final = 512
RATE: Final = 16_000
NOTHING: Final = Heard("", ())


@dataclass(frozen=True, slots=True)
class Listening:
    """One call of a scripted transcriber: how much it was given (samples at 16 kHz) and what else."""

    samples: int
    hotwords: tuple[str, ...]
    fillers: bool


Script = Heard | str | VivaError
"""Words with times, words alone (spread over the audio), or a failure."""


class ScriptedTranscriber:
    """Hears a queue, then `answer`, then nothing. `calls` holds what it was asked."""

    def __init__(
        self,
        script: Iterable[Script] = (),
        *,
        answer: Callable[[Samples], Script] | None = None,
        capabilities: TranscriberCapabilities | None = None,
        clock: Clock | None = None,
        wait_ms: int = 0,
    ) -> None:
        """With a clock each call takes `wait_ms`. Words alone in `answer` may depend on the audio."""
        self._queue = deque(script)
        self._answer = answer
        self._capabilities = capabilities or TranscriberCapabilities("scripted", "scripted")
        self._clock = clock
        self._wait_ms = wait_ms
        self.calls: list[Listening] = []
        self.warmed = 0
        self.closed = 0

    @property
    def capabilities(self) -> TranscriberCapabilities:
        """As given."""
        return self._capabilities

    def add(self, *script: Script) -> None:
        """More for the queue."""
        self._queue.extend(script)

    async def transcribe(
        self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False
    ) -> Heard:
        """The next of the script. Raises its failure. An empty piece of audio has no words."""
        self.calls.append(Listening(len(audio), tuple(hotwords), fillers))
        if self._clock is not None and self._wait_ms:
            await self._clock.sleep(self._wait_ms)
        if not len(audio):
            return NOTHING
        said = self._next(audio)
        if isinstance(said, VivaError):
            raise said
        return said if isinstance(said, Heard) else spread(said, len(audio) * 1000 // RATE)

    async def warm(self) -> None:
        """Counts."""
        self.warmed += 1

    async def close(self) -> None:
        """Counts."""
        self.closed += 1

    def _next(self, audio: Samples) -> Script:
        if self._queue:
            return self._queue.popleft()
        return self._answer(audio) if self._answer is not None else NOTHING


class ScriptedVoiceDetector:
    """Probabilities from a list, frame by frame; past it, speech wherever the frame is loud.

    `reset` begins the list again only where `rewind` says so.
    """

    def __init__(
        self, probabilities: Iterable[float] = (), *, threshold: float = 0.01, rewind: bool = False
    ) -> None:
        """`threshold` is the frame's root mean square from which it counts as speech."""
        self._script = tuple(probabilities)
        self._threshold = threshold
        self._rewind = rewind
        self._at = 0
        self.frames = 0
        self.resets = 0

    def speech(self, frame: Samples) -> float:
        """The next of the list, or 0.0 or 1.0 by loudness."""
        self.frames += 1
        if self._at < len(self._script):
            self._at += 1
            return self._script[self._at - 1]
        loud = len(frame) > 0 and float((frame * frame).mean()) ** 0.5 >= self._threshold
        return 1.0 if loud else 0.0

    def reset(self) -> None:
        """Counts."""
        self.resets += 1
        if self._rewind:
            self._at = 0


class ScriptedTurnDetector:
    """Probabilities from a list, then `otherwise`; a failure in the list is raised. `asked` holds lengths."""

    def __init__(self, script: Iterable[float | VivaError] = (), *, otherwise: float = 0.0) -> None:
        self._queue = deque(script)
        self.otherwise = otherwise
        self.asked: list[int] = []

    def add(self, *script: float | VivaError) -> None:
        """More for the list."""
        self._queue.extend(script)

    def finished(self, audio: Samples) -> float:
        """The next of the list."""
        self.asked.append(len(audio))
        said = self._queue.popleft() if self._queue else self.otherwise
        if isinstance(said, VivaError):
            raise said
        return said


def spread(text: str, length_ms: int, probability: float = 1.0) -> Heard:
    """The words of `text` over `length_ms`, each with a share by its letters, in order."""
    words = text.split()
    letters = sum(len(word) for word in words)
    placed: list[Word] = []
    done = 0
    for word in words:
        start = length_ms * done // letters
        done += len(word)
        placed.append(Word(word, start, length_ms * done // letters, probability))
    return Heard(" ".join(words), tuple(placed))
