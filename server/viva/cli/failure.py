"""How a failure ends a command: one line on stderr that says what to do, and an exit code."""

from typing import Final

from viva.domain.errors import VivaError

FAILED: Final = 1
BAD_USAGE: Final = 2
_USAGE: Final = frozenset(
    {
        "no-question",
        "no-round",
        "several-legs",
        "token-needed",
        "unknown-benchmark",
        "unknown-question",
        "unknown-round",
        "unknown-rubric",
        "usage",
        "wrong-bank",
        "wrong-rubric",
    }
)
"""Codes that mean the command was called wrongly."""


def exit_code(error: VivaError) -> int:
    """2 where the call was at fault, else 1."""
    return BAD_USAGE if error.code in _USAGE else FAILED


def failure_line(error: VivaError) -> str:
    """One line, whatever the message holds."""
    return f"viva: {' '.join(str(error).split())}\n"


def unwritten(error: OSError) -> VivaError:
    """The error for output that could not be written, to a full disk say."""
    return VivaError(
        "not-written",
        f"The output could not be written: {(error.strerror or str(error)).lower()}.",
        "Free some space or send it elsewhere. What was saved is safe.",
    )


def usage(message: str, hint: str) -> VivaError:
    """The error for options that do not go together."""
    return VivaError("usage", message, hint)
