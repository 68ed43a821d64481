"""What those who listen to a session hear: stored events after they were committed, and passing news."""

from dataclasses import dataclass
from typing import Literal

from viva.domain.errors import VivaError
from viva.domain.event import Stored
from viva.domain.evidence import Judgement


@dataclass(frozen=True, slots=True)
class Covered:
    """A criterion's live coverage has changed (coach mode)."""

    criterion: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Speaking:
    """The words so far of a line that is being said; the stored event follows when it is complete."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the candidate should know. `code` is stable."""

    code: str
    message: str
    hint: str = ""


def notice_of(error: VivaError) -> Notice:
    """What the candidate is told of an error."""
    return Notice(error.code, error.message, error.hint)


Output = Stored | Covered | Speaking | Notice

# What the one client hears that holds the microphone ------------------------------------------------


@dataclass(frozen=True, slots=True)
class Caption:
    """What is being heard of the turn: `text` stands, `tentative` follows it and may still change."""

    text: str
    tentative: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Hearing:
    """What is made of the microphone: nothing said yet, speech, a pause within the turn, or the turn is
    over and being written down."""

    state: Literal["waiting", "speech", "pause", "finishing"]


@dataclass(frozen=True, slots=True)
class Countdown:
    """The turn ends in `ms` unless something is heard; None: it does not, for now."""

    ms: int | None


@dataclass(frozen=True, slots=True)
class Ready:
    """That capture is heard; `samples` of it (16 kHz) have come."""

    capture: str
    samples: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """So many samples of the capture are safe."""

    samples: int


@dataclass(frozen=True, slots=True)
class Sound:
    """The next piece of a line's sound, PCM16LE mono. `last`: it is complete."""

    turn: int
    pcm: bytes
    rate: int
    last: bool = False


@dataclass(frozen=True, slots=True)
class Hush:
    """The line is not said any further: its sound is to stop at once."""

    turn: int


VoiceOutput = Caption | Hearing | Countdown | Ready | Acknowledged | Sound | Hush | Notice
