"""The result of grading: labels with quotes, phase scores, a score and a mechanical verdict."""

from dataclasses import dataclass
from typing import Literal

from viva.domain.delivery import Delivery
from viva.domain.evidence import Judgement
from viva.domain.label import Prompted, Verdict


@dataclass(frozen=True, slots=True)
class RubricRef:
    """Which rubric, exactly."""

    id: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class GraderRef:
    """Who judged. `version` changes whenever labels may."""

    kind: Literal["embedded", "llm"]
    model: str
    version: str


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion's judgement with its ledger."""

    id: str
    name: str
    phase: str
    judgement: Judgement
    prompted: Prompted


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """A phase's score (0..100, None when nothing in it could be called) and its minutes."""

    id: str
    score: float | None
    minutes_used: float | None
    minutes_planned: float


@dataclass(frozen=True, slots=True)
class Scorecard:
    """What a candidate is handed. `score` is 0..100 or None; `verdict` follows from it and the caps."""

    round: str
    question: str
    rubric: RubricRef
    grader: GraderRef
    criteria: tuple[CriterionResult, ...]
    phases: tuple[PhaseResult, ...]
    score: float | None
    verdict: Verdict | None
    caps: tuple[str, ...] = ()
    strengths: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    delivery: Delivery | None = None
    warnings: tuple[str, ...] = ()
