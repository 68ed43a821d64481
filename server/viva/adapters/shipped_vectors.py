"""An embedder that need not compute what ships: the vectors of all shipped example sentences and notes."""

import hashlib
import logging
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from viva.ports import Embedder, EmbedderCapabilities, Vectors

_log: Final = logging.getLogger("viva.vectors")


class ShippedEmbedder:
    """Wraps an embedder with a file of vectors made by `save_vectors`.

    Every vector is rounded to float16, the form in which they ship, so that a text has the same vector
    whether it ships or is computed.
    """

    def __init__(self, inner: Embedder, file: Path | None) -> None:
        """A file that is missing, damaged or of another encoder is not used: vectors are computed instead."""
        self._inner = inner
        self._keys, self._rows = _load(file, inner.capabilities)

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def capabilities(self) -> EmbedderCapabilities:
        """The inner embedder's, with the rounding in its version."""
        inner = self._inner.capabilities
        return EmbedderCapabilities(inner.model, f"{inner.version}-f16", inner.dimensions, inner.max_tokens)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One unit row a text (to within float16), in order."""
        result = np.zeros((len(texts), self._inner.capabilities.dimensions), dtype=np.float32)
        wanted = np.array([_key(text) for text in texts], dtype=np.uint64)
        at = np.searchsorted(self._keys, wanted)
        known = np.zeros(len(texts), dtype=np.bool_)
        inside = at < len(self._keys)
        known[inside] = self._keys[at[inside]] == wanted[inside]
        result[known] = self._rows[at[known]]
        missing = [i for i in range(len(texts)) if not known[i]]
        if missing:
            result[missing] = _rounded(self._inner.embed([texts[i] for i in missing]))
        return result


def save_vectors(file: Path, embedder: Embedder, texts: Sequence[str]) -> int:
    """Writes the vectors of `texts` for `ShippedEmbedder`; returns how many different ones there are."""
    unique = {_key(text): text for text in texts}
    keys = np.array(list(unique), dtype=np.uint64)
    rows = embedder.embed(list(unique.values())).astype(np.float16)
    order = np.argsort(keys, kind="stable")
    with file.open("wb") as out:
        np.savez(out, keys=keys[order], rows=rows[order], encoder=np.array(_identity(embedder.capabilities)))
    return len(unique)


def _load(
    file: Path | None, capabilities: EmbedderCapabilities
) -> tuple[NDArray[np.uint64], NDArray[np.float16]]:
    if file is not None and file.is_file():
        try:
            with file.open("rb") as content, np.load(content, allow_pickle=False) as data:
                if str(data["encoder"]) == _identity(capabilities):
                    return data["keys"], data["rows"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
            _log.warning("%s is damaged, so starting takes longer: %s. Install Viva again.", file, error)
    return np.zeros(0, dtype=np.uint64), np.zeros((0, capabilities.dimensions), dtype=np.float16)


def _identity(capabilities: EmbedderCapabilities) -> str:
    return f"{capabilities.model} {capabilities.version} {capabilities.dimensions}"


def _key(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _rounded(vectors: Vectors) -> Vectors:
    return vectors.astype(np.float16).astype(np.float32)
