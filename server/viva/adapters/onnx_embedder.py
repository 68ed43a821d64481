"""The shipped sentence encoder: all-MiniLM-L6-v2 as int8 ONNX, mean-pooled to unit vectors.

Reimers and Gurevych, Sentence-BERT (EMNLP 2019); Wang et al., MiniLM (NeurIPS 2020).
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from viva.adapters.onnx_texts import Outputs, TextModel
from viva.ports import EmbedderCapabilities, Vectors

MAX_TOKENS: Final = 256
BATCH_TOKENS: Final = 1_024


class OnnxEmbedder:
    """Implements `ports.Embedder`. Thread-safe; the model is loaded by the first text."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """`folder` holds `model.onnx` and `tokenizer.json`. Raises `VivaError` (encoder-missing)."""
        self._model = TextModel(
            folder / "model.onnx",
            folder / "tokenizer.json",
            noun="sentence encoder",
            missing="encoder-missing",
            max_tokens=MAX_TOKENS,
            batch_tokens=BATCH_TOKENS,
            threads=threads,
        )

    @property
    def capabilities(self) -> EmbedderCapabilities:
        """all-MiniLM-L6-v2, 384 dimensions, 256 tokens."""
        return EmbedderCapabilities("all-MiniLM-L6-v2", "int8-1", 384, MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`; text past `MAX_TOKENS` tokens is not read."""
        vectors = np.zeros((len(texts), self.capabilities.dimensions), dtype=np.float32)
        for batch in self._model.outputs(texts):
            vectors[batch.places] = _pooled(batch)
        return vectors


def _pooled(batch: Outputs) -> Vectors:
    weights = batch.mask[:, :, None].astype(np.float32)
    mean = (batch.values[0] * weights).sum(axis=1) / weights.sum(axis=1)
    norm = np.linalg.norm(mean, axis=1, keepdims=True)
    return (mean / np.maximum(norm, 1e-12)).astype(np.float32)
