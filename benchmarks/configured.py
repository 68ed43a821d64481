"""The grader of the settings in force, as the product makes it, but that it remembers nothing."""

from subject import Embedded, Subject
from training.model import shipped_embedder
from viva.adapters.chroma_index import ChromaIndex
from viva.adapters.clocks import SystemClock
from viva.adapters.fts_index import FtsIndex
from viva.cli import context
from viva.content.library import Library
from viva.grading.embedded import EmbeddedGrader
from viva.notes.search import HybridRetriever
from viva.settings import Settings
from viva.wiring import Models, local_model_file


def embedded_subject(embedded: Embedded) -> Subject:
    """The embedded grader with what it ships with."""
    ref = embedded.model.ref
    return Subject(
        EmbeddedGrader(embedded.model), f"the embedded grader, {ref.model}, {ref.version}", embedded
    )


def configured_subject(name: str, library: Library, embedded: Embedded) -> Subject:
    """For `embedded`, `auto` or `llm`: whichever grader the settings make of it.

    Raises `VivaError` (model-not-configured).
    """
    if name == "embedded":
        return embedded_subject(embedded)
    settings = context.settings()
    embedder = shipped_embedder()
    retriever = HybridRetriever(
        library.notes.values,
        lambda: embedder,
        ChromaIndex(settings.index_dir / "chroma"),
        FtsIndex(settings.index_dir / "notes.sqlite"),
    )
    models = Models(settings, library, embedded.model, retriever, SystemClock(), remembers=False)
    grader = models.grader(name)
    if isinstance(grader, EmbeddedGrader):
        return embedded_subject(embedded)
    return Subject(grader, _model(settings))


def _model(settings: Settings) -> str:
    if settings.has_endpoint:
        return f"{settings.llm_model or 'the first model'} of {settings.openai_base_url or 'the endpoint'}"
    file = local_model_file(settings)
    return file.stem if file else "the local model"
