"""What a candidate said, ready to be marked: sentences, windows over them, and their vectors."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viva.domain.evidence import Evidence, evidence_at
from viva.domain.transcript import Transcript
from viva.grading.context import NEAR, answering, question_before
from viva.grading.memory import VectorMemory
from viva.grading.shown import Floats
from viva.grading.windows import LONGEST, Sentence, Window, sentences, to_grader, windows
from viva.ports import Case

TellsAddress = Callable[[Sequence[str], Floats], NDArray[np.bool_]]
"""Which of the sentences, in normal form and with a unit row for each, address whoever grades."""


@dataclass(frozen=True, slots=True)
class Said:
    """`vectors` has a unit row for each window, `sentence_vectors` one for each sentence. What addresses
    whoever grades, of either side, is in `aside` alone."""

    transcript: Transcript
    sentences: tuple[Sentence, ...]
    windows: tuple[Window, ...]
    vectors: Floats
    sentence_vectors: Floats
    aside: tuple[Sentence, ...]

    def texts(self, longest: int | None = None) -> list[str]:
        """Each window in normal form, those near a turn's beginning after the question that it answers; with
        `longest` only those of so many words at most."""
        openings: dict[int, int] = {}
        for place, sentence in enumerate(self.sentences):
            openings.setdefault(sentence.turn, place)
        asked = {turn: question_before(self.transcript, turn) for turn in openings}
        found: list[str] = []
        for window, words in zip(self.windows, self.words(), strict=True):
            turn = self.sentences[window.first].turn
            text = " ".join(s.text for s in self.sentences[window.first : window.last + 1])
            leans = window.first - openings[turn] < NEAR and (longest is None or words <= longest)
            found.append(answering(asked[turn], text) if leans else text)
        return found

    def words(self) -> list[int]:
        """Each window's word count."""
        return [sum(s.words for s in self.sentences[w.first : w.last + 1]) for w in self.windows]

    def evidence(self, window: Window) -> Evidence:
        """The window as a span of its turn."""
        first, last = self.sentences[window.first], self.sentences[window.last]
        return evidence_at(self.transcript, first.turn, first.span.start, last.span.end)

    def asides(self) -> tuple[Evidence, ...]:
        """What addresses whoever grades as spans of its turns, in order."""
        spans = (evidence_at(self.transcript, s.turn, s.span.start, s.span.end) for s in self.aside)
        return tuple(sorted(spans, key=lambda span: (span.turn, span.start)))

    def sentence_evidence(self, index: int) -> Evidence:
        """One sentence as a span of its turn."""
        return self.evidence(Window(index, index))


def read_case(case: Case, memory: VectorMemory, addressed: TellsAddress | None = None) -> Said:
    """The candidate's words of a case. Only single sentences are embedded; windows are made of them.

    Sentences that `addressed` tells, too, are put aside, as if nobody had said them.
    """
    found = sentences(case.transcript, case.turns)
    aside = to_grader(case.transcript, case.turns)
    texts = [s.text for s in found]
    vectors = memory.vectors(texts).astype(np.float64)
    if found and addressed is not None:
        told = addressed(texts, vectors)
        aside += tuple(found[i] for i in np.flatnonzero(told))
        found, vectors = tuple(found[i] for i in np.flatnonzero(~told)), vectors[~told]
    runs = windows(found)
    return Said(case.transcript, found, runs, _window_vectors(vectors, found, runs), vectors, aside)


def _window_vectors(vectors: Floats, said: Sequence[Sentence], runs: Sequence[Window]) -> Floats:
    """Unit rows: sentences' vectors summed by the root of their lengths."""
    if not runs:
        return np.zeros((0, vectors.shape[1]))
    weighted = vectors * np.sqrt([[sentence.words] for sentence in said])
    first = np.array([run.first for run in runs])
    length = np.array([run.last - run.first for run in runs])
    rows = weighted[first]
    for step in range(1, LONGEST):
        longer = np.flatnonzero(length >= step)
        rows[longer] += weighted[first[longer] + step]
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
