"""Sentence spans with exact offsets, for written text and for speech-to-text without punctuation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from viva.grading.boundaries import boundaries

LONGEST: Final = 34
"""Words that one span holds at most."""

_USUAL: Final = 15
_SHORTEST: Final = 6
_MARKS: Final = r"[.!?…]+[\"'”’)\]]*"
_END: Final = re.compile(_MARKS + r"(?=\s)|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s|[A-Z])")
_STOP: Final = re.compile(_MARKS + r"(?:\s|$)")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|dr|mr|mrs|(?-i:Ms)|prof|fig|eq|approx|cf|al|incl|resp)|\b[a-z])\.$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\S+")
_AT_COMMA: Final = 1.5
_AT_MARK: Final = 4.0
_EVEN: Final = 0.15
_UNMARKED: Final = 10
"""Words up to which text without any end mark is one sentence."""

_EAGER: Final = 0.7
"""How much more readily such text is cut than who punctuates would: added to the log-odds of a place."""

_LOATH: Final = -2.0
"""The same where there are marks, and a stretch is only too long."""


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

    Text without any end mark, as speech-to-text may give it, and stretches of more than `LONGEST` words are
    cut where sentences are likely to begin, by least cost.
    """
    longest, eager = (LONGEST, _LOATH) if _STOP.search(text) else (_UNMARKED, _EAGER)
    return tuple(span for piece in marked_spans(text) for span in _cut(text, piece, longest, eager))


def marked_spans(text: str) -> Iterator[Span]:
    """What stands between end marks, however long."""
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


def _cut(text: str, piece: Span, longest: int, eager: float) -> Iterator[Span]:
    words = [Span(m.start(), m.end()) for m in _WORD.finditer(text, piece.start, piece.end)]
    if len(words) <= longest:
        yield piece
        return
    starts = _starts([word.of(text) for word in words], eager)
    for first, after in zip(starts, [*starts[1:], len(words)], strict=True):
        yield Span(words[first].start, words[after - 1].end)


def _starts(words: list[str], eager: float) -> list[int]:
    """Indices of the words that begin a span, by dynamic programming over span lengths and odds of places."""
    odds = _odds(words, eager)
    best = [0.0] + [float("inf")] * len(words)
    came = [0] * (len(words) + 1)
    for end in range(1, len(words) + 1):
        for start in range(max(0, end - LONGEST), end):
            cost = best[start] - odds[start] + _length_cost(end - start)
            if cost < best[end]:
                best[end], came[end] = cost, start
    starts: list[int] = []
    at = len(words)
    while at > 0:
        at = came[at]
        starts.append(at)
    return starts[::-1]


def _odds(words: list[str], eager: float) -> list[float]:
    known, plain = boundaries(), [bare(word) for word in words]
    return [0.0] + [
        known.odds(plain, place) + eager + _mark(words[place - 1]) for place in range(1, len(words))
    ]


def _mark(before: str) -> float:
    if before.endswith((";", ":", ".", "!", "?")):
        return _AT_MARK
    return _AT_COMMA if before.endswith((",", "–", "—")) else 0.0


def bare(word: str) -> str:
    """A word without capitals and the marks about it."""
    return word.lower().replace("’", "'").strip(",.;:!?")


def _length_cost(length: int) -> float:
    return _EVEN * (0.008 * (length - _USUAL) ** 2 + 0.8 * max(0, _SHORTEST - length))
