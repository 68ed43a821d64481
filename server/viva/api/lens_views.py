"""One scorecard's labels under other frameworks' steps and at other levels. No label changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from viva.api.schemas.lenses import LegLensOut, LensesOut, LevelOut, StepOut
from viva.codec.scorecard import load_scorecard
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import SessionGraded
from viva.domain.level import Level
from viva.domain.scorecard import CriterionResult, Scorecard
from viva.domain.session import Session
from viva.grading.cases import LegCase, other_rubric, session_cases
from viva.grading.scoring import Marked, MarkedLeg, mean_score, outcome


def lenses_out(library: Library, session: Session, graded: SessionGraded) -> LensesOut:
    """Where content has gone since, only the level that was graded at. Raises `VivaError` (bad-scorecard)."""
    card = load_scorecard(graded.scorecard)
    held = LevelOut(level=graded.level, verdict=card.verdict, caps=card.caps, needs=())
    try:
        rubric = other_rubric(session, card, library)
        cases = session_cases(session, library, rubric=library.rubric(rubric) if rubric else None)
    except VivaError:  # the round or its rubric has gone: the scorecard stays readable without them
        return LensesOut(graded=graded.level, levels=(held,), lenses=())
    legs = [_marks(item, card) for item in cases]
    return LensesOut(
        graded=graded.level,
        levels=tuple(_level(level, cases, legs, held) for level in Level),
        lenses=tuple(lens for index, item in enumerate(cases) for lens in _lenses(index, item, legs[index])),
    )


def _marks(item: LegCase, card: Scorecard) -> tuple[Marked, ...]:
    results: Mapping[str, CriterionResult] = {result.id: result for result in card.criteria}
    return tuple(
        Marked(criterion, results[criterion.id].judgement, results[criterion.id].prompted)
        for criterion in item.case.criteria
        if criterion.id in results
    )


def _level(
    level: Level, cases: Sequence[LegCase], legs: Sequence[Sequence[Marked]], held: LevelOut
) -> LevelOut:
    """At the level that was graded at, what the scorecard says: the rubric may have changed since.

    Whatever keeps a verdict back (too few words, too little called, a grader not to be trusted) does so at
    every level.
    """
    needs = tuple(mark.criterion.id for marks in legs for mark in marks if level in mark.criterion.must_have)
    if level is held.level:
        return held.model_copy(update={"needs": needs})
    if held.verdict is None:
        return LevelOut(level=level, verdict=None, caps=(), needs=needs)
    result = outcome([_leg(item, marks, level) for item, marks in zip(cases, legs, strict=True)])
    return LevelOut(level=level, verdict=result.verdict, caps=result.caps, needs=needs)


def _leg(item: LegCase, marks: Sequence[Marked], level: Level) -> MarkedLeg:
    case = item.case
    return MarkedLeg(case.rubric, level, item.leg.phases, {}, tuple(marks), case.words)


def _lenses(index: int, item: LegCase, marks: Iterable[Marked]) -> Iterator[LegLensOut]:
    marks = tuple(marks)
    for lens in item.case.rubric.lenses:
        steps: list[StepOut] = []
        for step in lens.steps:
            inside = [mark for mark in marks if mark.criterion.lens.get(lens.id) == step.id]
            steps.append(
                StepOut(
                    id=step.id,
                    title=step.title,
                    score=mean_score(inside),
                    criteria=tuple(mark.criterion.id for mark in inside),
                )
            )
        yield LegLensOut(id=lens.id, title=lens.title, leg=index, steps=tuple(steps))
