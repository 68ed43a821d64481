"""Hybrid search over the shipped notes, and what to read for a gap."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from viva.adapters.chroma_index import ChromaIndex
from viva.adapters.fts_index import FtsIndex
from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_indexes import ScriptedLexicalIndex, ScriptedVectorIndex
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.content.library import Library
from viva.content.roots import vectors_file
from viva.domain.errors import VivaError
from viva.domain.note import Hit, Note, Passage
from viva.notes.reading import readings
from viva.notes.search import HybridRetriever
from viva.ports import Vectors

NOTES = (
    Note("drift", "Drift", "Inputs wander away from the training data.\n\nCompare distributions weekly."),
    Note("caches", "Caches", "Keys and values are cached while decoding tokens."),
)

QUERIES = {
    "inputs no longer look like the training data": "drift-detection",
    "when should I retrain the model": "retraining-triggers",
    "send one percent of traffic to the new model and roll back": "shadow-canary-rollback",
    "what happens when the model service is down": "graceful-degradation",
    "rows in the training set that leak the future": "data-quality-and-leakage",
    "items shown at the top get more clicks": "position-and-selection-bias",
    "feature values as they were at the time of the event": "point-in-time-features",
    "how long to run an A/B test": "online-experiments",
    "interleaving two rankers": "interleaving-and-bandits",
    "two-stage retrieval and ranking": "candidate-generation-and-ranking",
    "back of the envelope queries per second": "capacity-and-latency-estimates",
    "start with a heuristic": "start-with-a-baseline",
    "SHAP values": "explainability-shap-lime",
    "equal opportunity across groups": "fairness-audits",
    "differential privacy": "privacy-in-ml",
    "abuse by adversaries": "safety-and-abuse",
    "memory per token while decoding": "kv-cache",
    "rotary position embeddings": "positional-encoding-and-rope",
    "fewer key value heads": "mha-mqa-gqa",
    "root mean square norm": "normalisation-layers-and-rmsnorm",
    "low-rank adapters for fine-tuning": "lora-and-qlora",
    "approximate nearest neighbour graph": "vector-indexes-hnsw",
    "cross-encoder second stage": "reranking-and-query-rewriting",
    "BM25 and dense together": "sparse-dense-hybrid-retrieval",
    "splitting documents into chunks": "chunking-and-embeddings",
    "a model as a judge of answers": "llm-as-judge",
    "instructions hidden in a retrieved page": "prompt-injection-and-llm-security",
    "the model makes up citations": "hallucination-mitigation",
    "nucleus sampling and temperature": "sampling-and-decoding",
    "byte pair encoding": "tokenisation",
    "int4 weights": "quantisation-and-distillation",
    "decoupled weight decay": "adam-and-adamw",
    "loss oscillates because steps are too large": "gradient-descent-and-learning-rate",
    "chain rule through layers": "backpropagation",
    "cross-entropy from maximum likelihood": "mle-and-cross-entropy",
    "lasso makes weights zero": "regularisation-l1-l2",
    "Gini impurity split": "decision-trees",
    "random forest or boosting": "bagging-and-boosting",
    "choose k in k-means": "clustering-k-means-and-beyond",
    "ROC or precision-recall for rare positives": "classification-metrics",
    "predicted probabilities match frequencies": "calibration",
    "eigenvectors of the covariance matrix": "svd-and-pca",
    "say I rather than we": "own-your-actions",
    "put a number on the outcome": "quantifying-results",
    "a disagreement with a colleague": "conflict-stories",
    "explaining a model to lawyers": "working-with-product-and-legal",
    "what I learned from it": "reflection-that-is-specific",
    "tell me about yourself": "tell-me-about-yourself",
}


def _scripted(notes: Sequence[Note]) -> HybridRetriever:
    return HybridRetriever(lambda: notes, ScriptedEmbedder, ScriptedVectorIndex(), ScriptedLexicalIndex())


def test_one_passage_a_note_and_nothing_for_nothing() -> None:
    retriever = _scripted(NOTES)
    hits = retriever.search("inputs and training data, distributions weekly", 5)
    assert hits[0].passage.note == "drift"
    assert len({hit.passage.note for hit in hits}) == len(hits)
    assert retriever.search("   ") == ()
    assert retriever.search("drift", 0) == ()


def test_it_searches_by_words_when_vectors_cannot_be_had(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(ScriptedVectorIndex):
        def build(self, version: str, passages: Sequence[Passage], vectors: Callable[[], Vectors]) -> None:  # noqa: ARG002
            raise VivaError("index-unavailable", "No index.", "")

    retriever = HybridRetriever(lambda: NOTES, ScriptedEmbedder, Broken(), ScriptedLexicalIndex())
    assert [hit.passage.note for hit in retriever.search("cached decoding")] == ["caches"]
    assert "words only" in caplog.text


def _gone(folder: Path) -> None:
    shutil.rmtree(folder)


def _garbled(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"garbage" * 300)


def _no_words(folder: Path) -> None:
    (folder / "n.sqlite").unlink()


@pytest.mark.parametrize("damage", [_gone, _garbled, _no_words])
def test_indexes_lost_while_it_is_at_work_are_made_again(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "index"
    retriever = HybridRetriever(
        lambda: NOTES, ScriptedEmbedder, ChromaIndex(folder / "chroma"), FtsIndex(folder / "n.sqlite")
    )
    before = retriever.search("cached decoding")
    damage(folder)
    assert retriever.search("cached decoding") == before
    assert retriever.search("training data")[0].passage.note == "drift"
    fresh = FtsIndex(folder / "n.sqlite")
    assert fresh.match("cached", 1)  # on disk again, for the next process too


def test_a_vector_index_that_breaks_is_built_once_more() -> None:
    class Fragile(ScriptedVectorIndex):
        broken = False
        built = 0

        def build(self, version: str, passages: Sequence[Passage], vectors: Callable[[], Vectors]) -> None:
            super().build(version, passages, vectors)
            self.built += 1
            self.broken = False

        def nearest(self, vector: NDArray[np.float32], limit: int) -> Sequence[str]:
            if self.broken:
                raise VivaError("index-unavailable", "Lost.", "")
            return super().nearest(vector, limit)

    vectors = Fragile()
    retriever = HybridRetriever(lambda: NOTES, ScriptedEmbedder, vectors, ScriptedLexicalIndex())
    before = retriever.search("cached decoding")
    vectors.broken = True
    assert retriever.search("cached decoding") == before
    assert vectors.built == 2


def test_a_gap_names_the_linked_notes_where_no_search_works(library: Library) -> None:
    class Lost:
        def search(self, query: str, limit: int = 5) -> Sequence[Hit]:
            del query, limit
            raise VivaError("index-unavailable", "Lost.", "")

    criterion = library.rubric("system-design").criterion("drift_retraining")
    question = library.question("card-fraud-scoring")
    assert readings(criterion, question, library.notes, Lost()) == readings(
        criterion, question, library.notes, None
    )


@pytest.mark.model
def test_the_right_note_is_among_the_first_five(
    library: Library, embedder: OnnxEmbedder, tmp_path: Path
) -> None:
    shipped = ShippedEmbedder(embedder, vectors_file())
    retriever = HybridRetriever(
        library.notes.values,
        lambda: shipped,
        ChromaIndex(tmp_path / "chroma"),
        FtsIndex(tmp_path / "n.sqlite"),
    )
    missed = {
        query: [hit.passage.note for hit in retriever.search(query, 5)]
        for query, note in QUERIES.items()
        if note not in [hit.passage.note for hit in retriever.search(query, 5)]
    }
    assert len(missed) <= len(QUERIES) * 0.1, missed  # recall@5


def test_linked_notes_come_first_and_search_adds_to_them(library: Library) -> None:
    rubric = library.rubric("system-design")
    question = library.question("card-fraud-scoring")
    criterion = rubric.criterion("drift_retraining")
    assert readings(criterion, question, library.notes, None)[0] == criterion.notes[0]
    retriever = _scripted(tuple(library.notes.values()))
    found = readings(criterion, question, library.notes, retriever, limit=4)
    assert criterion.notes[0] in found
    fitting = {name for name, note in library.notes.items() if criterion.id in note.criteria}
    assert set(found) <= fitting | set(question.notes) | set(criterion.notes)
