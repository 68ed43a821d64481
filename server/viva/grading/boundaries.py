"""Where sentences begin in words without punctuation: odds learnt from words around the places.

Logistic regression over the word before a place, the word after it, and the pairs about it;
`training/boundaries.py` fits it to punctuated speech.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict

from viva.content.roots import boundaries_file


class Boundaries(BaseModel):
    """`bias` is the log-odds of a place of which nothing is known; `weights` are added for what is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bias: float
    weights: Mapping[str, float]

    def odds(self, words: Sequence[str], place: int) -> float:
        """The log-odds that a sentence begins with `words[place]`, of words in lower case; `place` >= 1."""
        return self.bias + sum(self.weights.get(sign, 0.0) for sign in signs(words, place))


def signs(words: Sequence[str], place: int) -> Iterator[str]:
    """What is known of a place, as names of weights."""
    before, word = words[place - 1], words[place]
    yield f"_ {word}"
    yield f"{before} _"
    yield f"{before} _ {word}"
    if place + 1 < len(words):
        yield f"_ {word} {words[place + 1]}"
    if place > 1:
        yield f"{words[place - 2]} {before} _"


@lru_cache(maxsize=1)
def boundaries() -> Boundaries:
    """The odds that ship."""
    return Boundaries.model_validate_json(boundaries_file().read_bytes())
