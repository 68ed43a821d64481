"""Work that has to be done by a time of the injected clock."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from viva.ports import Clock

T = TypeVar("T")


async def within(clock: Clock, ms: int, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, if it does so within `ms`. Raises `TimeoutError`.

    Work that is late, or whose caller is cancelled, is cancelled and awaited before this returns.
    """
    task = asyncio.ensure_future(work)
    timer = asyncio.ensure_future(clock.sleep(max(ms, 0)))
    try:
        await asyncio.wait({task, timer}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise TimeoutError
    finally:
        timer.cancel()
        task.cancel()
        await asyncio.gather(timer, task, return_exceptions=True)
