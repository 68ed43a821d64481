"""The embedded evidence model: sentence vectors against the rubric's own example sentences."""

import asyncio
from collections.abc import Mapping
from typing import Final

import numpy as np

from viva.domain.evidence import Judgement, Scored, Unscored, evidence_at
from viva.domain.label import Label
from viva.domain.rubric import Criterion
from viva.domain.scorecard import GraderRef
from viva.grading.ledger import Prompts
from viva.grading.normal import normal
from viva.grading.vectors import VectorMemory
from viva.grading.windows import sentences, windows
from viva.ports import Case, Embedder, EvidenceModel, Findings

NEEDS_EXAMPLES: Final = "This criterion has no example sentences, so judging it needs a language model."


class EmbeddedEvidenceModel:
    """Implements `ports.EvidenceModel` over any embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._memory = VectorMemory(embedder)
        self._model = embedder.capabilities

    @property
    def ref(self) -> GraderRef:
        """Which encoder, and the version of the rules over it."""
        return GraderRef("embedded", self._model.model, f"0.1+{self._model.version}")

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each criterion of the case."""
        said = sentences(case.transcript, case.turns)
        runs = windows(said)
        texts = [" ".join(s.text for s in said[w.first : w.last + 1]) for w in runs]
        vectors = self._memory.vectors(texts)
        result: dict[str, Judgement] = {}
        for criterion in case.criteria:
            if not criterion.teachable:
                result[criterion.id] = Unscored(NEEDS_EXAMPLES)
                continue
            if not runs:
                result[criterion.id] = Scored(Label.MISSING, 1.0, "Nothing was said.")
                continue
            scores = vectors @ self._direction(criterion)
            at = int(np.argmax(scores))
            first, last = said[runs[at].first], said[runs[at].last]
            evidence = evidence_at(case.transcript, first.turn, first.span.start, last.span.end)
            label = Label.FULL if scores[at] > 0.25 else Label.PARTIAL if scores[at] > 0.15 else Label.MISSING
            kept = (evidence,) if label else ()
            result[criterion.id] = Scored(
                label, 0.6, criterion.anchors.partial if label else "Not said.", kept
            )
        return result

    def aims(self, case: Case) -> Prompts:  # noqa: ARG002
        """Which criteria the interviewer's turns of a pasted transcript asked for."""
        return {}

    def _direction(self, criterion: Criterion) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        positive = self._memory.vectors([normal(e.text) for e in criterion.positive])
        contrast = self._memory.vectors([normal(e.text) for e in criterion.contrast])
        return positive.mean(axis=0) - contrast.mean(axis=0)


class EmbeddedGrader:
    """Implements `ports.Grader` over an evidence model, in a worker thread."""

    def __init__(self, model: EvidenceModel) -> None:
        self._model = model

    async def grade(self, case: Case) -> Findings:
        """The evidence model's judgements; never raises for what cannot be judged."""
        return Findings(await asyncio.to_thread(self._model.judge, case), self._model.ref)
