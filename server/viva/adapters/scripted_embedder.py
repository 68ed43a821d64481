"""A deterministic embedder without a model: hashed words and word pairs. For tests and demos."""

import hashlib
import itertools
import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from viva.ports import EmbedderCapabilities, Vectors

_WORD: Final = re.compile(r"[^\W_]+")


class ScriptedEmbedder:
    """Texts that share words are near each other. Counts how many texts it was asked to embed."""

    def __init__(self, dimensions: int = 256) -> None:
        self._dimensions = dimensions
        self.embedded = 0

    @property
    def capabilities(self) -> EmbedderCapabilities:
        """The hashed bag of words."""
        return EmbedderCapabilities("scripted", "1", self._dimensions, 10_000)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows; a text without words is the first axis."""
        self.embedded += len(texts)
        rows = np.zeros((len(texts), self._dimensions), dtype=np.float32)
        for i, text in enumerate(texts):
            words = [word.lower() for word in _WORD.findall(text)]
            for token in [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words))]:
                digest = hashlib.blake2b(token.encode(), digest_size=8).digest()
                rows[i, int.from_bytes(digest[:4], "big") % self._dimensions] += (
                    1.0 if digest[4] & 1 else -1.0
                )
            if not rows[i].any():
                rows[i, 0] = 1.0
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
