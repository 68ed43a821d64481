"""The system clock, and a virtual one for tests and demos."""

import asyncio
import heapq
import itertools
import time
from datetime import UTC, datetime, timedelta


class SystemClock:
    """Real time."""

    def monotonic_ms(self) -> int:
        """Milliseconds since an arbitrary origin."""
        return time.monotonic_ns() // 1_000_000

    def now(self) -> datetime:
        """UTC."""
        return datetime.now(UTC)

    async def sleep(self, ms: int) -> None:
        """Real seconds pass."""
        await asyncio.sleep(ms / 1000)


class VirtualClock:
    """Time that moves only when `advance` is awaited; sleepers wake in order."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 19, 0, tzinfo=UTC)) -> None:
        self._start = start
        self._ms = 0
        self._order = itertools.count()
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []

    def monotonic_ms(self) -> int:
        """Virtual milliseconds since the clock was made."""
        return self._ms

    def now(self) -> datetime:
        """The start plus what was advanced."""
        return self._start + timedelta(milliseconds=self._ms)

    async def sleep(self, ms: int) -> None:
        """Returns once `advance` has passed the time."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._ms + max(ms, 0), next(self._order), future))
        await future

    async def advance(self, ms: int) -> None:
        """Moves time on, waking sleepers one by one and letting each run before the next."""
        end = self._ms + ms
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, future = heapq.heappop(self._sleepers)
            self._ms = max(self._ms, at)
            if not future.done():
                future.set_result(None)
            await self._settle()
        self._ms = end

    async def _settle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
