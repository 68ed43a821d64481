"""Which words speak for which criterion: log-odds of words and word pairs over the rubric's own texts."""

import itertools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BEST_WORDS: Final = 15
"""Words of a window that speak for a criterion; the rest adds nothing."""

SHORT: Final = 12
"""Windows are treated as at least this long, so that two words cannot outweigh a sentence."""

_SMOOTH: Final = 2.5
_SCALE: Final = 8.0 / BEST_WORDS
_WORD: Final = re.compile(r"[^\W_][\w'/%+-]*")
_ENDINGS: Final = ("ings", "ing", "ed", "es", "s", "ly")


@lru_cache(maxsize=32_768)
def terms(text: str) -> frozenset[str]:
    """Stems and pairs of neighbouring stems of a text in its normal form."""
    stems = [_stem(word) for word in _WORD.findall(text)]
    return frozenset(stems) | {f"{a} {b}" for a, b in itertools.pairwise(stems)}


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Source:
    """A criterion's texts in normal form. `repeated` ones count twice; `names` four times."""

    texts: Sequence[str]
    repeated: Sequence[str] = ()
    names: Sequence[str] = ()

    def counts(self) -> tuple[Counter[str], int]:
        """In how many texts each term stands, and how many texts there are."""
        counter = Counter[str]()
        size = 0
        for texts, times in ((self.texts, 1), (self.repeated, 2), (self.names, 4)):
            for text in texts:
                size += times
                for term in terms(text):
                    counter[term] += times
        return counter, size


class Lexicon:
    """Term weights of several criteria, each against all of them together."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._counts = [source.counts() for source in sources]
        self._total = Counter[str]()
        for counter, _ in self._counts:
            self._total.update(counter)
        self._size = sum(size for _, size in self._counts)
        self._places: Mapping[str, int] = {term: i for i, term in enumerate(sorted(self._total))}
        self._weights: Floats = np.zeros((len(self._places), len(sources)))
        for column in range(len(sources)):
            for term in self._counts[column][0]:
                self._weights[self._places[term], column] = self._weight(
                    term, column, self._counts[column][0][term]
                )

    def scores(self, windows: Sequence[Sequence[str]], words: Sequence[int]) -> Floats:
        """How far each window speaks for each criterion, shape (windows, criteria), 0 or more.

        A window is given as its sentences in normal form. Divided by the root of its length, so that
        talking longer does not score higher.
        """
        places = {text: self._found(text) for text in {text for window in windows for text in window}}
        result = np.zeros((len(windows), self._weights.shape[1]))
        for i, window in enumerate(windows):
            found = sorted(frozenset[int]().union(*(places[text] for text in window)))
            result[i] = self._sum_best(self._weights[found]) / max(SHORT, words[i]) ** 0.5
        return result * _SCALE

    def weight_of(self, term: str, column: int) -> float:
        """How far one term speaks for a criterion; 0 unless it speaks for no other more."""
        if term not in self._places:
            return 0.0
        weights = self._weights[self._places[term]]
        return float(weights[column]) if weights[column] >= weights.max() else 0.0

    def own_scores(self, texts: Sequence[str], column: int) -> Floats:
        """Scores of a criterion's own texts for it, each as if it had not been counted."""
        counter = self._counts[column][0]
        result = np.zeros(len(texts))
        for i, text in enumerate(texts):
            weights = np.array(
                [[self._weight(term, column, counter[term] - 1)] for term in sorted(terms(text))]
            )
            length = max(SHORT, text.count(" ") + 1)
            result[i] = self._sum_best(weights)[0] / length**0.5 if len(weights) else 0.0
        return result * _SCALE

    def _weight(self, term: str, column: int, count: int) -> float:
        """Smoothed log-odds; 0 for a term that does not speak for the criterion."""
        if count < 1:
            return 0.0
        counter, size = self._counts[column]
        everywhere = self._total[term]
        inside = (count + _SMOOTH * everywhere / self._size) / (size + _SMOOTH)
        outside = (everywhere - counter[term] + 0.5) / (self._size - size + 0.5)
        return max(0.0, float(np.log(inside / outside)))

    def _found(self, text: str) -> frozenset[int]:
        return frozenset(self._places[t] for t in terms(text) if t in self._places)

    @staticmethod
    def _sum_best(weights: Floats) -> Floats:
        if len(weights) > BEST_WORDS:
            weights = np.partition(weights, len(weights) - BEST_WORDS, axis=0)[-BEST_WORDS:]
        return weights.sum(axis=0)
