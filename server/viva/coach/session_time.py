"""The session clock: it runs while somebody is there."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from viva.domain.event import SessionResumed, SessionStarted, Stored
from viva.ports import Clock

GAP_MS = 10_000
"""A shorter absence (a page reload, a lost connection) is no gap."""


class SessionTime:
    """Milliseconds from session start, gaps left out."""

    def __init__(self, clock: Clock, at_ms: int) -> None:
        self._clock = clock
        self._base = at_ms
        self._since: int | None = None

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._since is not None

    def now_ms(self) -> int:
        """The session clock."""
        if self._since is None:
            return self._base
        return self._base + max(0, self._clock.monotonic_ms() - self._since)

    def run(self) -> None:
        """Counts from here on."""
        if self._since is None:
            self._since = self._clock.monotonic_ms()

    def pause(self) -> None:
        """Stands still until `run`."""
        self._base = self.now_ms()
        self._since = None


def last_seen(started: SessionStarted, log: Sequence[Stored]) -> datetime | None:
    """The wall time of the last event, from the start, the session clock and the gaps. None if unknown."""
    if not started.wall_time:
        return None
    gaps = sum(stored.event.gap_ms for stored in log if isinstance(stored.event, SessionResumed))
    at_ms = log[-1].at_ms if log else 0
    return datetime.fromisoformat(started.wall_time) + timedelta(milliseconds=at_ms + gaps)
