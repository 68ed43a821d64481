"""The fold of a session as the JSON that the page shows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from viva.api.content_views import anchors_out, round_out, titled_notes
from viva.api.schemas.content import LegOut, RoundOut
from viva.api.schemas.sessions import (
    CountsOut,
    CoverageOut,
    DetailOut,
    GapOut,
    GradingOut,
    OwnLabelOut,
    PhaseSpanOut,
    QuestionAskedOut,
    SessionCriterionOut,
    SessionOut,
    State,
    StretchOut,
    SummaryOut,
    TurnOut,
    WordOut,
)
from viva.coach import Gap
from viva.codec.scorecard import load_scorecard
from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.domain.event import SessionGraded, Stored
from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label
from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.domain.scorecard import Scorecard
from viva.domain.session import Session
from viva.grading.cases import asked_questions

_GRADER: Final = {"embedded": "Embedded", "llm": "Endpoint"}


def session_out(
    library: Library,
    session: Session,
    log: Iterable[Stored],
    coverage: Mapping[str, Judgement] | None = None,
) -> SessionOut:
    """A session. `coverage` is given for a live one in coach mode only.

    Content that has gone since is named by its id; a session stays readable without it.
    """
    started = session.started
    questions = asked_questions(library, session)
    criteria = _criteria(library, questions)
    readings: Mapping[str, tuple[str, ...]] = session.grade.readings if session.grade else {}
    return SessionOut(
        id=session.id,
        title=started.title,
        round=_round(library, session),
        level=started.level,
        style=started.style,
        mode=started.mode,
        source=started.source,
        created_at=started.wall_time,
        seq=session.seq,
        at_ms=session.at_ms,
        state=session_state(session),
        questions=tuple(
            QuestionAskedOut(id=item.id or None, title=item.title, prompt=item.prompt, bank=item.bank)
            for item in questions
        ),
        turns=_turns(session),
        phases=_phases(library, session),
        criteria=tuple(
            SessionCriterionOut(id=item.id, name=item.name, phase=item.phase, leg=leg)
            for leg, item in criteria
        ),
        gradings=tuple(
            _grading(stored.at_ms, stored.event) for stored in log if isinstance(stored.event, SessionGraded)
        ),
        readings={
            criterion: notes for criterion, ids in readings.items() if (notes := titled_notes(library, ids))
        },
        details={
            item.id: DetailOut(
                meaning=item.meaning, strong_answer=item.strong_answer, anchors=anchors_out(item.anchors)
            )
            for _, item in criteria
        },
        coverage={name: _coverage(judgement) for name, judgement in (coverage or {}).items()},
        own_labels={
            name: OwnLabelOut(label=own.label.value, note=own.note)
            for name, own in session.own_labels.items()
            if own.label is not None
        },
    )


def summary_out(library: Library, session: Session) -> SummaryOut:
    """A session as lists show it."""
    started = session.started
    phase = session.phase
    card = load_scorecard(session.grade.scorecard) if session.grade else None
    return SummaryOut(
        id=session.id,
        title=started.title,
        round=started.round,
        round_title=round_title(library, started.round),
        level=started.level,
        style=started.style,
        mode=started.mode,
        source=started.source,
        created_at=started.wall_time,
        duration_ms=session.at_ms if session.ended_ms is None else session.ended_ms,
        state=session_state(session),
        phase=phase and phase_title(library, started.round, phase.leg, phase.phase),
        counts=card and _counts(card),
        verdict=card and card.verdict,
        capped=card is not None and bool(card.caps),
        score=card and card.score,
        spoken=any(turn.spoken for _, turn in session.transcript.candidate()),
    )


def gap_out(library: Library, gap: Gap) -> GapOut:
    """A gap with its note's title."""
    notes = titled_notes(library, [gap.note] if gap.note else [])
    return GapOut(
        criterion=gap.criterion,
        name=gap.name,
        label=1 if gap.label is Label.PARTIAL else 0,
        text=gap.text,
        note=notes[0] if notes else None,
    )


def session_state(session: Session) -> State:
    """Where a session stands."""
    if session.grade is not None:
        return "graded"
    return "ended" if session.over else "live"


def round_title(library: Library, round_id: str) -> str:
    """A round's title, or its id where it has gone."""
    held = library.rounds.get(round_id)
    return held.title if held else round_id


def phase_title(library: Library, round_id: str, leg: int, phase: str) -> str:
    """A phase's title, or its id where the round has changed."""
    held = library.rounds.get(round_id)
    phases = held.legs[leg].phases if held and 0 <= leg < len(held.legs) else ()
    return next((item.title for item in phases if item.id == phase), phase)


def _criteria(library: Library, questions: Iterable[Question]) -> list[tuple[int, Criterion]]:
    return [
        (leg, criterion)
        for leg, question in enumerate(questions)
        if question.bank in library.rubrics
        for criterion in leg_criteria(library.rubric(question.bank), question)
    ]


def _round(library: Library, session: Session) -> RoundOut:
    name = session.started.round
    if name in library.rounds:
        return round_out(library, library.round(name))
    no_legs: tuple[LegOut, ...] = ()
    return RoundOut(id=name, title=name, summary="", minutes=0, short=False, legs=no_legs)


def _turns(session: Session) -> tuple[TurnOut, ...]:
    lines = {line.said.turn: line.said for line in session.lines}
    return tuple(
        TurnOut(
            speaker=turn.speaker,
            text=turn.text,
            start_ms=turn.start_ms,
            end_ms=turn.end_ms,
            leg=leg,
            act=lines[index].act if index in lines else None,
            criterion=lines[index].criterion if index in lines else None,
            words=tuple(
                WordOut(text=w.text, start_ms=w.start_ms, end_ms=w.end_ms, probability=w.probability)
                for w in turn.words
            ),
            voiced=tuple(StretchOut(start_ms=s.start_ms, end_ms=s.end_ms) for s in turn.voiced),
            audio_ms=turn.audio_ms,
            spoken=turn.spoken,
            corrected=turn.corrected,
            fillers=turn.fillers,
            cut=index in lines and len(turn.text) < len(lines[index].text),
        )
        for index, (turn, leg) in enumerate(zip(session.turns, session.turn_legs, strict=True))
    )


def _phases(library: Library, session: Session) -> tuple[PhaseSpanOut, ...]:
    held = library.rounds.get(session.started.round)
    planned = {
        (leg, phase.id): phase.minutes
        for leg, item in enumerate(held.legs if held else ())
        for phase in item.phases
    }
    return tuple(
        PhaseSpanOut(
            leg=span.leg,
            phase=span.phase,
            title=phase_title(library, session.started.round, span.leg, span.phase),
            entered_ms=span.entered_ms,
            left_ms=span.left_ms,
            minutes=planned.get((span.leg, span.phase), 0),
        )
        for span in session.phases
    )


def _counts(card: Scorecard) -> CountsOut:
    labels = Counter(
        result.judgement.label if isinstance(result.judgement, Scored) else None for result in card.criteria
    )
    return CountsOut(
        full=labels[Label.FULL],
        partial=labels[Label.PARTIAL],
        missing=labels[Label.MISSING],
        unscored=labels[None],
    )


def _grading(at_ms: int, event: SessionGraded) -> GradingOut:
    card = load_scorecard(event.scorecard)
    name = _GRADER[card.grader.kind]
    return GradingOut(
        graded_at_ms=at_ms,
        grader=f"{name} ({card.grader.model})" if card.grader.model else name,
        rubric=f"{card.rubric.id} {card.rubric.version}",
    )


def _coverage(judgement: Judgement) -> CoverageOut:
    place = judgement.evidence[0] if judgement.evidence else None
    label = judgement.label.value if isinstance(judgement, Scored) else None
    return CoverageOut(
        label=label,
        turn=place.turn if place else None,
        start=place.start if place else None,
        end=place.end if place else None,
    )
