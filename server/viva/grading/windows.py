"""Windows of one or two sentences within a turn: the units that can be evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from viva.domain.transcript import Speaker, Transcript
from viva.grading.address import addresses_grader
from viva.grading.normal import normal
from viva.grading.sentences import Span, sentence_spans

MAX_WORDS: Final = 30_000
"""Candidate words of one case that are marked, over three hours of speech; what comes later is not read."""

LONGEST: Final = 2
"""Sentences in a window."""

_SAYABLE: Final = re.compile(r"[$€£~+-]?\w[\w.,'’%/+&:-]*")
_AROUND: Final = ".,;:!?…\"'“”‘’()*_–—"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a candidate's turn, with its normal form and its word count."""

    turn: int
    span: Span
    text: str
    words: int


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences `first` to `last` (both counted) of one turn, as indices into the sentences."""

    first: int
    last: int

    def overlaps(self, other: "Window") -> bool:
        """Whether they share a sentence."""
        return self.first <= other.last and other.first <= self.last


def sentences(transcript: Transcript, turns: Sequence[int]) -> tuple[Sentence, ...]:
    """The candidate's sentences within `turns`, in order, about `MAX_WORDS` words of them.

    Talk that addresses whoever grades is left out, and so is what nobody could say: no words, or markup.
    """
    found: list[Sentence] = []
    words = 0
    for index in turns:
        turn = transcript.turns[index]
        if turn.speaker is not Speaker.CANDIDATE:
            continue
        for sentence in _of_turn(turn.text):
            found.append(Sentence(index, *sentence))
            words += sentence[2]
            if words >= MAX_WORDS:
                return tuple(found)
    return tuple(found)


def windows(said: Sequence[Sentence]) -> tuple[Window, ...]:
    """All runs of one to `LONGEST` neighbouring sentences of one turn, by first sentence, then length."""
    return tuple(_windows(said))


def _windows(said: Sequence[Sentence]) -> Iterator[Window]:
    for first in range(len(said)):
        for last in range(first, min(first + LONGEST, len(said))):
            if said[last].turn != said[first].turn:
                break
            yield Window(first, last)


def sayable(sentence: str) -> bool:
    """Whether at least half of it is words and numbers, not markup or other code."""
    tokens = [token.strip(_AROUND) for token in sentence.split()]
    return 2 * sum(_SAYABLE.fullmatch(token) is not None for token in tokens) >= len(tokens)


@lru_cache(maxsize=2_048)
def _of_turn(text: str) -> tuple[tuple[Span, str, int], ...]:
    found: list[tuple[Span, str, int]] = []
    words = 0
    for span in sentence_spans(text):
        said = span.of(text)
        plain = normal(said)
        if plain and sayable(said) and not addresses_grader(said):
            count = plain.count(" ") + 1
            found.append((span, plain, count))
            words += count
            if words >= MAX_WORDS:
                break
    return tuple(found)
