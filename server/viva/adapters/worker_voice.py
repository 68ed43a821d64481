"""A speech engine in a child process, behind `ports.Synthesizer`."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final

from viva.adapters.speakable import has_words, parts
from viva.adapters.synthesizer_errors import JOB, crashed
from viva.adapters.worker import Worker
from viva.ports import Clock, SynthesizerCapabilities

PIECE_MS: Final = 15_000
"""The longest wait for the next piece of sound."""

_START_MS: Final = 40_000


class WorkerVoice:
    """Sends texts to the child that `command` runs, as `{"text"}`, and hands on the sound of its frames."""

    def __init__(self, command: Sequence[str], capabilities: SynthesizerCapabilities, clock: Clock) -> None:
        self._capabilities = capabilities
        # Most of what it makes is only likely to be said: what hears the candidate goes first.
        self._worker = Worker(command, job=JOB, clock=clock, start_timeout_ms=_START_MS, background=True)

    @property
    def capabilities(self) -> SynthesizerCapabilities:
        """As given."""
        return self._capabilities

    async def synthesize(self, text: str) -> AsyncGenerator[bytes]:
        """See `ports.Synthesizer`. Long texts are said in parts."""
        for part in parts(text):
            heard = False
            async with aclosing(self._worker.stream({"text": part}, timeout_ms=PIECE_MS)) as frames:
                async for frame in frames:
                    heard = heard or bool(frame.body)
                    if frame.body:
                        yield frame.body
            if not heard and has_words(part):
                raise crashed("it made no sound")

    async def warm(self) -> None:
        """Starts the child, which loads its voice."""
        await self._worker.start()

    async def close(self) -> None:
        """Ends the child. A later call starts another."""
        await self._worker.close()
