"""Indexes in memory, without an engine. For tests and demos."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viva.domain.note import Passage
from viva.ports import Vectors

_WORD: Final = re.compile(r"[^\W_]+")


class ScriptedVectorIndex:
    """Exact cosine over all passages."""

    def __init__(self) -> None:
        self._version: str | None = None
        self._ids: tuple[str, ...] = ()
        self._vectors: Vectors = np.zeros((0, 1), dtype=np.float32)

    def build(self, version: str, passages: Sequence[Passage], vectors: Callable[[], Vectors]) -> None:
        """Replaces the content unless this version is held."""
        if version == self._version:
            return
        self._vectors = vectors()
        self._ids = tuple(passage.id for passage in passages)
        self._version = version

    def nearest(self, vector: NDArray[np.float32], limit: int) -> Sequence[str]:
        """Passage ids, nearest first."""
        if not self._ids:
            return ()
        order = np.argsort(-(self._vectors @ vector), kind="stable")[:limit]
        return [self._ids[int(i)] for i in order]


class ScriptedLexicalIndex:
    """Counts shared words."""

    def __init__(self) -> None:
        self._bags: dict[str, Counter[str]] = {}

    def build(self, version: str, passages: Sequence[Passage]) -> None:  # noqa: ARG002
        """Replaces the content."""
        self._bags = {passage.id: Counter(_words(passage.text)) for passage in passages}

    def match(self, query: str, limit: int) -> Sequence[str]:
        """Passage ids, most shared words first."""
        wanted = set(_words(query))
        scores = {name: sum(min(bag[word], 1) for word in wanted) for name, bag in self._bags.items()}
        return sorted((n for n in scores if scores[n]), key=lambda name: (-scores[name], name))[:limit]


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
