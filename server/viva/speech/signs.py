"""What the endpointer makes of a microphone's stream. Times are ms of the stream."""

from dataclasses import dataclass
from typing import Literal

Reason = Literal["finished", "silence", "done", "released", "too-long"]
"""Why a turn ended: silence after a finished thought, silence long enough whatever was said, the key that
says "I'm done", the key that was held and let go, or its length."""


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """A turn has begun; its speech began at `at_ms`, which is a little ago."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechPaused:
    """200 ms of silence within the turn, noticed at `at_ms`; the speech ended at `speech_end_ms`."""

    at_ms: int
    speech_end_ms: int


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """The turn's pause is over; speech began again at `at_ms`, which is a little ago."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class CountdownBegan:
    """The turn ends at `ends_ms` unless something is heard; a second one moves the first."""

    ends_ms: int


@dataclass(frozen=True, slots=True)
class CountdownCancelled:
    """It does not, for now."""


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over, and its countdown with it. Its last speech ended at `speech_end_ms`."""

    at_ms: int
    speech_end_ms: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class BargedIn:
    """Real speech while our own voice played: it is to stop."""

    at_ms: int


Sign = SpeechBegan | SpeechPaused | SpeechResumed | CountdownBegan | CountdownCancelled | TurnEnded | BargedIn
