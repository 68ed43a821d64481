"""Maps a quote that somebody else wrote down to exact spans of what was said, or to nothing.

Both sides are compared word by word without case, punctuation, dashes, kinds of quotation mark and fillers.
The words themselves have to be there, all of them, in order and next to one another.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from viva.domain.evidence import Evidence, evidence_at
from viva.domain.transcript import Speaker, Transcript

MIN_WORDS: Final = 3
"""Fewer words are no quote, unless they are all that was said in the turn."""

_MARKS: Final = r"\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’‘`´ʼ](?=[^\W_]))*")
_DROPPED: Final = re.compile(r"['’‘`´ʼ\u00ad\u200b-\u200d\u2060\ufeff]")
_GAP: Final = re.compile(r"\s*(?:\[\s*)?(?:\.{3,}|…)(?:\s*\])?\s*")
_TAIL: Final = re.compile(r"[%€$£.!?…]*")
_FILLERS: Final = frozenset({"um", "umm", "uh", "uhm", "erm", "er", "hm", "hmm", "mm", "mhm", "ah"})
_FILLER_PAIRS: Final = frozenset({("you", "know"), ("i", "mean")})


@dataclass(frozen=True, slots=True)
class Token:
    """A word in the form in which words are compared, with its place in the text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """The words of a text that count, in order. Fillers are not among them."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        word = unicodedata.normalize("NFKC", _DROPPED.sub("", match.group())).casefold()
        if word and word not in _FILLERS:
            found.append(Token(word, match.start(), match.end()))
    kept: list[Token] = []
    at = 0
    while at < len(found):
        pair = tuple(token.word for token in found[at : at + 2])
        if pair in _FILLER_PAIRS:
            at += 2
        else:
            kept.append(found[at])
            at += 1
    return tuple(kept)


class SpokenWords:
    """The candidate's words within some turns, ready for quotes to be found in them; not those of `aside`."""

    def __init__(self, transcript: Transcript, turns: Sequence[int], aside: Sequence[Evidence] = ()) -> None:
        self._transcript = transcript
        self._turns = [
            (
                index,
                _but(tokens(transcript.turns[index].text), [span for span in aside if span.turn == index]),
            )
            for index in turns
            if transcript.turns[index].speaker is Speaker.CANDIDATE
        ]

    def find(self, quote: str) -> tuple[Evidence, ...]:
        """The spans that a quote stands for: one, or one for each part between ellipses, all in one turn.

        The first place where all parts stand in order is taken. Empty where there is none.
        """
        parts = [[token.word for token in tokens(part)] for part in _GAP.split(quote)]
        parts = [part for part in parts if part]
        if not parts:
            return ()
        for index, said in self._turns:
            if any(len(part) < min(MIN_WORDS, len(said)) for part in parts):
                continue
            found = _in_order([token.word for token in said], parts)
            if found is not None:
                return tuple(
                    self._evidence(index, said[first].start, said[after - 1].end) for first, after in found
                )
        return ()

    def _evidence(self, turn: int, start: int, end: int) -> Evidence:
        text = self._transcript.turns[turn].text
        tail = _TAIL.match(text, end)
        return evidence_at(self._transcript, turn, start, tail.end() if tail else end)


def _but(said: Sequence[Token], aside: Sequence[Evidence]) -> tuple[Token, ...]:
    """The tokens, those within `aside` as a word that no quote has, so that none goes on across them."""
    return tuple(
        replace(token, word="") if any(span.start <= token.start < span.end for span in aside) else token
        for token in said
    )


def _in_order(said: Sequence[str], parts: Sequence[Sequence[str]]) -> list[tuple[int, int]] | None:
    """(first, after) of each part, none overlapping, or None."""
    places: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        first = _index(said, part, at)
        if first is None:
            return None
        at = first + len(part)
        places.append((first, at))
    return places


def _index(said: Sequence[str], part: Sequence[str], start: int) -> int | None:
    wanted = list(part)
    for at in range(start, len(said) - len(wanted) + 1):
        if said[at] == wanted[0] and list(said[at : at + len(wanted)]) == wanted:
            return at
    return None
