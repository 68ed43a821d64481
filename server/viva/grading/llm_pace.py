"""How much a judge is asked at a time, and what all of it may take."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Pace:
    """`group` is criteria a call; `tokens` is what a case may take, prompts and replies, None for any."""

    group: int = 4
    readings: int = 3
    at_once: int = 3
    call_ms: int = 90_000
    total_ms: int = 240_000
    tokens: int | None = 500_000

    @property
    def enough(self) -> int:
        """Readings of a criterion that have to be usable: more than half."""
        return self.readings // 2 + 1


LOCAL_PACE: Final = Pace(group=2, readings=1, at_once=1, call_ms=300_000, total_ms=1_200_000, tokens=None)
"""For a model on this machine, which reads and writes a few tokens a second."""

OWN_ENDPOINT_PACE: Final = Pace(call_ms=300_000, total_ms=1_200_000)
"""For an endpoint on this machine: as many readings, and more time for them."""


def endpoint_pace(*, on_this_machine: bool, tokens: int) -> Pace:
    """The pace of an endpoint, within a budget."""
    return replace(OWN_ENDPOINT_PACE if on_this_machine else Pace(), tokens=tokens)
