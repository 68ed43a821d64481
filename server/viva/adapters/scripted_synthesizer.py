"""A synthesizer that hums: a tone as long as the text takes to say, with scripted failures and delays."""

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.errors import VivaError
from viva.ports import Clock, SynthesizerCapabilities

MS_A_LETTER: Final = 60
"""The length of the tone, by character of the text without its surrounding spaces."""

_PITCHES: Final = (220.0, 247.0, 262.0, 294.0, 330.0)


@dataclass(frozen=True, slots=True)
class Take:
    """How one text is spoken: `wait_ms` before each piece, and after `pieces` of them a failure, if any."""

    wait_ms: int = 0
    pieces: int = 1_000_000
    error: VivaError | None = None
    silent: bool = False
    """No sound at all, and no failure either."""


class ScriptedSynthesizer:
    """Hums at a pitch of the text's own, in pieces of `piece_ms`.

    Takes come from a queue, then plain ones. `asked` holds the texts in order, `finished` those that were
    spoken to their end. `clock` is needed for takes that wait.
    """

    def __init__(
        self,
        takes: Iterable[Take | VivaError] = (),
        *,
        clock: Clock | None = None,
        rate: int = 16_000,
        ms_a_letter: int = MS_A_LETTER,
        piece_ms: int = 200,
    ) -> None:
        self._takes = deque(takes)
        self._clock = clock
        self._ms_a_letter = ms_a_letter
        self._piece_ms = piece_ms
        self._lock = asyncio.Lock()
        self.capabilities: SynthesizerCapabilities = SynthesizerCapabilities(
            "scripted", f"hum-{ms_a_letter}", rate, streams=True
        )
        self.asked: list[str] = []
        self.finished: list[str] = []
        self.warmed = 0
        self.closed = False

    def add(self, *takes: Take | VivaError) -> None:
        """More takes for the queue."""
        self._takes.extend(takes)

    def length_ms(self, text: str) -> int:
        """How long the tone of a text is."""
        return len(text.strip()) * self._ms_a_letter

    async def synthesize(self, text: str) -> AsyncGenerator[bytes]:
        """See `ports.Synthesizer`. Raises the take's failure."""
        async with self._lock:
            self.asked.append(text)
            take = self._takes.popleft() if self._takes else Take()
            if isinstance(take, VivaError):
                take = Take(error=take, pieces=0)
            pcm = b"" if take.silent else self._tone(text)
            step = self.capabilities.rate * self._piece_ms // 1000 * 2
            for number, start in enumerate(range(0, len(pcm), step)):
                if take.error is not None and number >= take.pieces:
                    break
                await self._wait(take.wait_ms)
                yield pcm[start : start + step]
            if take.error is not None:
                if take.pieces == 0:
                    await self._wait(take.wait_ms)
                raise take.error
            self.finished.append(text)

    async def warm(self) -> None:
        """Counts."""
        self.warmed += 1

    async def close(self) -> None:
        """Notes that it was called."""
        self.closed = True

    def _tone(self, text: str) -> bytes:
        count = self.length_ms(text) * self.capabilities.rate // 1000
        pitch = _PITCHES[len(text) % len(_PITCHES)]
        phase = np.arange(count, dtype=np.float64) * (2 * math.pi * pitch / self.capabilities.rate)
        return (np.sin(phase) * 8_000).astype("<i2").tobytes()

    async def _wait(self, ms: int) -> None:
        if ms and self._clock is not None:
            await self._clock.sleep(ms)
