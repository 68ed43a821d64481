"""The product as it is wired, over the content and encoder that all tests share."""

from collections.abc import Callable
from pathlib import Path

import pytest
from wired import SAID, Product

from viva import wiring
from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.onnx_evidence import OnnxEvidence
from viva.adapters.scripted_indexes import ScriptedVectorIndex
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.content.library import Library
from viva.content.roots import vectors_file
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.grading.gate import shipped_gate


@pytest.fixture(scope="session")
def evidence(reader: OnnxEvidence, embedder: OnnxEmbedder) -> EmbeddedEvidenceModel:
    """The embedded judge; what it has learnt of a rubric is kept for all tests."""
    return EmbeddedEvidenceModel(reader, ShippedEmbedder(embedder, vectors_file()), shipped_gate)


@pytest.fixture
def product(
    monkeypatch: pytest.MonkeyPatch, library: Library, embedder: OnnxEmbedder, evidence: EmbeddedEvidenceModel
) -> Product:
    """All that ships; what takes long to load is loaded once for all tests, and pauses are short."""

    def shared(thing: object) -> Callable[..., object]:
        return lambda *_: thing

    monkeypatch.setattr(wiring, "Library", shared(library))
    monkeypatch.setattr(wiring, "OnnxEmbedder", shared(embedder))
    monkeypatch.setattr(wiring, "EmbeddedEvidenceModel", shared(evidence))
    monkeypatch.setattr(wiring, "ChromaIndex", shared(ScriptedVectorIndex()))
    return Product(monkeypatch)


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    """A pasted answer in a file."""
    file = tmp_path / "answer.txt"
    file.write_text(SAID, "utf-8")
    return file
