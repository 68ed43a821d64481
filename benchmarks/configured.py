"""The grader of the settings in force, as the product makes it."""

from training.model import shipped_embedder
from viva.adapters.chroma_index import ChromaIndex
from viva.adapters.clocks import SystemClock
from viva.adapters.fts_index import FtsIndex
from viva.cli import context
from viva.content.library import Library
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.notes.search import HybridRetriever
from viva.ports import Grader
from viva.wiring import Models


def configured_grader(name: str, library: Library, evidence: EmbeddedEvidenceModel) -> Grader:
    """`auto` or `llm`. Raises `VivaError` (model-not-configured)."""
    settings = context.settings()
    embedder = shipped_embedder()
    retriever = HybridRetriever(
        library.notes.values,
        lambda: embedder,
        ChromaIndex(settings.index_dir / "chroma"),
        FtsIndex(settings.index_dir / "notes.sqlite"),
    )
    return Models(settings, library, evidence, retriever, SystemClock()).grader(name)
