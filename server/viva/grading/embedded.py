"""The embedded evidence model: sentence vectors and words against the rubric's own examples."""

import asyncio
import copy
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from viva.content.criteria import EXPLAIN
from viva.domain.evidence import Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.rubric import Criterion
from viva.domain.scorecard import GraderRef
from viva.grading.aims import aims
from viva.grading.deciding import Reading, Thresholds, read
from viva.grading.judging import Marking, judgement
from viva.grading.ledger import Prompts
from viva.grading.lessons import Lessons, learn
from viva.grading.own_points import own_point
from viva.grading.reasons import NOTHING_SAID
from viva.grading.said import Said, read_case
from viva.grading.vectors import VectorMemory
from viva.grading.windows import MAX_WORDS
from viva.ports import Case, Embedder, EvidenceModel, Findings

VERSION: Final = "1"
"""Changes whenever labels may."""

NEEDS_EXAMPLES: Final = "This criterion has no example sentences, so judging it needs a language model."
_LESSONS_KEPT: Final = 96
SHIPPED: Final = Thresholds()


class EmbeddedEvidenceModel:
    """Implements `ports.EvidenceModel` over any embedder. Safe with threads.

    Marking again with one more sentence embeds that sentence alone.
    """

    def __init__(self, embedder: Embedder, thresholds: Thresholds = SHIPPED) -> None:
        self._thresholds = thresholds
        self._memory = VectorMemory(embedder)
        self._model = embedder.capabilities
        self._lessons: OrderedDict[tuple[object, ...], Lessons] = OrderedDict()
        self._lock = threading.Lock()

    def at(self, thresholds: Thresholds) -> "EmbeddedEvidenceModel":
        """The same model with other thresholds. It shares what was learnt and embedded."""
        other = copy.copy(self)
        other._thresholds = thresholds  # noqa: SLF001 of the same class
        return other

    @property
    def ref(self) -> GraderRef:
        """Which encoder, and the version of the rules over it."""
        return GraderRef("embedded", self._model.model, f"{VERSION}+{self._model.version}")

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each of the case's criteria, by id."""
        said = read_case(case, self._memory)
        markings = self._markings(case, said)
        own = {point.id for point in case.question.key_points}
        found: dict[str, Judgement] = {}
        for criterion in case.criteria:
            if criterion.id in markings:
                found[criterion.id] = judgement(criterion, markings[criterion.id], said, case)
            elif not criterion.teachable and criterion.id not in own:
                found[criterion.id] = Unscored(NEEDS_EXAMPLES)
            elif not said.windows:
                found[criterion.id] = Scored(Label.MISSING, 1.0, NOTHING_SAID)
            else:
                found[criterion.id] = own_point(criterion, said, self._memory)
        return found

    def readings(self, case: Case) -> Mapping[str, Reading]:
        """What the judgements rest on, by id of the criteria that have examples; empty without words."""
        markings = self._markings(case, read_case(case, self._memory))
        return {name: marking.reading for name, marking in markings.items()}

    def aims(self, case: Case) -> Prompts:
        """Which criteria the interviewer's turns of a pasted transcript asked for. It embeds."""
        return aims(case, self._memory)

    def _markings(self, case: Case, said: Said) -> dict[str, Marking]:
        found: dict[str, Marking] = {}
        if not said.windows:
            return found
        for criteria in _groups(case):
            lessons = self._learnt(criteria, rivals=_rivals(case, criteria))
            scores = lessons.scores(said.vectors, said.texts(), said.words())
            for column, criterion in enumerate(criteria):
                own = scores[:, column]
                found[criterion.id] = Marking(
                    read(own, said.windows, said.sentences, self._thresholds), own, lessons.shown[column]
                )
        return found

    def _learnt(self, criteria: tuple[Criterion, ...], *, rivals: bool) -> Lessons:
        key = (rivals, *(_content(criterion) for criterion in criteria))
        with self._lock:  # held while learning, so that many who need the same lessons learn them once
            known = self._lessons.get(key)
            if known is None:
                known = self._lessons[key] = learn(criteria, self._memory, rivals=rivals)
                while len(self._lessons) > _LESSONS_KEPT:
                    self._lessons.popitem(last=False)
            self._lessons.move_to_end(key)
            return known


class EmbeddedGrader:
    """Implements `ports.Grader` over an evidence model, in a worker thread."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    async def grade(self, case: Case) -> Findings:
        """The evidence model's judgements; never raises for what cannot be judged."""
        words = sum(len(turn.text.split()) for i, turn in case.transcript.candidate() if i in case.turns)
        long = f"Only about the first {MAX_WORDS:,} of your words were read." if words > MAX_WORDS else None
        judgements = await asyncio.to_thread(self._model.judge, case)
        return Findings(judgements, self._model.ref, (long,) if long else ())


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
