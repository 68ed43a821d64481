"""A text model as ONNX with its tokenizer: texts, or pairs of texts, to the model's outputs, in batches."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from viva.domain.errors import ErrorKind, VivaError

Text = str | tuple[str, str]
"""A text alone, or two that are read together."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Outputs:
    """What a batch gave: `places` among the texts, the model's outputs, and which tokens were text."""

    places: Sequence[int]
    values: Sequence[Floats]
    mask: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Engine:
    tokenizer: Any
    run: Callable[[None, dict[str, Any]], list[Any]]
    inputs: frozenset[str]
    pool: ThreadPoolExecutor


class TextModel:
    """Runs on the CPU; loaded by the first text. Thread-safe.

    Texts are batched by length, so that padding costs little, and the batches are shared out among as many
    threads as there are cores: one thread a batch takes less of the processor than several do.
    """

    def __init__(
        self,
        model: Path,
        tokenizer: Path,
        *,
        noun: str,
        missing: str,
        max_tokens: int,
        batch_tokens: int,
        threads: int | None = None,
    ) -> None:
        """Both are files. Raises `VivaError` with the code `missing` where one is not there.

        Activations are quantised by the batch: with `batch_tokens` 1 every text is a batch, and what it gives
        does not depend on its neighbours.
        """
        if not (model.is_file() and tokenizer.is_file()):
            raise VivaError(
                missing,
                f"The {noun} is not in {model.parent}.",
                "Install Viva again: it comes with it.",
                ErrorKind.UNAVAILABLE,
            )
        self._model = model
        self._tokenizer = tokenizer
        self._max_tokens = max_tokens
        self._batch_tokens = batch_tokens
        self._threads = threads or os.cpu_count() or 1
        self._lock = threading.Lock()
        self._engine: _Engine | None = None

    def outputs(self, texts: Sequence[Text]) -> Iterator[Outputs]:
        """Each text in one batch's outputs; text past the model's length is not read."""
        if not texts:
            return
        engine = self._ready()
        encoded = engine.tokenizer.encode_batch(list(texts))
        lengths = [len(item.ids) for item in encoded]
        batches: list[list[int]] = [[]]
        for i in sorted(range(len(texts)), key=lengths.__getitem__):
            if batches[-1] and lengths[i] * (len(batches[-1]) + 1) > self._batch_tokens:
                batches.append([])
            batches[-1].append(i)
        yield from engine.pool.map(partial(_forward, engine, encoded), batches)

    def _ready(self) -> _Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _load(self._model, self._tokenizer, self._max_tokens, self._threads)
            return self._engine


def _load(model: Path, words: Path, max_tokens: int, threads: int) -> _Engine:
    import onnxruntime
    from tokenizers import Tokenizer

    ort = cast("Any", onnxruntime)
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    tokenizer = cast("Any", Tokenizer.from_file(str(words)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_tokens)
    inputs = frozenset(item.name for item in session.get_inputs())
    return _Engine(tokenizer, session.run, inputs, ThreadPoolExecutor(threads, "text-model"))


def _forward(engine: _Engine, encoded: Sequence[Any], places: Sequence[int]) -> Outputs:
    width = max(len(encoded[i].ids) for i in places)
    ids, mask, types = (np.zeros((len(places), width), dtype=np.int64) for _ in range(3))
    for row, i in enumerate(places):
        item = encoded[i]
        ids[row, : len(item.ids)] = item.ids
        types[row, : len(item.ids)] = item.type_ids
        mask[row, : len(item.ids)] = 1
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    values = engine.run(None, {k: v for k, v in feed.items() if k in engine.inputs})
    return Outputs(places, cast("list[Floats]", values), mask)
