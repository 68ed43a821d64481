"""The one exception that carries words for a user.

Every failure a person can meet is a `VivaError`: a stable code, a message in plain words and a hint that
mends it. The edges map `kind` to an HTTP status or an exit code, in one place each.
"""

from enum import StrEnum


class ErrorKind(StrEnum):
    """What sort of failure it is, as far as an edge needs to know."""

    INVALID = "invalid"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    TOO_LARGE = "too-large"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


class VivaError(Exception):
    """A failure with a code, a message a user understands and a hint that mends it.

    `retry_ms` is after how long it may be tried again, where that is known.
    """

    def __init__(
        self,
        code: str,
        message: str,
        hint: str,
        kind: ErrorKind = ErrorKind.INVALID,
        *,
        retry_ms: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.kind = kind
        self.retry_ms = retry_ms

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


def not_found(noun: str, name: str, hint: str) -> VivaError:
    """The error for an id that names nothing. `noun` is a lower-case word such as "question"."""
    return VivaError(f"unknown-{noun}", f"There is no {noun} called “{name}”.", hint, ErrorKind.NOT_FOUND)
