"""The shipped sentence encoder: all-MiniLM-L6-v2 as int8 ONNX, mean-pooled to unit vectors.

Reimers and Gurevych, Sentence-BERT (EMNLP 2019); Wang et al., MiniLM (NeurIPS 2020).
"""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from viva.domain.errors import ErrorKind, VivaError
from viva.ports import EmbedderCapabilities, Vectors

MAX_TOKENS: Final = 256
BATCH_TOKENS: Final = 1_024


@dataclass(frozen=True, slots=True)
class _Engine:
    tokenizer: Any
    run: Callable[[None, dict[str, Any]], list[Any]]
    inputs: frozenset[str]
    pool: ThreadPoolExecutor


class OnnxEmbedder:
    """Runs on the CPU; the model is loaded by the first text. Thread-safe.

    Texts are batched by length, so that padding costs little, and the batches are shared out among as many
    threads as there are cores: one thread a batch takes less of the processor than several do.
    """

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """`folder` holds `model.onnx` and `tokenizer.json`. Raises `VivaError` (encoder-missing)."""
        if not ((folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file()):
            raise VivaError(
                "encoder-missing",
                f"The sentence encoder is not in {folder}.",
                "Install Viva again: the encoder comes with it.",
                ErrorKind.UNAVAILABLE,
            )
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._engine: _Engine | None = None

    @property
    def capabilities(self) -> EmbedderCapabilities:
        """all-MiniLM-L6-v2, 384 dimensions, 256 tokens."""
        return EmbedderCapabilities("all-MiniLM-L6-v2", "int8-1", 384, MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`; text past `MAX_TOKENS` tokens is not read."""
        vectors = np.zeros((len(texts), self.capabilities.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        engine = self._ready()
        encoded = engine.tokenizer.encode_batch(list(texts))
        lengths = [len(item.ids) for item in encoded]
        batches: list[list[int]] = [[]]
        for i in sorted(range(len(texts)), key=lengths.__getitem__):
            if batches[-1] and lengths[i] * (len(batches[-1]) + 1) > BATCH_TOKENS:
                batches.append([])
            batches[-1].append(i)
        rows_of = [[encoded[i].ids for i in batch] for batch in batches]
        made = engine.pool.map(partial(_forward, engine), rows_of)
        for batch, rows in zip(batches, made, strict=True):
            vectors[batch] = rows
        return vectors

    def _ready(self) -> _Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _load(self._folder, self._threads)
            return self._engine


def _load(folder: Path, threads: int) -> _Engine:
    import onnxruntime
    from tokenizers import Tokenizer

    ort = cast("Any", onnxruntime)
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = cast("Any", Tokenizer.from_file(str(folder / "tokenizer.json")))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    inputs = frozenset(item.name for item in session.get_inputs())
    return _Engine(tokenizer, session.run, inputs, ThreadPoolExecutor(threads, "encoder"))


def _forward(engine: _Engine, rows: Sequence[Sequence[int]]) -> Vectors:
    width = max(len(row) for row in rows)
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    hidden = cast("Vectors", engine.run(None, {k: v for k, v in feed.items() if k in engine.inputs})[0])
    weights = mask[:, :, None].astype(np.float32)
    mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
    norm = np.linalg.norm(mean, axis=1, keepdims=True)
    return (mean / np.maximum(norm, 1e-12)).astype(np.float32)
