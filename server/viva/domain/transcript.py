"""Who said what: words, turns, a transcript."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Speaker(StrEnum):
    """The two sides of the table."""

    INTERVIEWER = "interviewer"
    CANDIDATE = "candidate"


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word with its times in ms from session start and its probability, 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float = 1.0


def text_of(words: Iterable[Word]) -> str:
    """Words as a turn's text, which splits at white space into just these words."""
    return " ".join(word.text for word in words)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of voiced time, in ms from session start. Shorter gaps than a pause are part of it."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's uninterrupted words. Times are ms from session start, or None where unknown.

    A spoken turn's `words` are its text, split at white space, one for one. `audio_ms` is when its recording
    begins (None: not recorded), `fillers` about how many there were (None: not counted).
    """

    speaker: Speaker
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[Word, ...] = ()
    voiced: tuple[Stretch, ...] = ()
    audio_ms: int | None = None
    fillers: int | None = None
    spoken: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Transcript:
    """Turns in order. Evidence points into it by turn index and character offsets."""

    turns: tuple[Turn, ...]

    def candidate(self) -> Iterator[tuple[int, Turn]]:
        """The candidate's turns with their indices: the only words that earn credit."""
        return ((i, turn) for i, turn in enumerate(self.turns) if turn.speaker is Speaker.CANDIDATE)

    @property
    def candidate_words(self) -> int:
        """How many whitespace-separated words the candidate said."""
        return sum(len(turn.text.split()) for _, turn in self.candidate())
