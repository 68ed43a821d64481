"""The shipped sentence encoder: all-MiniLM-L6-v2 as int8 ONNX, mean-pooled to unit vectors.

Reimers and Gurevych, Sentence-BERT (EMNLP 2019); Wang et al., MiniLM (NeurIPS 2020).
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

import numpy as np

from viva.domain.errors import ErrorKind, VivaError
from viva.ports import EmbedderCapabilities, Vectors

MAX_TOKENS: Final = 256
BATCH_TOKENS: Final = 2_048


class OnnxEmbedder:
    """Runs on the CPU. Texts are batched by length, so that padding costs little."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """`folder` holds `model.onnx` and `tokenizer.json`. Raises `VivaError` (encoder-missing)."""
        import onnxruntime
        from tokenizers import Tokenizer

        model, tokenizer = folder / "model.onnx", folder / "tokenizer.json"
        if not (model.is_file() and tokenizer.is_file()):
            raise VivaError(
                "encoder-missing",
                f"The sentence encoder is not in {folder}.",
                "Install Viva again: the encoder comes with it.",
                ErrorKind.UNAVAILABLE,
            )
        ort = cast("Any", onnxruntime)
        options = ort.SessionOptions()
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if threads is not None:
            options.intra_op_num_threads = threads
        session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._inputs = {item.name for item in session.get_inputs()}
        self._run = cast("Callable[[None, dict[str, Any]], list[Any]]", session.run)
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        cast("Any", self._tokenizer).enable_truncation(MAX_TOKENS)

    @property
    def capabilities(self) -> EmbedderCapabilities:
        """all-MiniLM-L6-v2, 384 dimensions, 256 tokens."""
        return EmbedderCapabilities("all-MiniLM-L6-v2", "int8-1", 384, MAX_TOKENS)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit rows in the order of `texts`; text past `MAX_TOKENS` tokens is not read."""
        vectors = np.zeros((len(texts), self.capabilities.dimensions), dtype=np.float32)
        encoded = self._tokenizer.encode_batch(list(texts))
        lengths = [len(item.ids) for item in encoded]
        batch: list[int] = []
        for i in sorted(range(len(texts)), key=lengths.__getitem__):
            if batch and lengths[i] * (len(batch) + 1) > BATCH_TOKENS:
                vectors[batch] = self._forward([encoded[k].ids for k in batch])
                batch = []
            batch.append(i)
        if batch:
            vectors[batch] = self._forward([encoded[k].ids for k in batch])
        return vectors

    def _forward(self, rows: Sequence[Sequence[int]]) -> Vectors:
        width = max(len(row) for row in rows)
        ids = np.zeros((len(rows), width), dtype=np.int64)
        mask = np.zeros((len(rows), width), dtype=np.int64)
        for i, row in enumerate(rows):
            ids[i, : len(row)] = row
            mask[i, : len(row)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = cast("Vectors", self._run(None, {k: v for k, v in feed.items() if k in self._inputs})[0])
        weights = mask[:, :, None].astype(np.float32)
        mean = (hidden * weights).sum(axis=1) / weights.sum(axis=1)
        norm = np.linalg.norm(mean, axis=1, keepdims=True)
        return (mean / np.maximum(norm, 1e-12)).astype(np.float32)
