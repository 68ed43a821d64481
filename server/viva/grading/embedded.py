"""The embedded evidence model: sentence vectors and words against the rubric's own examples."""

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.content.criteria import EXPLAIN
from viva.domain.evidence import Evidence, Judgement, Scored, Unscored, evidence_at
from viva.domain.label import Label
from viva.domain.rubric import Criterion
from viva.domain.scorecard import GraderRef
from viva.domain.transcript import Transcript
from viva.grading.deciding import Reading, read
from viva.grading.ledger import Prompts
from viva.grading.lessons import Lessons, learn
from viva.grading.lexicon import Floats
from viva.grading.vectors import VectorMemory
from viva.grading.windows import LONGEST, Sentence, Window, sentences, windows
from viva.ports import Case, Embedder, EvidenceModel, Findings

VERSION: Final = "1"
NEEDS_EXAMPLES: Final = "This criterion has no example sentences, so judging it needs a language model."
NOTHING_SAID: Final = "Nothing was said."
NEAR_THE_LINE: Final = (
    "These words are near the line between covered and not. It counts neither for you nor against you."
)
_LESSONS_KEPT: Final = 96


@dataclass(frozen=True, slots=True)
class _Said:
    """What is marked: sentences, windows over them and the windows' vectors."""

    transcript: Transcript
    sentences: tuple[Sentence, ...]
    windows: tuple[Window, ...]
    vectors: Floats
    sentence_vectors: Floats

    def texts(self) -> list[list[str]]:
        """Each window's sentences in normal form."""
        return [[s.text for s in self.sentences[w.first : w.last + 1]] for w in self.windows]

    def words(self) -> list[int]:
        """Each window's word count."""
        return [sum(s.words for s in self.sentences[w.first : w.last + 1]) for w in self.windows]

    def evidence(self, window: Window) -> Evidence:
        """The window as a span of its turn."""
        first, last = self.sentences[window.first], self.sentences[window.last]
        return evidence_at(self.transcript, first.turn, first.span.start, last.span.end)


class EmbeddedEvidenceModel:
    """Implements `ports.EvidenceModel` over any embedder. Safe with threads.

    Only single sentences are embedded; a window's vector is made of theirs. So marking again with one more
    sentence embeds that sentence alone.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._memory = VectorMemory(embedder)
        self._model = embedder.capabilities
        self._lessons: OrderedDict[tuple[object, ...], Lessons] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def ref(self) -> GraderRef:
        """Which encoder, and the version of the rules over it."""
        return GraderRef("embedded", self._model.model, f"{VERSION}+{self._model.version}")

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each of the case's criteria, by id."""
        said = self._said(case)
        readings = self._readings(case, said)
        return {
            criterion.id: _judgement(criterion, readings.get(criterion.id), said)
            for criterion in case.criteria
        }

    def readings(self, case: Case) -> Mapping[str, Reading]:
        """What the judgements rest on, by id of the criteria that have examples; empty without words."""
        return self._readings(case, self._said(case))

    def _readings(self, case: Case, said: _Said) -> dict[str, Reading]:
        found: dict[str, Reading] = {}
        if not said.windows:
            return found
        for criteria in _groups(case):
            lessons = self._learnt(criteria, rivals=_rivals(case, criteria))
            scores = lessons.scores(said.vectors, said.texts(), said.words())
            for column, criterion in enumerate(criteria):
                found[criterion.id] = read(scores[:, column], said.windows, said.sentences)
        return found

    def aims(self, case: Case) -> Prompts:  # noqa: ARG002
        """Which criteria the interviewer's turns of a pasted transcript asked for."""
        return {}

    def _said(self, case: Case) -> _Said:
        said = sentences(case.transcript, case.turns)
        runs = windows(said)
        vectors = self._memory.vectors([s.text for s in said]).astype(np.float64)
        return _Said(case.transcript, said, runs, _window_vectors(vectors, said, runs), vectors)

    def _learnt(self, criteria: tuple[Criterion, ...], *, rivals: bool) -> Lessons:
        key = (rivals, *(_content(criterion) for criterion in criteria))
        with self._lock:
            known = self._lessons.get(key)
            if known is not None:
                self._lessons.move_to_end(key)
                return known
        fresh = learn(criteria, self._memory, rivals=rivals)
        with self._lock:
            self._lessons[key] = fresh
            while len(self._lessons) > _LESSONS_KEPT:
                self._lessons.popitem(last=False)
        return fresh


class EmbeddedGrader:
    """Implements `ports.Grader` over an evidence model, in a worker thread."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    async def grade(self, case: Case) -> Findings:
        """The evidence model's judgements; never raises for what cannot be judged."""
        return Findings(await asyncio.to_thread(self._model.judge, case), self._model.ref)


def _groups(case: Case) -> list[tuple[Criterion, ...]]:
    """Criteria that are told from one another: key points, and the rubric's own."""
    own = {criterion.id for criterion in case.rubric.criteria}
    taught = [criterion for criterion in case.criteria if criterion.teachable]
    split = (tuple(c for c in taught if c.id not in own), tuple(c for c in taught if c.id in own))
    return [group for group in split if group]


def _rivals(case: Case, criteria: Sequence[Criterion]) -> bool:
    """Whether these criteria exclude one another. Beside key points the rubric's own cut across topics."""
    own = {criterion.id for criterion in case.rubric.criteria}
    across = any(phase.id == EXPLAIN for phase in case.rubric.phases)
    return not (across and criteria[0].id in own)


def _content(criterion: Criterion) -> tuple[object, ...]:
    points = tuple((point.text, point.examples) for point in criterion.sub_points)
    return (criterion.id, criterion.name, criterion.meaning, criterion.positive, criterion.contrast, points)


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


def _judgement(criterion: Criterion, reading: Reading | None, said: _Said) -> Judgement:
    if not criterion.teachable:
        return Unscored(NEEDS_EXAMPLES)
    if reading is None:
        return Scored(Label.MISSING, 1.0, NOTHING_SAID)
    evidence = tuple(said.evidence(window) for window in reading.best)
    label = reading.label
    if label is None:
        return Unscored(NEAR_THE_LINE, reading.confidence, "", evidence[:1])
    if label is Label.MISSING:
        return Scored(label, reading.confidence, "Not said.")
    return Scored(label, reading.confidence, criterion.anchors.partial, evidence)
