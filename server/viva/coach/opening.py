"""What a session begins with, before anybody has joined it."""

from collections.abc import Sequence
from datetime import datetime

from viva.coach.log_end import seed_of
from viva.codec.transcript import TranscriptInput
from viva.domain.event import (
    AnswerTaken,
    Event,
    InterviewerSaid,
    PhaseEntered,
    SessionStarted,
    TurnImported,
)
from viva.domain.level import Level, Mode, Style
from viva.domain.round import Round
from viva.domain.session import Session
from viva.domain.transcript import Speaker
from viva.grading.cases import LegCase
from viva.interview.conductor import react
from viva.interview.effects import EnterPhase, Say, Started
from viva.interview.plan import Plan


def opening(plan: Plan, session: Session) -> Sequence[Event]:
    """The interviewer's first lines, and the phase that they open."""
    events: list[Event] = []
    turn = 0
    for effect in react(plan, session, {}, Started(), now_ms=0, seed=seed_of(session.id)):
        match effect:
            case Say():
                events.append(
                    InterviewerSaid(turn, effect.text, effect.act, effect.criterion, slot=effect.slot)
                )
                turn += 1
            case EnterPhase():
                events.append(PhaseEntered(effect.leg, effect.phase))
            case _:
                pass
    return events


def pasted(
    given: TranscriptInput, item: LegCase, held: Round, *, level: Level, at: datetime
) -> Sequence[tuple[int, Event]]:
    """A whole transcript as a log: its events, each at its ms from the beginning."""
    question = item.case.question
    started = SessionStarted(
        round=held.id if len(held.legs) == 1 else item.leg.rubric,
        questions=(question.id or question.prompt,),
        level=level,
        style=Style.NEUTRAL,
        mode=Mode.EXAM,
        source="paste",
        title=question.title or "A pasted answer",
        key_points=given.key_points,
        wall_time=at.isoformat(),
        content={item.case.rubric.id: item.case.rubric.sha256},
        warnings=given.warnings,
    )
    events: list[tuple[int, Event]] = [(0, started)]
    for i, turn in enumerate(given.transcript.turns):
        event = (
            AnswerTaken(i, turn.text, "paste", turn.start_ms, turn.end_ms, turn.words)
            if turn.speaker is Speaker.CANDIDATE
            else TurnImported(i, turn.text, turn.start_ms, turn.end_ms)
        )
        events.append((max(events[-1][0], turn.end_ms or 0), event))
    return events
