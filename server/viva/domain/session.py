"""A session is its event log: this fold is the only reading of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import (
    AnswerTaken,
    ControlUsed,
    FillersCounted,
    InterviewEnded,
    InterviewerSaid,
    LabelDisputed,
    LineSpoken,
    PhaseEntered,
    SessionGraded,
    SessionResumed,
    SessionStarted,
    Stored,
    TurnCorrected,
    TurnImported,
)
from viva.domain.transcript import Speaker, Transcript, Turn


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """A phase as it was held. `left_ms` is None while it runs."""

    leg: int
    phase: str
    entered_ms: int
    left_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An interviewer's line with where it stands in time and phase."""

    said: InterviewerSaid
    at_ms: int
    leg: int
    phase: str | None


@dataclass(frozen=True, slots=True)
class Use:
    """A control that the candidate used."""

    used: ControlUsed
    at_ms: int
    leg: int
    phase: str | None


@dataclass(frozen=True, slots=True)
class Session:
    """The state that a log amounts to: all that the page, the conductor and the grader know.

    `own_labels` are the candidate's, by criterion.
    """

    id: str
    started: SessionStarted
    seq: int
    at_ms: int
    turns: tuple[Turn, ...] = ()
    turn_legs: tuple[int, ...] = ()
    lines: tuple[Line, ...] = ()
    controls: tuple[Use, ...] = ()
    phases: tuple[PhaseSpan, ...] = ()
    grades: tuple[SessionGraded, ...] = ()
    own_labels: Mapping[str, LabelDisputed] = field(default_factory=dict[str, LabelDisputed])
    ended: InterviewEnded | None = None
    ended_ms: int | None = None
    last: Stored | None = None

    @property
    def transcript(self) -> Transcript:
        """All turns, as evidence indexes them."""
        return Transcript(self.turns)

    @property
    def phase(self) -> PhaseSpan | None:
        """The phase that is running, if any."""
        return self.phases[-1] if self.phases and self.phases[-1].left_ms is None else None

    @property
    def leg(self) -> int:
        """Index of the current (or last) leg."""
        return self.phases[-1].leg if self.phases else 0

    @property
    def over(self) -> bool:
        """No more will be asked: it was ended, or pasted."""
        return self.ended is not None or self.started.source == "paste"

    @property
    def grade(self) -> SessionGraded | None:
        """The newest scorecard, if it was graded."""
        return self.grades[-1] if self.grades else None


def begin(session_id: str, first: Stored) -> Session:
    """The fold's start. Raises `VivaError` (broken-log) unless the first event starts a session."""
    if not isinstance(first.event, SessionStarted):
        raise VivaError(
            "broken-log",
            "This session's log does not begin with its start.",
            "Import it again from an export, or delete it.",
            ErrorKind.INTERNAL,
        )
    return Session(id=session_id, started=first.event, seq=first.seq, at_ms=first.at_ms, last=first)


def apply(session: Session, stored: Stored) -> Session:  # noqa: PLR0911
    """One step of the fold. Pure; unknown order is tolerated, nothing is dropped."""
    event = stored.event
    session = replace(session, seq=stored.seq, at_ms=max(session.at_ms, stored.at_ms), last=stored)
    match event:
        case SessionStarted() | SessionResumed():
            return session
        case PhaseEntered():
            return replace(
                session,
                phases=(
                    *_closed(session.phases, stored.at_ms),
                    PhaseSpan(event.leg, event.phase, stored.at_ms),
                ),
            )
        case InterviewerSaid():
            turn = Turn(Speaker.INTERVIEWER, event.text, stored.at_ms, stored.at_ms)
            phase = session.phase
            line = Line(event, stored.at_ms, session.leg, phase.phase if phase else None)
            return replace(_with_turn(session, turn), lines=(*session.lines, line))
        case TurnImported():
            return _with_turn(session, Turn(Speaker.INTERVIEWER, event.text, event.start_ms, event.end_ms))
        case AnswerTaken():
            turn = Turn(
                Speaker.CANDIDATE,
                event.text,
                event.start_ms,
                event.end_ms,
                event.words,
                event.voiced,
                event.audio_ms,
                spoken=event.via == "voice",
            )
            return _with_turn(session, turn)
        case LineSpoken():
            heard = _changed(session, event.turn, Speaker.INTERVIEWER, lambda turn: _spoken(turn, event))
            return session if heard is session else _read_after(heard, event)
        case TurnCorrected():
            return _changed(
                session,
                event.turn,
                Speaker.CANDIDATE,
                lambda turn: replace(turn, text=event.text, words=event.words, corrected=True),
            )
        case FillersCounted():
            count = sum(event.fillers.values())
            return _changed(session, event.turn, Speaker.CANDIDATE, lambda turn: replace(turn, fillers=count))
        case ControlUsed():
            phase = session.phase
            use = Use(event, stored.at_ms, session.leg, phase.phase if phase else None)
            return replace(session, controls=(*session.controls, use))
        case InterviewEnded():
            return replace(
                session, ended=event, ended_ms=stored.at_ms, phases=_closed(session.phases, stored.at_ms)
            )
        case SessionGraded():
            return replace(session, grades=(*session.grades, event))
        case LabelDisputed():
            others = {name: own for name, own in session.own_labels.items() if name != event.criterion}
            held = others if event.label is None else {**others, event.criterion: event}
            return replace(session, own_labels=held)
    assert_never(event)


def fold(session_id: str, log: Iterable[Stored]) -> Session:
    """The session that a whole log amounts to. Raises `VivaError` (broken-log) when it is empty."""
    items = iter(log)
    first = next(items, None)
    if first is None:
        raise VivaError(
            "broken-log", "This session's log is empty.", "Delete the session.", ErrorKind.INTERNAL
        )
    session = begin(session_id, first)
    for stored in items:
        session = apply(session, stored)
    return session


def _with_turn(session: Session, turn: Turn) -> Session:
    return replace(session, turns=(*session.turns, turn), turn_legs=(*session.turn_legs, session.leg))


def _changed(session: Session, index: int, speaker: Speaker, change: Callable[[Turn], Turn]) -> Session:
    """A turn of that speaker's is changed; an index of none is passed over."""
    if not 0 <= index < len(session.turns) or session.turns[index].speaker is not speaker:
        return session
    turns = (*session.turns[:index], change(session.turns[index]), *session.turns[index + 1 :])
    return replace(session, turns=turns)


def _read_after(session: Session, event: LineSpoken) -> Session:
    """Lines behind a spoken one that have not sounded were read after it, if at all: times never go back."""
    turns = list(session.turns)
    for i in range(event.turn + 1, len(turns)):
        turn = turns[i]
        if turn.speaker is not Speaker.INTERVIEWER or turn.spoken or (turn.start_ms or 0) >= event.end_ms:
            break
        turns[i] = replace(turn, start_ms=event.end_ms, end_ms=event.end_ms)
    return replace(session, turns=tuple(turns))


def _spoken(turn: Turn, event: LineSpoken) -> Turn:
    """What sounded of a line, and when."""
    return replace(
        turn,
        text=turn.text[: max(0, event.heard)],
        start_ms=event.start_ms,
        end_ms=event.end_ms,
        audio_ms=event.audio_ms,
        spoken=True,
    )


def _closed(phases: tuple[PhaseSpan, ...], at_ms: int) -> tuple[PhaseSpan, ...]:
    if not phases or phases[-1].left_ms is not None:
        return phases
    return (*phases[:-1], replace(phases[-1], left_ms=at_ms))
