"""Wakes the interviewer at a time of the session clock."""

import asyncio
from collections.abc import Callable

from viva.coach.session_time import SessionTime
from viva.ports import Clock


class Alarm:
    """One time at most is set. It rings only while the session clock runs."""

    def __init__(self, clock: Clock, time: SessionTime, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._time = time
        self._ring = ring
        self._task: asyncio.Task[None] | None = None

    def set(self, at_ms: int) -> None:
        """Rings at this session time, and forgets any other."""
        self.stop()
        if self._time.running:
            self._task = asyncio.get_running_loop().create_task(self._wait(at_ms))

    def stop(self) -> None:
        """Rings no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _wait(self, at_ms: int) -> None:
        await self._clock.sleep(max(0, at_ms - self._time.now_ms()))
        self._task = None
        self._ring()
