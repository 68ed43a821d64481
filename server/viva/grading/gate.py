"""Tells talk that is addressed to whoever grades by its meaning.

Logistic regression over a sentence's vector, its words and the pairs of them; `training/address.py` fits it.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from viva.content.roots import address_file
from viva.grading.shown import Floats

_AS_LONG: Final = 3


class Gate(BaseModel):
    """`vector` has a weight for each dimension of `encoder`'s vectors, `signs` one for each known sign.

    What scores above `threshold` (log-odds) is taken for talk to a grader.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    encoder: str
    bias: float
    threshold: float
    vector: tuple[float, ...]
    signs: Mapping[str, float]

    def scores(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """The log-odds of each text, in normal form, with a unit row for each in `vectors`."""
        words = [heft(text) * sum(self.signs.get(sign, 0.0) for sign in signs(text)) for text in texts]
        return np.asarray(vectors, np.float64) @ np.array(self.vector) + np.array(words) + self.bias

    def addressed(self, texts: Sequence[str], vectors: Floats) -> NDArray[np.bool_]:
        """Whether each text is taken for talk to a grader."""
        return self.scores(texts, vectors) > self.threshold


def signs(text: str) -> list[str]:
    """A text's words and the pairs of neighbours, each once, in order."""
    words = text.split()
    return list(dict.fromkeys([*words, *(f"{one} {next_one}" for one, next_one in pairwise(words))]))


def heft(text: str) -> float:
    """What one sign counts in a text: the less, the more words it has."""
    return _AS_LONG / math.sqrt(text.count(" ") + 1 + _AS_LONG)


@lru_cache(maxsize=1)
def _shipped() -> Gate:
    return Gate.model_validate_json(address_file().read_bytes())


def shipped_gate(texts: Sequence[str], vectors: Floats) -> NDArray[np.bool_]:
    """`Gate.addressed` of the weights that ship; they are read at the first call."""
    return _shipped().addressed(texts, vectors)
