"""Sentence spans with exact offsets, for written text and for speech-to-text without punctuation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 34
"""Words that one span holds at most."""

_USUAL: Final = 15
_SHORTEST: Final = 6
_END: Final = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s|[A-Z])")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|dr|mr|mrs|ms|prof|fig|eq|approx|cf|al|incl|resp)|\b[a-z])\.$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\S+")
_OPENERS: Final = {
    "okay": 0.0, "ok": 0.0, "so": 0.2, "then": 0.3, "now": 0.3, "also": 0.3, "next": 0.3, "finally":
    0.0, "first": 0.4, "second": 0.5, "secondly": 0.2, "firstly": 0.2, "but": 0.5, "yeah": 0.2,
    "um": 0.4, "uh": 0.5, "right": 0.7, "well": 0.6, "i'd": 0.8, "i": 0.9, "i'll": 0.8, "i've": 0.9,
    "we": 1.0, "we'd": 0.9, "we'll": 0.9, "and": 1.0, "it's": 1.1, "that's": 1.0, "there's": 0.9,
    "if": 1.1, "what": 1.3, "for": 1.6, "because": 1.8, "which": 1.9, "when": 1.6, "or": 2.0,
    "like": 2.0, "as": 1.9, "they": 1.3, "you": 1.3, "it": 1.5, "this": 1.5, "how": 1.4, "at": 2.2,
    "with": 2.4, "the": 2.2,
}  # fmt: skip
_LINKS: Final = frozenset(
    {"and", "so", "but", "or", "because", "if", "when", "that", "which", "um", "uh", "the", "a"}
)
_AFTER_LINK: Final = 2.0
_INSIDE: Final = 3.2
_AFTER_COMMA: Final = 0.4


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start`..`end` of a text; never empty, no white space at either end."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]


def sentence_spans(text: str) -> tuple[Span, ...]:
    """Sentences in order, none overlapping; every word of the text is in one.

    A stretch of more than `LONGEST` words without an end mark is cut at discourse markers and clauses, by
    least cost, so that speech-to-text without punctuation gives spans of about `_USUAL` words.
    """
    return tuple(span for piece in _pieces(text) for span in _cut(text, piece))


def _pieces(text: str) -> Iterator[Span]:
    start = 0
    cased = any(c.isupper() for c in text)
    for match in _END.finditer(text):
        if match.group().startswith("\n") or _ends(text, start, match.end(), cased=cased):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def _ends(text: str, start: int, end: int, *, cased: bool) -> bool:
    head = text[max(start, end - 12) : end].rstrip("\"'”’)]")
    if head.endswith(".") and not head.endswith("..") and _ABBREVIATION.search(head):
        return False
    following = text[end : end + 12].lstrip()[:1]
    return not (cased and following.islower() and head.endswith((".", "…")))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def _cut(text: str, piece: Span) -> Iterator[Span]:
    words = [Span(m.start(), m.end()) for m in _WORD.finditer(text, piece.start, piece.end)]
    if len(words) <= LONGEST:
        yield piece
        return
    starts = _starts([word.of(text) for word in words])
    for first, after in zip(starts, [*starts[1:], len(words)], strict=True):
        yield Span(words[first].start, words[after - 1].end)


def _starts(words: list[str]) -> list[int]:
    """Indices of the words that begin a span, by dynamic programming over span lengths and openers."""
    costs = [0.0] + [_opening(words[i - 1], words[i]) for i in range(1, len(words))]
    best = [0.0] + [float("inf")] * len(words)
    came = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - LONGEST), end):
            cost = best[start] + costs[start] + _length_cost(end - start)
            if cost < best[end]:
                best[end], came[end] = cost, start
    starts: list[int] = []
    at = len(words)
    while at > 0:
        at = came[at]
        starts.append(at)
    return starts[::-1]


def _opening(before: str, word: str) -> float:
    base = _OPENERS.get(_bare(word), _INSIDE) + (_AFTER_LINK if _bare(before) in _LINKS else 0.0)
    if before.endswith((";", ":", ".", "!", "?")):
        return 0.0
    return min(base, _AFTER_COMMA + base / 2) if before.endswith((",", "–", "—")) else base


def _bare(word: str) -> str:
    return word.lower().replace("’", "'").strip(",.;:")


def _length_cost(length: int) -> float:
    short = max(0, _SHORTEST - length)
    return 0.6 + 0.008 * (length - _USUAL) ** 2 + 0.8 * short
