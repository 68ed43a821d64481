"""A virtual clock on which a test can wait until somebody sleeps."""

import asyncio

from viva.adapters.clocks import VirtualClock


class WatchedClock(VirtualClock):
    """`slept` holds every length that was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[int] = []
        self._news = asyncio.Event()

    async def sleep(self, ms: int) -> None:
        self.slept.append(ms)
        self._news.set()
        await super().sleep(ms)

    async def until_asleep(self, ms: int) -> None:
        """Returns when somebody has gone to sleep for just `ms`."""
        while ms not in self.slept:
            self._news.clear()
            await self._news.wait()
