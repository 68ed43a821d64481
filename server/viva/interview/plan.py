"""What a session sets out to ask: legs, phases in order with minutes, and the criteria of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from viva.content.criteria import leg_criteria
from viva.content.phrases import PhraseBank
from viva.domain.level import Level, Mode
from viva.domain.question import Question
from viva.domain.round import Leg, Phase, Round
from viva.domain.rubric import ANY_PHASE, Criterion, Rubric
from viva.interview.quotes import content_words

MINUTE_MS: Final = 60_000
HARD_END: Final = 1.3
"""The interview ends without ceremony at this multiple of the round's minutes."""

SHARED: Final = 3
"""A word that more criteria use than this says nothing about any of them."""

_QUESTIONS: Final = {Level.MID: 3, Level.SENIOR: 4, Level.STAFF: 4}
_SHORT_QUESTIONS: Final = 2
_EXTRAS: Final = {Level.MID: 0, Level.SENIOR: 1, Level.STAFF: 1}


@dataclass(frozen=True, slots=True)
class PhasePlan:
    """A phase with its own criteria. `questions` bounds how many probes it gets."""

    leg: int
    id: str
    title: str
    minutes: float
    announce: str
    criteria: tuple[Criterion, ...]
    questions: int
    late: bool
    """Whether criteria that belong to no phase may be probed in it."""

    @property
    def length_ms(self) -> int:
        """Planned milliseconds."""
        return round(self.minutes * MINUTE_MS)


@dataclass(frozen=True, slots=True)
class LegPlan:
    """One question, with all the criteria that it is graded by."""

    index: int
    rubric: Rubric
    question: Question
    criteria: tuple[Criterion, ...]
    phases: tuple[PhasePlan, ...]
    vocabulary: Mapping[str, frozenset[str]]
    """Words by criterion that its own positive examples use and few others do."""
    announce: str = ""

    @property
    def floating(self) -> tuple[Criterion, ...]:
        """Criteria that may be probed in any phase."""
        return tuple(c for c in self.criteria if c.phase == ANY_PHASE)

    def criterion(self, name: str | None) -> Criterion | None:
        """The criterion with this id, if the leg has it."""
        return next((c for c in self.criteria if c.id == name), None)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the conductor knows beforehand."""

    round: Round
    level: Level
    mode: Mode
    bank: PhraseBank
    legs: tuple[LegPlan, ...]

    @property
    def phases(self) -> tuple[PhasePlan, ...]:
        """All phases of all legs in order."""
        return tuple(phase for leg in self.legs for phase in leg.phases)

    @property
    def soft_end_ms(self) -> int:
        """When the interviewer wraps up."""
        return self.round.minutes * MINUTE_MS

    @property
    def hard_end_ms(self) -> int:
        """When the interview ends."""
        return round(self.soft_end_ms * HARD_END)

    @property
    def extras(self) -> int:
        """How many follow-ups a phase gets once its criteria are covered."""
        return _EXTRAS[self.level]

    def phase(self, leg: int, name: str) -> PhasePlan | None:
        """The phase, if the plan has it."""
        return next((p for p in self.phases if (p.leg, p.id) == (leg, name)), None)

    def after(self, leg: int, name: str) -> PhasePlan | None:
        """The phase that follows; None after the last."""
        phases = self.phases
        places = [(p.leg, p.id) for p in phases]
        if (leg, name) not in places:
            return None
        at = places.index((leg, name)) + 1
        return phases[at] if at < len(phases) else None


def make_plan(
    round_: Round,
    questions: Sequence[Question],
    rubrics: Sequence[Rubric],
    *,
    level: Level,
    mode: Mode,
    bank: PhraseBank,
) -> Plan:
    """A plan for a round, with a question and a rubric a leg. Phases that have no criterion are passed."""
    legs = tuple(
        _leg(i, leg, question, rubric, level=level, short=round_.short)
        for i, (leg, question, rubric) in enumerate(zip(round_.legs, questions, rubrics, strict=True))
    )
    return Plan(round_, level, mode, bank, legs)


def _leg(index: int, leg: Leg, question: Question, rubric: Rubric, *, level: Level, short: bool) -> LegPlan:
    criteria = leg_criteria(rubric, question)
    kept = [phase for phase in leg.phases if any(c.phase == phase.id for c in criteria)] or [leg.phases[0]]
    late_from = 1 if level is Level.STAFF else len(kept) // 2
    return LegPlan(
        index,
        rubric,
        question,
        criteria,
        tuple(
            _phase(index, phase, criteria, level, short=short, late=i >= late_from)
            for i, phase in enumerate(kept)
        ),
        _vocabulary(criteria),
        leg.announce,
    )


def _vocabulary(criteria: tuple[Criterion, ...]) -> dict[str, frozenset[str]]:
    said = {
        c.id: frozenset[str]().union(*(content_words(e.text) for e in c.positive)) | content_words(c.name)
        for c in criteria
    }
    spread = Counter(word for words in said.values() for word in words)
    return {name: frozenset(w for w in words if spread[w] <= SHARED) for name, words in said.items()}


def _phase(
    leg: int, phase: Phase, criteria: tuple[Criterion, ...], level: Level, *, short: bool, late: bool
) -> PhasePlan:
    most = _SHORT_QUESTIONS if short else _QUESTIONS[level]
    return PhasePlan(
        leg=leg,
        id=phase.id,
        title=phase.title,
        minutes=phase.minutes,
        announce=phase.announce,
        criteria=tuple(c for c in criteria if c.phase == phase.id),
        questions=min(most, max(1, round(phase.minutes))),
        late=late,
    )
