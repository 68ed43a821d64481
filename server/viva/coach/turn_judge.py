"""Whether a thought sounds finished, asked of the turn detector while the silence runs."""

import asyncio
import logging
from typing import Final

from viva.coach.spoken_turn import SpokenTurn
from viva.domain.errors import VivaError
from viva.ports import Samples, TurnDetector
from viva.speech.endpointing import Endpointer

HEARD_MS: Final = 8_000
"""How much of the end of a turn the detector hears: the most that it can."""

_LOG: Final = logging.getLogger("viva.coach")


class TurnJudge:
    """In worker threads. Without a detector, or once it has failed, silence alone ends turns."""

    def __init__(self, detector: TurnDetector | None, ear: Endpointer) -> None:
        self._detector = detector
        self._ear = ear
        self._tasks: set[asyncio.Task[None]] = set()

    def paused(self, turn: SpokenTurn, pause_ms: int) -> None:
        """Judges a turn as it stands; the endpointer is told, as of the pause that began at `pause_ms`."""
        if self._detector is None or not self._ear.by_silence:
            return
        audio = turn.samples(max(0, turn.length_ms - HEARD_MS), turn.length_ms)
        task = asyncio.get_running_loop().create_task(self._judge(self._detector, pause_ms, audio))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def cancel(self) -> None:
        """Ends what is being judged."""
        for task in self._tasks:
            task.cancel()

    async def _judge(self, detector: TurnDetector, pause_ms: int, audio: Samples) -> None:
        try:
            self._ear.judged(pause_ms, await asyncio.to_thread(detector.finished, audio))
        except VivaError as error:
            self._detector = None
            _LOG.warning("the turn detector is not used any more: %s", error)
