"""A turn mended by hand: its new words, with the times of those that stay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Final

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import SessionGraded, TurnCorrected
from viva.domain.session import Session
from viva.domain.transcript import Speaker, Word

MAX_CHARS: Final = 100_000
"""As long as a typed answer may be."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction led to: the gradings after and before it. Both are None where there was none."""

    graded: SessionGraded | None
    previous: SessionGraded | None


def correction(session: Session, turn: int, text: str) -> TurnCorrected | None:
    """The event that replaces a turn's text; None where those words stand there already.

    A spoken turn is its words joined by spaces, so it loses line ends. Raises `VivaError`: unknown-turn,
    not-yours, not-heard (it was typed), empty-answer, answer-too-long.
    """
    if not 0 <= turn < len(session.turns):
        raise VivaError(
            "unknown-turn",
            f"This session has no turn {turn}.",
            f"It has {len(session.turns)}, counted from 0.",
            ErrorKind.NOT_FOUND,
        )
    before = session.turns[turn]
    if before.speaker is not Speaker.CANDIDATE:
        raise VivaError(
            "not-yours",
            "Those are the interviewer’s words.",
            "Only what you said yourself can be corrected.",
            ErrorKind.CONFLICT,
        )
    if not before.spoken and session.started.source != "paste":
        raise VivaError(
            "not-heard",
            "You typed that answer, so nothing in it was misheard.",
            "Only spoken and pasted answers can be corrected.",
            ErrorKind.CONFLICT,
        )
    if len(text) > MAX_CHARS:
        raise VivaError(
            "answer-too-long",
            f"That is too long: a turn has at most {MAX_CHARS} characters.",
            "Correct the words that were misheard only.",
            ErrorKind.TOO_LARGE,
        )
    if not text.strip():
        raise VivaError(
            "empty-answer",
            "There are no words in that.",
            "To have an answer left out, delete its session or paste what is left of it.",
        )
    text = " ".join(text.split()) if before.words or before.spoken else text
    if text == before.text:
        return None
    return TurnCorrected(turn, text, realigned(before.words, text))


def realigned(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """The words of a corrected text with times (ms from session start).

    A word that stays keeps its times and its probability; words that are new share the time of those that
    they replace by their length, with probability 1. Without words there is nothing to go by, and no words
    come back; otherwise they are `text.split()`, one for one, in order of time if the old ones were.
    """
    if not words:
        return ()
    new = text.split()
    return tuple(_aligned(words, new))


def _aligned(old: Sequence[Word], new: Sequence[str]) -> Iterator[Word]:
    matcher = SequenceMatcher(None, [_bare(w.text) for w in old], [_bare(w) for w in new], autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            for before, text in zip(old[a:b], new[c:d], strict=True):
                yield replace(before, text=text)
        elif c < d:
            start, end = _room(old, a, b)
            yield from _spread(new[c:d], start, end)


def _room(old: Sequence[Word], a: int, b: int) -> tuple[int, int]:
    """The time that new words have: that of `old[a:b]`, or the gap where they are put in."""
    if a < b:
        return old[a].start_ms, max(old[a].start_ms, old[b - 1].end_ms)
    after = old[a].start_ms if a < len(old) else old[-1].end_ms
    before = old[a - 1].end_ms if a else after
    return min(before, after), after


def _spread(texts: Sequence[str], start: int, end: int) -> Iterator[Word]:
    total = sum(len(text) for text in texts)
    told = 0
    for text in texts:
        left = start + (end - start) * told // total
        told += len(text)
        yield Word(text, left, start + (end - start) * told // total)


def _bare(word: str) -> str:
    """A word without case and marks; one that is all marks stays as it is."""
    return "".join(char for char in word.casefold() if char.isalnum()) or word
