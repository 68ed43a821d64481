"""One way from a session or a pasted transcript to a scorecard, whichever grader judges."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from viva.codec.transcript import TranscriptInput
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.evidence import Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.level import Level
from viva.domain.question import Question
from viva.domain.rubric import Criterion, Rubric
from viva.domain.scorecard import CriterionResult, GraderRef, RubricRef, Scorecard
from viva.domain.session import Session
from viva.grading.advice import next_steps, strengths
from viva.grading.cases import LegCase, input_case, question_doubt, session_cases
from viva.grading.ledger import Prompts, prompted, prompts_of
from viva.grading.scoring import Marked, MarkedLeg, outcome, phase_results
from viva.ports import Case, Findings, Grader

Readings = Callable[[Criterion, Question, str], Sequence[str]]
"""Note ids to read for a criterion's gap, which is told in words."""

Doubt = Callable[[Case, Findings], str | None]
"""Why a grader's labels on a case do not add up to a verdict."""


class Aims(Protocol):
    """Finds which criteria the interviewer of a pasted transcript asked for."""

    def __call__(self, case: Case) -> Prompts:
        """Probes by criterion and turn."""
        ...


@dataclass(frozen=True, slots=True)
class Graded:
    """A scorecard with what an event of it records beside."""

    scorecard: Scorecard
    readings: Mapping[str, tuple[str, ...]]
    level: Level
    prompts: Mapping[str, str]


def linked_notes(criterion: Criterion, question: Question, gap: str) -> Sequence[str]:  # noqa: ARG001
    """The notes that the rubric links, for where no search is at hand."""
    return criterion.notes


def no_doubt(case: Case, found: Findings) -> str | None:  # noqa: ARG001
    """For where a grader's labels are taken as they are."""
    return None


class Examiner:
    """Marks sessions and pasted transcripts. Holds content and what finds notes; no state of its own."""

    def __init__(
        self, library: Library, aims: Aims, readings: Readings = linked_notes, doubt: Doubt = no_doubt
    ) -> None:
        self._library = library
        self._aims = aims
        self._readings = readings
        self._doubt = doubt

    async def grade_session(
        self, session: Session, grader: Grader, *, level: Level | None = None, rubric: Rubric | None = None
    ) -> Graded:
        """A stored session. `level` and `rubric` replace those that it was held with.

        Raises `VivaError`: unknown-round, unknown-rubric, wrong-rubric.
        """
        cases = session_cases(session, self._library, level=level, rubric=rubric)
        pasted = session.started.source == "paste"
        asked = [prompts_of(session)] * len(cases)
        if pasted:
            asked = [await asyncio.to_thread(self._aims, item.case) for item in cases]
        minutes = [{} if pasted else _minutes(session, index) for index in range(len(cases))]
        names = [item.case.question.id or item.case.question.title for item in cases]
        graded = await self._grade(session.started.round, " + ".join(names), cases, asked, minutes, grader)
        return _warned(graded, session.started.warnings)

    async def grade_input(
        self,
        given: TranscriptInput,
        grader: Grader,
        *,
        level: Level = Level.SENIOR,
        rubric: Rubric | None = None,
    ) -> Graded:
        """A pasted transcript.

        Raises `VivaError`: no-round, no-question, unknown-round, unknown-rubric, wrong-rubric, several-legs.
        """
        if not given.round:
            raise VivaError(
                "no-round", "Which round is this?", "Name one: " + ", ".join(self._library.rounds) + "."
            )
        item = input_case(
            given.transcript,
            self._library,
            round_id=given.round,
            question=given.question or "",
            key_points=given.key_points,
            level=level,
            rubric=rubric,
        )
        name = item.case.question.id or item.case.question.title
        asked = await asyncio.to_thread(self._aims, item.case)
        return _warned(await self._grade(given.round, name, (item,), [asked], [{}], grader), given.warnings)

    async def _grade(  # noqa: PLR0917
        self,
        round_id: str,
        question: str,
        cases: Sequence[LegCase],
        asked: Sequence[Prompts],
        minutes: Sequence[Mapping[str, float]],
        grader: Grader,
    ) -> Graded:
        findings = [await grader.grade(item.case) for item in cases]
        legs = [
            replace(_marked(item, found, prompts, used), doubt=self._doubt(item.case, found))
            for item, found, prompts, used in zip(cases, findings, asked, minutes, strict=True)
        ]
        readings = {
            mark.criterion.id: tuple(self._readings(mark.criterion, item.case.question, _gap(mark)))
            for item, leg in zip(cases, legs, strict=True)
            for mark in leg.marks
            if mark.label is not Label.FULL
        }
        result = outcome(legs)
        card = Scorecard(
            round=round_id,
            question=question,
            rubric=_rubric_ref([leg.rubric for leg in legs]),
            grader=_grader_ref(findings),
            criteria=tuple(_result(mark) for leg in legs for mark in leg.marks),
            phases=tuple(phase for leg in legs for phase in phase_results(leg)),
            score=result.score,
            verdict=result.verdict,
            caps=result.caps,
            strengths=strengths(legs),
            next_steps=next_steps(legs, readings, self._title),
            warnings=tuple(
                dict.fromkeys(
                    [
                        *(text for item in cases if (text := question_doubt(item.case, self._library))),
                        *result.warnings,
                        *(text for found in findings for text in found.warnings),
                    ]
                )
            ),
        )
        prompts = {name: sha for found in findings for name, sha in found.prompts.items()}
        return Graded(card, readings, cases[0].case.level, prompts)

    def _title(self, note: str) -> str | None:
        known = self._library.notes.get(note)
        return known.title if known else None


def _warned(graded: Graded, read: Sequence[str]) -> Graded:
    """With the warnings of how the transcript was read, first."""
    card = graded.scorecard
    return replace(graded, scorecard=replace(card, warnings=(*read, *card.warnings)))


def _marked(item: LegCase, found: Findings, prompts: Prompts, minutes: Mapping[str, float]) -> MarkedLeg:
    case = item.case
    marks: list[Marked] = []
    for criterion in case.criteria:
        judgement = found.judgements.get(criterion.id, Unscored("The grader said nothing about it."))
        marks.append(Marked(criterion, judgement, prompted(judgement, prompts.get(criterion.id, {}))))
    return MarkedLeg(case.rubric, case.level, item.leg.phases, minutes, tuple(marks), case.words)


def _result(mark: Marked) -> CriterionResult:
    criterion = mark.criterion
    return CriterionResult(criterion.id, criterion.name, criterion.phase, mark.judgement, mark.prompted)


def _gap(mark: Marked) -> str:
    judgement: Judgement = mark.judgement
    said = judgement.reason if isinstance(judgement, Scored) else ""
    return " ".join(text for text in (mark.criterion.name, mark.criterion.strong_answer, said) if text)


def _minutes(session: Session, leg: int) -> dict[str, float]:
    """Minutes spent in each phase of a leg; a phase still running counts until the last event."""
    used: dict[str, float] = {}
    for span in session.phases:
        if span.leg == leg:
            left = session.at_ms if span.left_ms is None else span.left_ms
            used[span.phase] = used.get(span.phase, 0.0) + (left - span.entered_ms) / 60_000
    return {phase: round(minutes, 2) for phase, minutes in used.items()}


def _rubric_ref(rubrics: Sequence[Rubric]) -> RubricRef:
    used = list(dict.fromkeys((rubric.id, rubric.version, rubric.sha256) for rubric in rubrics))
    return RubricRef(
        "+".join(name for name, _, _ in used),
        "+".join(version for _, version, _ in used),
        "+".join(sha for _, _, sha in used),
    )


def _grader_ref(findings: Sequence[Findings]) -> GraderRef:
    """The grader of the first leg, unless a later one was judged by a lesser one."""
    refs = [found.ref for found in findings]
    return next((ref for ref in refs if ref.kind == "embedded"), refs[0])
