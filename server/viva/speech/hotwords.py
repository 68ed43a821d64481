"""Which words a recogniser is told to expect.

Bias is for the question at hand: its glossary first, then what the candidate has been saying. A general
glossary gains terms and loses ordinary words.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from viva.domain.note import Term

MOST_TERMS: Final = 40
MOST_TOKENS: Final = 160
"""Whisper reads 223 tokens of hotwords; half of what it knows of the text is theirs."""

CHARACTERS_A_TOKEN: Final = 3.2
"""Of technical terms, rounded down; each term also has a space."""

TIMES_SAID: Final = 2
"""A name heard once may have been misheard, and would then be expected."""

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9@&/+'’-]*")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+")


class Hotwords:
    """The words to expect in answers to one question."""

    def __init__(self, question: Sequence[str], glossary: Iterable[Term] = ()) -> None:
        """`question` is its own glossary, most important first; `glossary` says how terms are said."""
        self._question = tuple(question)
        self._said: dict[str, str] = {}
        for term in glossary:
            for form in (term.term, term.said):
                self._said.setdefault(_key(form), term.term)
        self._longest = max((form.count(" ") + 1 for form in self._said), default=0)

    def pick(self, said: str = "") -> tuple[str, ...]:
        """At most 40 terms as they are written, after `said`, all that the candidate said so far."""
        picked: dict[str, str] = {}
        tokens = 0.0
        for term in (*self._question, *self._terms_in(said), *_names_in(said)):
            written = self._said.get(_key(term), term).replace("’", "'").strip()
            key = _key(written)
            cost = len(written) / CHARACTERS_A_TOKEN + 1
            if not key or key in picked:
                continue
            if len(picked) == MOST_TERMS or tokens + cost > MOST_TOKENS:
                break
            picked[key] = written
            tokens += cost
        return tuple(picked.values())

    def _terms_in(self, said: str) -> list[str]:
        """Terms of the whole glossary that were said, latest first, in either form."""
        words = _key(said).split()
        found: list[str] = []
        at = len(words)
        while at > 0:
            for length in range(min(self._longest, at), 0, -1):
                term = self._said.get(" ".join(words[at - length : at]))
                if term is not None:
                    found.append(term)
                    at -= length - 1
                    break
            at -= 1
        return found


def _names_in(said: str) -> list[str]:
    """Names, acronyms and words with figures that were said more than once, most frequent first."""
    counts: Counter[str] = Counter()
    for sentence in _SENTENCE_END.split(said):
        for i, word in enumerate(_WORD.findall(sentence)):
            bare = word.rstrip("'’-/+").removesuffix("'s").removesuffix("’s")
            inner = any(c.isupper() or c.isdigit() for c in bare[1:])
            if inner or (i > 0 and bare[:1].isupper() and len(bare) > 1 and "'" not in bare):
                counts[bare] += 1
    return [word for word, count in counts.most_common() if count >= TIMES_SAID]


def _key(text: str) -> str:
    """Letters and figures in lower case, words parted by single spaces."""
    return " ".join(re.findall(r"[a-z0-9@]+", text.lower().replace("’", "").replace("'", "")))
