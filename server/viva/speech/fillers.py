"""Fillers in what a second hearing made of an answer: “um”, “you know”, a word said twice."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

REPEATS: Final = "repeated words"
"""Under this name words that were said twice running are counted."""

_HESITATIONS: Final[Mapping[str, str]] = {
    "um": "um", "umm": "um", "ummm": "um", "uhm": "um", "uh": "uh", "uhh": "uh", "uhhh": "uh", "er": "er",
    "err": "er", "erm": "erm", "ermm": "erm", "ah": "ah", "hm": "hm", "hmm": "hm", "mm": "hm", "mmm": "hm",
}  # fmt: skip
_DOUBLED_ON_PURPOSE: Final = frozenset(
    "that had very really no yes so many much far again more long bye".split()  # noqa: SIM905 -- word list
)
_LEADS: Final = frozenset(
    "and but so was were is it's that's be just then because or well".split()  # noqa: SIM905 -- word list
)
"""Words after which “like” with a pause behind it compares nothing."""
BEFORE_A_SORT: Final = frozenset(
    "a an the this that what which some any every each another one same other different".split()  # noqa: SIM905 -- word list
)
"""Words after which “kind of” names a sort: “what kind of model”."""
_EDGES: Final = re.compile(r"^[^\w]+|[^\w]+$")


def count_fillers(words: Sequence[str]) -> Mapping[str, int]:
    """How many of which, from recognised words with their punctuation.

    Doubtful ones are left out: “like” and “you know” count only where commas set them off, “sort of” and
    “kind of” only where they name no sort, a word said twice only where that is no emphasis and no number.
    """
    return dict(sorted(Counter(_found(words)).items()))


def _found(words: Sequence[str]) -> Iterator[str]:
    plain = [_EDGES.sub("", word).casefold().replace("’", "'") for word in words]
    last = ""  # the word before, hesitations left out
    for i, word in enumerate(plain):
        after = plain[i + 1] if i + 1 < len(plain) else ""
        before = plain[i - 1] if i else ""
        if word in _HESITATIONS:
            yield _HESITATIONS[word]
            continue
        if word and word == last and _is_slip(word):
            yield REPEATS
        last = word
        set_off = i == 0 or words[i - 1].endswith((",", ".", "-", "…")) or before in _HESITATIONS
        if word == "like" and words[i].endswith(",") and (set_off or before in _LEADS):
            yield "like"
        elif word == "you" and after == "know" and set_off and words[i + 1].endswith((",", ".", "-", "…")):
            yield "you know"
        elif word in {"sort", "kind"} and after == "of" and before not in BEFORE_A_SORT:
            yield f"{word} of"


def _is_slip(word: str) -> bool:
    return word not in _DOUBLED_ON_PURPOSE and not any(char.isdigit() for char in word)
