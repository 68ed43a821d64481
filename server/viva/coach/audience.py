"""Everyone who listens to a session."""

import asyncio
from collections.abc import AsyncIterator

from viva.coach.outputs import Output


class Audience:
    """Passes every output on to every listener, in order. A slow one holds up nobody."""

    def __init__(self) -> None:
        self._ears: list[asyncio.Queue[Output | None]] = []

    def __bool__(self) -> bool:
        return bool(self._ears)

    def tell(self, output: Output) -> None:
        """To all."""
        for ear in self._ears:
            ear.put_nowait(output)

    def join(self) -> asyncio.Queue[Output | None]:
        """A new listener's queue; None in it ends the listening."""
        ear: asyncio.Queue[Output | None] = asyncio.Queue()
        self._ears.append(ear)
        return ear

    def leave(self, ear: asyncio.Queue[Output | None]) -> None:
        """This listener is gone."""
        if ear in self._ears:
            self._ears.remove(ear)

    def dismiss(self) -> None:
        """Ends the listening of all."""
        ears, self._ears = self._ears, []
        for ear in ears:
            ear.put_nowait(None)


async def hear(ear: asyncio.Queue[Output | None]) -> AsyncIterator[Output]:
    """A listener's outputs until the end."""
    while (output := await ear.get()) is not None:
        yield output
