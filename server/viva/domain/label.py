"""Labels, verdicts and how a criterion came to be covered."""

from enum import IntEnum, StrEnum


class Label(IntEnum):
    """What a transcript earned on one criterion."""

    MISSING = 0
    PARTIAL = 1
    FULL = 2


class Verdict(StrEnum):
    """The hire scale, worst first."""

    STRONG_NO_HIRE = "strong-no-hire"
    NO_HIRE = "no-hire"
    HIRE = "hire"
    STRONG_HIRE = "strong-hire"

    @property
    def rank(self) -> int:
        """0 for strong no-hire to 3 for strong hire."""
        return tuple(Verdict).index(self)


class Prompted(StrEnum):
    """A criterion's ledger: how its evidence came about."""

    UNPROMPTED = "unprompted"
    AFTER_PROBE = "after-probe"
    AFTER_HINT = "after-hint"
    NEVER = "never"
