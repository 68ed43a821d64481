"""Picks a few of the candidate's own words to say back: short, whole, verbatim."""

import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

LEAST_WORDS: Final = 3
MOST_WORDS: Final = 9

_BREAK: Final = re.compile(
    r"[.!?;:,\n()\[\]“”\"–—]+|\s-+\s|"
    r"\s+(?=(?:and|but|so|because|since|which|although|though|while|whereas|where|when|if|unless|then|or|"
    r"that's|it's|basically|like i said)\b)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+(?:['’\-/.%][^\W_]+)*%?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_LEAD: Final = _words(
    "and but so because since which although though whereas or well ok okay right basically actually "
    "also maybe probably then just um uh er erm like yeah yes no even i'd that's"
)
_HALF: Final = _words(
    "if when while where unless once until before after what what's how which who why whose is are do does "
    "can could should would am let let's"
)
"""A clause that begins so is half a sentence, or a question."""
_HANGING: Final = _words(
    "a an the my our your their his her its and or but so than that which who if because as like also just "
    "really very quite of"
)
"""Words that no sentence ends on."""
_OPEN_LAST: Final = _words(
    "a an the of to for with in on at by from as and or but so than that which who is are was were be "
    "been being am i we you he she they it's its my our your their his her this these those not very more "
    "most some any each every would could should will can may might must do does did have has had if when "
    "because while where how what into onto over under about between within without against per via like "
    "such also just really quite i'd we'd i'll we'll i'm i've we've going gonna want need let let's use "
    "using get got make then there before after until during"
)
_ODD: Final = re.compile(r"[^\w\s'’\-/.,%&£$€]")
_NO_QUOTE: Final = _words(
    "um uh er erm hmm sorry question repeat hint skip know sure idea guess grader rubric marks score"
)
_STOP: Final = (
    _LEAD
    | _OPEN_LAST
    | frozenset("it them us me thing things kind sort stuff lot way one two good well really look see take")
)


@dataclass(frozen=True, slots=True)
class Quote:
    """`text[start:end]` of a turn, and how well it fits what it is wanted for."""

    text: str
    start: int
    end: int
    fit: float


def content_words(text: str) -> frozenset[str]:
    """The words that carry meaning, in lower case, cut to stems of at most six letters."""
    words = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return frozenset(word[:6] for word in words if word not in _STOP and len(word) > 2)


def quotable(text: str) -> tuple[Quote, ...]:
    """Clauses of 3 to 9 words that stand alone, in order. `fit` is 0 for each."""
    found: list[Quote] = []
    at, half = 0, False
    for piece in (*_BREAK.finditer(text), None):
        end = piece.start() if piece else len(text)
        whole = piece is None or bool(piece.group().strip())
        half = half or _is_half(text, at, end)
        clause = None if half else _trimmed(text, at, end, _HANGING if whole else _OPEN_LAST)
        if clause is not None:
            found.append(clause)
        half = half and not whole
        at = piece.end() if piece else end
    return tuple(found)


def pick_quote(text: str, about: Collection[str], avoid: Collection[str] = ()) -> Quote | None:
    """The clause that shares most with `about` (content words); None where none shares anything.

    Later clauses win ties, being fresher in mind. Quotes in `avoid` are not used again.
    """
    best: Quote | None = None
    gone = {quote.casefold() for quote in avoid}
    for quote in quotable(text):
        words = content_words(quote.text)
        shared = len(words.intersection(about))
        if not shared or quote.text.casefold() in gone:
            continue
        fit = shared + 0.5 * shared / len(words)
        if best is None or fit >= best.fit:
            best = Quote(quote.text, quote.start, quote.end, fit)
    return best


def telling_quote(text: str, avoid: Collection[str] = ()) -> Quote | None:
    """The clause that says most (most content words), for an echo; None where none says anything."""
    gone = {quote.casefold() for quote in avoid}
    best: Quote | None = None
    for quote in quotable(text):
        weight = float(len(content_words(quote.text)))
        if weight >= 2 and quote.text.casefold() not in gone and (best is None or weight > best.fit):
            best = Quote(quote.text, quote.start, quote.end, weight)
    return best


def _is_half(text: str, start: int, end: int) -> bool:
    first = next((word for word in _WORD.finditer(text, start, end) if _key(word) not in _LEAD), None)
    return first is not None and _key(first) in _HALF


def _trimmed(text: str, start: int, end: int, hanging: frozenset[str]) -> Quote | None:
    words = list(_WORD.finditer(text, start, end))
    while words and _key(words[0]) in _LEAD:
        words = words[1:]
    while words and _key(words[-1]) in hanging:
        words, hanging = words[:-1], _OPEN_LAST
    if not LEAST_WORDS <= len(words) <= MOST_WORDS:
        return None
    keys = [_key(word) for word in words]
    if any(key in _NO_QUOTE for key in keys) or any(a == b for a, b in itertools.pairwise(keys)):
        return None
    first, last = words[0].start(), words[-1].end()
    if _ODD.search(text, first, last) or not LEAST_WORDS <= len(text[first:last].split()) <= MOST_WORDS:
        return None
    return Quote(text[first:last], first, last, 0.0)


def _key(word: re.Match[str]) -> str:
    return word.group().lower().replace("’", "'")
