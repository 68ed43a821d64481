"""The engine on an event loop in a thread of its own, so that the main thread can wait at a prompt.

Reading a line in a worker thread cannot be interrupted, and the loop would wait for it; a main thread that
reads is stopped by Ctrl-C at once.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from viva.api.services import Services

T = TypeVar("T")


class Engine:
    """Opens services on entry and closes them on exit; `call` runs a coroutine over there."""

    def __init__(self, open_services: "Callable[[], AbstractAsyncContextManager[Services]]") -> None:
        self._open = open_services
        self._ready: Future[Services] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="engine")

    def __enter__(self) -> Self:
        """Raises what opening the services raises."""
        self._thread.start()
        try:
            self.services: Services = self._ready.result()
        except BaseException:
            self._thread.join()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Its result, or what it raises."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        try:
            async with self._open() as services:
                self._ready.set_result(services)
                await self._stop.wait()
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)
