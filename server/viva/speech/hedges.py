"""Words that hold back: “I think”, “maybe”, “sort of”. Counted in text, with their negations left out."""

import re
from typing import Final

from viva.speech.fillers import BEFORE_A_SORT

_SINGLE: Final = (
    "maybe", "perhaps", "probably", "possibly", "presumably", "hopefully", "somewhat", "might", "apparently",
    "supposedly",
)  # fmt: skip
_PHRASES: Final = (
    r"i (?:just |really |would |do )?(?:guess|suppose|reckon|imagine)",
    r"i (?:just |would |do )?(?:think|believe|feel like)",
    r"i (?:don't|do not) (?:really )?think",
    r"(?:i'm|i am|we're|we are|not) (?:not )?(?:really |entirely |totally |quite |so |too )?(?:sure|certain)",
    r"(?:it )?(?:seems|feels) like",
    r"(?:or|and) (?:something|stuff|things|whatever)(?: like that)?(?= |$)",
    r"more or less",
    r"(?:kind|sort) of",
    r"if i'?m not mistaken",
    r"to some (?:extent|degree)",
)
_HEDGE: Final = re.compile(rf"\b(?:{'|'.join((*_PHRASES, *_SINGLE))})\b")
_CERTAIN: Final = re.compile(
    r"^(?:i'm|i am|we're|we are) (?:really |entirely |totally |quite |so |too )?(?:sure|certain)$"
)
"""“I'm sure”: the same words without the “not” are no hedge."""
_NEGATED: Final = re.compile(r"\b(?:no|not|never|without|nothing|\w+n't|cannot)(?: \w+)?$")
_NEAR: Final = 40
"""Characters before a hedge that may negate it."""
_TERM: Final = re.compile(r"\bprobably approximately correct\b")


def find_hedges(text: str) -> tuple[str, ...]:
    """The hedges of a text in order, in lower case.

    “Not maybe” and “I don't just guess” are none; “I'm not sure” is one, and so is “I don't think”.
    """
    plain = _TERM.sub(" . ", _plain(text))
    found: list[str] = []
    for match in _HEDGE.finditer(plain):
        words, before = match.group(), plain[max(0, match.start() - _NEAR) : match.start()].rstrip()
        if _CERTAIN.match(words):
            continue
        if words in {"kind of", "sort of"}:
            if before.rpartition(" ")[2] in BEFORE_A_SORT:
                continue
        elif words not in {"not sure", "not certain"} and _NEGATED.search(before):
            continue
        found.append(words)
    return tuple(found)


def _plain(text: str) -> str:
    """Lower case, one space between words, sentence and clause ends as full stops."""
    folded = text.casefold().replace("’", "'")
    marked = re.sub(r"[.!?;:,]+(?=\s|$)|\n+", " . ", folded)
    return " ".join(re.sub(r"[^\w'.\- ]+", " ", marked).split())
