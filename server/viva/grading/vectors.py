"""Vectors by text, remembered: marking again with one more sentence embeds that sentence only."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from viva.ports import Embedder, Vectors

ITEMS: Final = 20_000
"""Vectors kept at most (384 floats each: 31 MB)."""


class VectorMemory:
    """A least-recently-used memory over an embedder. Safe with threads."""

    def __init__(self, embedder: Embedder, items: int = ITEMS) -> None:
        self._embedder = embedder
        self._items = items
        self._known: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`, shape (n, dimensions)."""
        rows = np.zeros((len(texts), self._embedder.capabilities.dimensions), dtype=np.float32)
        absent: dict[str, list[int]] = {}
        with self._lock:
            for i, text in enumerate(texts):
                known = self._known.get(text)
                if known is None:
                    absent.setdefault(text, []).append(i)
                else:
                    self._known.move_to_end(text)
                    rows[i] = known
        if absent:
            fresh = self._embedder.embed(list(absent))
            with self._lock:
                for vector, (text, places) in zip(fresh, absent.items(), strict=True):
                    rows[places] = vector
                    self._known[text] = vector.copy()
                while len(self._known) > self._items:
                    self._known.popitem(last=False)
        return rows
