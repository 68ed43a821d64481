"""Waiting for a time in which nobody needs what other work would take."""

from collections.abc import Callable
from typing import Final

from viva.ports import Clock

LOOK_MS: Final = 500
LOOKS: Final = 3
"""So often in a row nothing may be going on before there is time for other work."""


async def until_quiet(clock: Clock, busy: Callable[[], bool]) -> None:
    """Returns when `busy` has been false at every look for a while."""
    quiet = 0
    while quiet < LOOKS:
        await clock.sleep(LOOK_MS)
        quiet = 0 if busy() else quiet + 1
