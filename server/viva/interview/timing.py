"""Time boxes: when a phase is nearly over, over, and long over; when to look again."""

from typing import Final

from viva.interview.history import History, Standing
from viva.interview.plan import MINUTE_MS

WARN_AT: Final = 0.8
NEARLY: Final = 0.95
"""From this share of its time on, a phase gets no new question."""
GRACE: Final = 0.2
GRACE_LEAST_MS: Final = 30_000
WARN_LEAST_MINUTES: Final = 3
WARN_LEAST_OPEN: Final = 2


def warn_slot(history: History) -> str:
    """Records that the phase's warning was said."""
    return f"warned:{history.phase.leg}:{history.phase.id}"


def finish_slot(history: History) -> str:
    """Records that the candidate was asked to finish the thought."""
    return f"finished:{history.phase.leg}:{history.phase.id}"


LAST_SLOT: Final = "last-call"
"""Records that the candidate was told that the round's time is over."""


def phase_over(history: History) -> bool:
    """No time for another question in this phase."""
    return history.phase_ms >= NEARLY * history.phase.length_ms


def phase_overdue(history: History) -> bool:
    """Even the time to finish a thought is over."""
    return history.now_ms >= _overdue_ms(history)


def wants_warning(history: History) -> bool:
    """The phase is nearly over and much of it has not been said."""
    phase = history.phase
    missing = sum(history.standing(c.id) in {Standing.MISSING, Standing.UNSURE} for c in phase.criteria)
    return (
        phase.minutes >= WARN_LEAST_MINUTES
        and WARN_AT * phase.length_ms <= history.phase_ms < NEARLY * phase.length_ms
        and warn_slot(history) not in history.used
        and missing >= min(WARN_LEAST_OPEN, len(phase.criteria))
    )


def left_ms(history: History) -> int:
    """What is left of the phase, at least half a minute."""
    return max(MINUTE_MS // 2, history.phase.length_ms - history.phase_ms)


def next_wake(history: History) -> int | None:
    """The next time at which something may have to be said unasked. None once all such times are past."""
    span = history.session.phase
    entered = span.entered_ms if span else 0
    phase = history.phase
    times = [history.plan.soft_end_ms, history.plan.hard_end_ms, _overdue_ms(history)]
    if finish_slot(history) not in history.used:
        times.append(entered + phase.length_ms)
    if phase.minutes >= WARN_LEAST_MINUTES and warn_slot(history) not in history.used:
        times.append(entered + round(WARN_AT * phase.length_ms))
    return min((time for time in times if time > history.now_ms), default=None)


def _overdue_ms(history: History) -> int:
    span = history.session.phase
    entered = span.entered_ms if span else 0
    length = history.phase.length_ms
    return entered + length + max(GRACE_LEAST_MS, round(GRACE * length))
