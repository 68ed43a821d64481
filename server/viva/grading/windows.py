"""Windows of one to three sentences within a turn: the units that can be evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.transcript import Speaker, Transcript
from viva.grading.normal import normal
from viva.grading.sentences import Span, sentence_spans

MAX_SENTENCES: Final = 2_400
"""Sentences of one case that are marked (about three hours of speech); what comes later is not read."""

LONGEST: Final = 3
"""Sentences in a window."""


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


def sentences(transcript: Transcript, turns: Sequence[int]) -> tuple[Sentence, ...]:
    """The candidate's sentences within `turns`, in order, at most `MAX_SENTENCES`."""
    found: list[Sentence] = []
    for index in turns:
        turn = transcript.turns[index]
        if turn.speaker is not Speaker.CANDIDATE:
            continue
        for span in sentence_spans(turn.text):
            text = normal(span.of(turn.text))
            if text:
                found.append(Sentence(index, span, text, text.count(" ") + 1))
            if len(found) >= MAX_SENTENCES:
                return tuple(found)
    return tuple(found)


def windows(said: Sequence[Sentence]) -> tuple[Window, ...]:
    """All runs of one to `LONGEST` neighbouring sentences of one turn, by first sentence, then length."""
    found: list[Window] = []
    for first in range(len(said)):
        for last in range(first, min(first + LONGEST, len(said))):
            if said[last].turn != said[first].turn:
                break
            found.append(Window(first, last))
    return tuple(found)
