"""Evidence is a span of the transcript; its quote is derived from the span, never the reverse."""

from dataclasses import dataclass

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.label import Label
from viva.domain.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Evidence:
    """`transcript.turns[turn].text[start:end] == quote`, always. Build it with `evidence_at`."""

    turn: int
    start: int
    end: int
    quote: str

    def overlaps(self, other: "Evidence") -> bool:
        """Whether they share a character of a turn."""
        return self.turn == other.turn and self.start < other.end and other.start < self.end


def evidence_at(transcript: Transcript, turn: int, start: int, end: int) -> Evidence:
    """Evidence for a span, its white space trimmed. Raises `VivaError` (bad-span) outside the text."""
    if not (0 <= turn < len(transcript.turns) and 0 <= start < end <= len(transcript.turns[turn].text)):
        raise VivaError(
            "bad-span", f"No words at turn {turn}, {start} to {end}.", "Grade it again.", ErrorKind.INTERNAL
        )
    text = transcript.turns[turn].text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Evidence(turn, start, end, text[start:end])


@dataclass(frozen=True, slots=True)
class Scored:
    """A label with what supports it. `confidence` is 0..1; a label above missing has evidence."""

    label: Label
    confidence: float
    reason: str
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if self.label is not Label.MISSING and not self.evidence:
            raise ValueError("a label above missing needs evidence")


@dataclass(frozen=True, slots=True)
class Unscored:
    """Can't call: it counts neither for the candidate nor against. `why` is for the candidate to read."""

    why: str
    confidence: float = 0.0
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()


Judgement = Scored | Unscored
