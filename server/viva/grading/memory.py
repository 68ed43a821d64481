"""What models made of texts, remembered: marking again with one more sentence reads that sentence only."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from viva.ports import Embedder, Vectors

ITEMS: Final = 20_000
"""Texts kept at most: of sentence vectors 31 MB."""

Key = TypeVar("Key", bound=Hashable)
Row = NDArray[np.float32]


class RowMemory(Generic[Key]):
    """A least-recently-used memory over anything that makes one array a text. Safe with threads."""

    def __init__(self, items: int = ITEMS) -> None:
        self._items = items
        self._known: OrderedDict[Key, Row] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()

    def __len__(self) -> int:
        return len(self._known)

    def rows(self, keys: Sequence[Key], make: Callable[[list[Key]], Sequence[Row]]) -> list[Row]:
        """One array a key, in order; `make` is asked once for those that are not known.

        Those who need the same at the same time wait for the one who makes it.
        """
        found = self._found(keys)
        if len(found) < len(set(keys)):
            with self._making:
                found = self._found(keys)
                absent = [key for key in dict.fromkeys(keys) if key not in found]
                if absent:
                    found.update(zip(absent, make(absent), strict=True))
                    self._keep({key: found[key].copy() for key in absent})
        return [found[key] for key in keys]

    def _found(self, keys: Sequence[Key]) -> dict[Key, Row]:
        with self._lock:
            found = {key: self._known[key] for key in keys if key in self._known}
            for key in found:
                self._known.move_to_end(key)
        return found

    def _keep(self, made: Mapping[Key, Row]) -> None:
        with self._lock:
            self._known.update(made)
            while len(self._known) > self._items:
                self._known.popitem(last=False)


class VectorMemory:
    """An embedder that remembers."""

    def __init__(self, embedder: Embedder, items: int = ITEMS) -> None:
        self._embedder = embedder
        self._memory = RowMemory[str](items)

    def __len__(self) -> int:
        return len(self._memory)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`, shape (n, dimensions)."""
        rows = self._memory.rows(texts, lambda absent: list(self._embedder.embed(absent)))
        return np.stack(rows) if rows else np.zeros((0, self._embedder.capabilities.dimensions), np.float32)
