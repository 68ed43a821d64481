"""Windows of one or two sentences within a turn: the units that can be evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from viva.domain.transcript import Speaker, Transcript
from viva.grading.address import addresses_grader, data_from
from viva.grading.normal import normal
from viva.grading.sentences import Span, marked_spans, sentence_spans

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
class _Said:
    """A sentence before it is known of which turn; `to_grader` where it bears marks of such talk."""

    span: Span
    text: str
    words: int
    to_grader: bool


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

    Talk that bears marks of addressing whoever grades is left out, and so is what nobody could say: no words,
    or markup.
    """
    return tuple(_sentences(transcript, turns, to_grader=False))


def to_grader(transcript: Transcript, turns: Sequence[int]) -> tuple[Sentence, ...]:
    """The talk, of either side, that bears marks of addressing whoever grades, in order."""
    return tuple(_sentences(transcript, turns, to_grader=True))


def _sentences(transcript: Transcript, turns: Sequence[int], *, to_grader: bool) -> Iterator[Sentence]:
    words = 0
    for index in turns:
        turn = transcript.turns[index]
        if turn.speaker is not Speaker.CANDIDATE and not to_grader:
            continue
        for said in _of_turn(turn.text):
            if said.to_grader is not to_grader:
                continue
            yield Sentence(index, said.span, said.text, said.words)
            words += said.words
            if words >= MAX_WORDS:
                return


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
def _of_turn(text: str) -> tuple[_Said, ...]:
    as_data = [
        Span(piece.start + at, piece.end)
        for piece in marked_spans(text)
        if (at := data_from(piece.of(text))) is not None
    ]
    found: list[_Said] = []
    words = 0
    for span in sentence_spans(text):
        said = span.of(text)
        plain = normal(said)
        marked = any(span.end > data.start and span.start < data.end for data in as_data) or addresses_grader(
            said
        )
        if not marked and not (plain and sayable(said)):
            continue
        count = len(plain.split())
        found.append(_Said(span, plain, count, marked))
        words += 0 if marked else count
        if words >= MAX_WORDS:
            break
    return tuple(found)
