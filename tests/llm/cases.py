"""A small case to judge, and judges' replies for it."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.domain.evidence import Evidence, Judgement, Scored
from viva.domain.label import Label, Verdict
from viva.domain.level import Level
from viva.domain.question import Question
from viva.domain.rubric import Anchors, Criterion, Rubric, RubricPhase, Scale
from viva.domain.scorecard import GraderRef
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.memory import VectorMemory
from viva.grading.normal import normal
from viva.grading.said import read_case
from viva.grading.shown import Floats
from viva.ports import Case

WATCH = "I'd watch the null rate on each input, and page the on-call above five per cent."
CANARY = "It goes to one per cent of traffic first, and rolls back by itself if errors double."


def criterion(name: str, phase: str = "monitoring") -> Criterion:
    return Criterion(
        id=name,
        name=name.replace("_", " ").capitalize(),
        phase=phase,
        weight=1.0,
        meaning=f"What {name} means.",
        anchors=Anchors("Nothing said.", "Named only.", "Said in full."),
        positive=(),
        contrast=(),
        strong_answer=f"all of {name}",
    )


def case(*turns: tuple[str, str], criteria: Sequence[str] = ("monitoring", "rollout")) -> Case:
    """Turns are (speaker's first letter, text)."""
    said = turns or (("i", "How would you run it?"), ("c", f"{CANARY} {WATCH}"))
    built = tuple(criterion(name) for name in criteria)
    rubric = Rubric(
        "design", "1", "System design", (RubricPhase("monitoring", "Monitoring"),), built, Scale(25, 50, 75),
        Verdict.NO_HIRE,
    )  # fmt: skip
    question = Question("q", "design", "A feed", "Design a feed.", frozenset(Level), 40)
    speakers = {"i": Speaker.INTERVIEWER, "c": Speaker.CANDIDATE}
    transcript = Transcript(tuple(Turn(speakers[who], text) for who, text in said))
    return Case(rubric, built, question, transcript, tuple(range(len(said))))


def verdict(name: str, label: object, *quotes: str, reason: str = "You said so.") -> dict[str, object]:
    return {"id": name, "quotes": list(quotes), "reason": reason, "label": label}


def reply(*results: Mapping[str, object]) -> str:
    return json.dumps({"results": list(results)})


GOOD = reply(verdict("monitoring", "full", WATCH), verdict("rollout", "partial", CANARY))


class FixedEvidence:
    """An evidence model that finds what it is given, else nothing, and counts how often it was asked.

    Talk to whoever grades it tells by its marks, and the sentences of `aside` besides.
    """

    def __init__(self, found: Mapping[str, Judgement] | None = None, aside: Sequence[str] = ()) -> None:
        self._found = found or {}
        self._aside = [normal(text) for text in aside]
        self.asked: list[tuple[str, ...]] = []

    @property
    def ref(self) -> GraderRef:
        return GraderRef("embedded", "fixed", "1")

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        self.asked.append(tuple(c.id for c in case.criteria))
        nothing = Scored(Label.MISSING, 0.6, "Not said.")
        return {c.id: self._found.get(c.id, nothing) for c in case.criteria}

    def asides(self, case: Case) -> Sequence[Evidence]:
        def told(texts: Sequence[str], _: Floats) -> NDArray[np.bool_]:
            return np.array([text in self._aside for text in texts])

        return read_case(case, VectorMemory(ScriptedEmbedder()), told).asides()
