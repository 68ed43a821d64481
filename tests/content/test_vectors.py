"""The vectors that ship are those of the content that ships."""

from collections.abc import Sequence

import pytest

from vectors import SAID, wanted
from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.content.library import Library
from viva.content.roots import vectors_file
from viva.grading.normal import normal
from viva.ports import EmbedderCapabilities, Vectors

EVERY = 9
"""Key points belong to their question alone, so a part of the questions shows a forgotten `make vectors`."""


class Watched:
    """The encoder, with a note of what it had to compute."""

    def __init__(self, inner: OnnxEmbedder) -> None:
        self._inner = inner
        self.computed: list[str] = []

    @property
    def capabilities(self) -> EmbedderCapabilities:
        return self._inner.capabilities

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.computed += texts
        return self._inner.embed(texts)


@pytest.mark.model
def test_no_shipped_sentence_has_to_be_embedded_again(library: Library, embedder: OnnxEmbedder) -> None:
    watched = Watched(embedder)
    shipped = ShippedEmbedder(watched, vectors_file())
    questions = sorted(library.questions.values(), key=lambda question: question.id)[::EVERY]
    assert {question.bank for question in questions} == set(library.rubrics)
    wanted(library, questions, shipped)
    missing = set(watched.computed) - {SAID, normal(SAID)}
    assert not missing, "run `make vectors`"
