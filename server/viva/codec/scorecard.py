"""The scorecard's wire shape."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from viva.codec.delivery import DeliveryOut, delivery_of, delivery_out
from viva.domain.errors import VivaError
from viva.domain.evidence import Evidence, Scored, Unscored
from viva.domain.label import Label, Prompted, Verdict
from viva.domain.scorecard import CriterionResult, GraderRef, PhaseResult, RubricRef, Scorecard


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RubricRefOut(_Wire):
    """Which rubric."""

    id: str
    version: str
    sha256: str


class GraderRefOut(_Wire):
    """Who judged."""

    kind: Literal["embedded", "llm"]
    model: str
    version: str


class EvidenceOut(_Wire):
    """`turns[turn].text[start:end] == quote`."""

    turn: Annotated[int, Field(ge=0)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]
    quote: str


class CriterionOut(_Wire):
    """One criterion. `label` is null where it could not be called."""

    id: str
    name: str
    phase: str
    label: Literal[0, 1, 2] | None
    confidence: Annotated[float, Field(ge=0, le=1)]
    prompted: Prompted
    evidence: tuple[EvidenceOut, ...]
    reason: str
    unscored_reason: str | None


class PhaseOut(_Wire):
    """One phase."""

    id: str
    score: float | None
    minutes_used: float | None
    minutes_planned: float


class ScorecardOut(_Wire):
    """The scorecard of `viva grade` and `POST /api/grade`."""

    round: str
    question: str
    rubric: RubricRefOut
    grader: GraderRefOut
    criteria: tuple[CriterionOut, ...]
    phases: tuple[PhaseOut, ...]
    score: Annotated[float, Field(ge=0, le=100)] | None
    verdict: Verdict | None
    caps: tuple[str, ...]
    strengths: tuple[str, ...]
    next_steps: tuple[str, ...]
    delivery: DeliveryOut | None
    warnings: tuple[str, ...]


def scorecard_out(card: Scorecard) -> ScorecardOut:
    """The wire model of a scorecard."""
    return ScorecardOut(
        round=card.round,
        question=card.question,
        rubric=RubricRefOut(id=card.rubric.id, version=card.rubric.version, sha256=card.rubric.sha256),
        grader=GraderRefOut(kind=card.grader.kind, model=card.grader.model, version=card.grader.version),
        criteria=tuple(_criterion(result) for result in card.criteria),
        phases=tuple(
            PhaseOut(id=p.id, score=p.score, minutes_used=p.minutes_used, minutes_planned=p.minutes_planned)
            for p in card.phases
        ),
        score=card.score,
        verdict=card.verdict,
        caps=card.caps,
        strengths=card.strengths,
        next_steps=card.next_steps,
        delivery=card.delivery and delivery_out(card.delivery),
        warnings=card.warnings,
    )


def dump_scorecard(card: Scorecard) -> dict[str, Any]:
    """The scorecard as a JSON object."""
    return scorecard_out(card).model_dump(mode="json")


def load_scorecard(data: Mapping[str, Any]) -> Scorecard:
    """A scorecard from its JSON. Raises `VivaError` (bad-scorecard)."""
    try:
        wire = ScorecardOut.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise VivaError(
            "bad-scorecard", f"A scorecard is not readable at “{field}”: {first['msg']}.", "Grade it again."
        ) from error
    return Scorecard(
        round=wire.round,
        question=wire.question,
        rubric=RubricRef(wire.rubric.id, wire.rubric.version, wire.rubric.sha256),
        grader=GraderRef(wire.grader.kind, wire.grader.model, wire.grader.version),
        criteria=tuple(
            CriterionResult(
                c.id,
                c.name,
                c.phase,
                _judgement(c),
                c.prompted,
            )
            for c in wire.criteria
        ),
        phases=tuple(PhaseResult(p.id, p.score, p.minutes_used, p.minutes_planned) for p in wire.phases),
        score=wire.score,
        verdict=wire.verdict,
        caps=wire.caps,
        strengths=wire.strengths,
        next_steps=wire.next_steps,
        delivery=wire.delivery and delivery_of(wire.delivery),
        warnings=wire.warnings,
    )


def _criterion(result: CriterionResult) -> CriterionOut:
    judgement = result.judgement
    match judgement:
        case Scored():
            label, why = judgement.label.value, None
        case Unscored():
            label, why = None, judgement.why
    return CriterionOut(
        id=result.id,
        name=result.name,
        phase=result.phase,
        label=label,
        confidence=round(judgement.confidence, 4),
        prompted=result.prompted,
        evidence=tuple(
            EvidenceOut(turn=e.turn, start=e.start, end=e.end, quote=e.quote) for e in judgement.evidence
        ),
        reason=judgement.reason,
        unscored_reason=why,
    )


def _judgement(wire: CriterionOut) -> Scored | Unscored:
    evidence = tuple(Evidence(e.turn, e.start, e.end, e.quote) for e in wire.evidence)
    if wire.label is None:
        return Unscored(wire.unscored_reason or "", wire.confidence, wire.reason, evidence)
    return Scored(Label(wire.label), wire.confidence, wire.reason, evidence)
