"""From labels to a result: phase scores, the round's score, caps and the verdict. All mechanical."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label, Prompted, Verdict
from viva.domain.level import Level
from viva.domain.round import Phase
from viva.domain.rubric import Criterion, Rubric, Scale
from viva.domain.scorecard import PhaseResult

TOO_FEW_WORDS: Final = 30
"""Below this many candidate words in a leg there is no verdict."""

CALLED_SHARE: Final = 0.7
"""The share of the weight that has to be called for a verdict."""

_LEVEL_NAMES: Final = {Level.MID: "mid-level", Level.SENIOR: "senior", Level.STAFF: "staff"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A criterion with its judgement and its ledger."""

    criterion: Criterion
    judgement: Judgement
    prompted: Prompted

    @property
    def label(self) -> Label | None:
        """The label; None for a can't call."""
        return self.judgement.label if isinstance(self.judgement, Scored) else None


@dataclass(frozen=True, slots=True)
class MarkedLeg:
    """A leg with all its criteria marked. `minutes` is what each phase took, where that is known.

    `doubt` says why labels of this grader do not add up to a verdict here.
    """

    rubric: Rubric
    level: Level
    phases: tuple[Phase, ...]
    minutes: Mapping[str, float]
    marks: tuple[Marked, ...]
    words: int
    doubt: str | None = None

    @property
    def labels(self) -> Mapping[str, Label | None]:
        """Labels by criterion id."""
        return {mark.criterion.id: mark.label for mark in self.marks}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What labels amount to. `score` is 0..100; both are None when too little could be called."""

    score: float | None
    verdict: Verdict | None
    caps: tuple[str, ...]
    warnings: tuple[str, ...]


def mean_score(marks: Iterable[Marked]) -> float | None:
    """Weighted mean of labels on 0..100 over the criteria that could be called; None without any."""
    called = [(mark.criterion.weight, mark.label) for mark in marks if mark.label is not None]
    total = sum(weight for weight, _ in called)
    if not total:
        return None
    return round(100 * sum(weight * label for weight, label in called) / (2 * total), 1)


def phase_results(leg: MarkedLeg) -> tuple[PhaseResult, ...]:
    """One result a phase of the leg, in order; criteria of phase `any` belong to none of them."""
    return tuple(
        PhaseResult(
            id=phase.id,
            score=mean_score(mark for mark in leg.marks if mark.criterion.phase == phase.id),
            minutes_used=leg.minutes.get(phase.id),
            minutes_planned=phase.minutes,
        )
        for phase in leg.phases
    )


def outcome(legs: Sequence[MarkedLeg]) -> Outcome:
    """Score, verdict and why it was capped, over all legs together."""
    marks = [mark for leg in legs for mark in leg.marks]
    words = sum(leg.words for leg in legs)
    if not words:
        return Outcome(
            None, None, (), ("None of the words are the candidate’s, so there is nothing to score.",)
        )
    score = mean_score(marks)
    weight = sum(mark.criterion.weight for mark in marks)
    called = sum(mark.criterion.weight for mark in marks if mark.label is not None)
    if score is None or called < CALLED_SHARE * weight:
        missing = len([mark for mark in marks if mark.label is None])
        why = f"{missing} of {len(marks)} criteria could not be called, so there is no verdict."
        return Outcome(score, None, (), (why,))
    if words < TOO_FEW_WORDS * len(legs):
        return Outcome(score, None, (), (f"{words} words are too few for a verdict.",))
    doubts = [leg.doubt for leg in legs if leg.doubt is not None]
    if doubts:
        return Outcome(score, None, (), tuple(dict.fromkeys(doubts)))
    free = _scale(legs).verdict(score)
    held = [(at, reason) for leg in legs for at, reason in _ceilings(leg) if at.rank < free.rank]
    verdict = min((at for at, _ in held), key=lambda at: at.rank, default=free)
    return Outcome(score, verdict, tuple(dict.fromkeys(reason for _, reason in held)), ())


def _ceilings(leg: MarkedLeg) -> Iterable[tuple[Verdict, str]]:
    """The best verdicts possible, each with its reason."""
    for cap in leg.rubric.caps:
        if cap.applies(leg.level, leg.labels):
            yield cap.at, cap.reason
    for mark in leg.marks:
        if mark.label is Label.MISSING and leg.level in mark.criterion.must_have:
            level = _LEVEL_NAMES[leg.level]
            yield leg.rubric.must_have_cap, f"{mark.criterion.name} is missing, and a {level} round needs it."


def _scale(legs: Sequence[MarkedLeg]) -> Scale:
    """Cut points of the round: the legs' own, weighed as their criteria are."""
    weights = [sum(mark.criterion.weight for mark in leg.marks) for leg in legs]
    total = sum(weights) or 1.0
    pairs = list(zip(weights, (leg.rubric.scale for leg in legs), strict=True))
    return Scale(
        no_hire=sum(w * scale.no_hire for w, scale in pairs) / total,
        hire=sum(w * scale.hire for w, scale in pairs) / total,
        strong_hire=sum(w * scale.strong_hire for w, scale in pairs) / total,
    )
