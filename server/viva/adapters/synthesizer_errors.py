"""How a synthesizer on this machine fails, in a user's words."""

from typing import Final

from viva.adapters.worker import Job
from viva.domain.errors import ErrorKind, VivaError

JOB: Final = Job("synthesizer", "interviewer’s voice")
GOES_ON: Final = "The interview goes on in text."


def missing(message: str, hint: str) -> VivaError:
    """What it needs is not here."""
    return VivaError("synthesizer-missing", message, hint, ErrorKind.UNAVAILABLE)


def crashed(why: str) -> VivaError:
    """It ended, or answered with no sound."""
    return VivaError(
        "synthesizer-crashed", f"The interviewer’s voice failed: {why}.", GOES_ON, ErrorKind.UNAVAILABLE
    )


def timed_out() -> VivaError:
    """It did not answer in time."""
    return VivaError(
        "synthesizer-timeout",
        "The interviewer’s voice did not answer in time.",
        GOES_ON,
        ErrorKind.UNAVAILABLE,
    )
