"""Makes `server/viva/data/vectors.npz`: the vectors of every text that shipped content has embedded.

Run it after a change of content or of the encoder: `make vectors`. A test fails while a vector is missing.
"""

import sys
import threading
from collections.abc import Iterable, Sequence

from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.adapters.shipped_vectors import ShippedEmbedder, save_vectors
from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.content.roots import encoder_dir, shipped_root, vectors_file
from viva.domain.question import Question
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.interview.clarify import sheet_of
from viva.notes.passages import passages
from viva.notes.reading import gap_query
from viva.ports import Case, Embedder, EmbedderCapabilities, Vectors

SAID = "Hello."


class Recorder:
    """An embedder that notes what it is asked for."""

    def __init__(self, inner: Embedder) -> None:
        self._inner = inner
        self._lock = threading.Lock()
        self.texts: dict[str, None] = {}

    @property
    def capabilities(self) -> EmbedderCapabilities:
        """The inner embedder's."""
        return self._inner.capabilities

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The inner embedder's vectors."""
        with self._lock:
            self.texts.update(dict.fromkeys(texts))
        return self._inner.embed(texts)


def wanted(library: Library, questions: Iterable[Question], embedder: Embedder) -> list[str]:
    """Every text that grading, clarifying and searching these questions embeds, whatever is said."""
    recorder = Recorder(embedder)
    model = EmbeddedEvidenceModel(ScriptedReader(), recorder)
    transcript = Transcript((Turn(Speaker.INTERVIEWER, SAID), Turn(Speaker.CANDIDATE, SAID)))
    for question in questions:
        rubric = library.rubric(question.bank)
        criteria = leg_criteria(rubric, question)
        case = Case(rubric, criteria, question, transcript, (0, 1))
        model.judge(case)
        model.aims(case)
        recorder.embed([gap_query(criterion) for criterion in criteria])
        recorder.embed(sheet_of(question).texts)
    for note in library.notes.values():
        recorder.embed([passage.text for passage in passages(note)])
    return sorted(recorder.texts)


def main() -> None:
    """Writes the file; texts whose vectors it holds already are not embedded again."""
    encoder = OnnxEmbedder(encoder_dir())
    known = ShippedEmbedder(encoder, vectors_file())
    library = Library((shipped_root(),))
    texts = wanted(library, library.questions.values(), known)
    count = save_vectors(vectors_file(), encoder, texts)
    sys.stdout.write(f"{count} vectors, {vectors_file().stat().st_size / 1e6:.1f} MB\n")


if __name__ == "__main__":
    main()
