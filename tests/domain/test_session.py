"""The fold: a session is what its log amounts to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.codec.events import dump_event, load_event
from viva.domain.errors import VivaError
from viva.domain.event import (
    Act,
    AnswerTaken,
    Control,
    ControlUsed,
    Event,
    InterviewEnded,
    InterviewerSaid,
    LineSpoken,
    PhaseEntered,
    SessionGraded,
    SessionResumed,
    SessionStarted,
    Stored,
)
from viva.domain.level import Level, Mode, Style
from viva.domain.session import apply, begin, fold
from viva.domain.transcript import Speaker

START = SessionStarted(
    "system-design", ("q",), Level.SENIOR, Style.NEUTRAL, Mode.COACH, "interview", "A question"
)

_later: st.SearchStrategy[Event] = st.one_of(
    st.builds(SessionResumed, gap_ms=st.integers(0, 10**9)),
    st.builds(PhaseEntered, leg=st.integers(0, 2), phase=st.sampled_from(["problem", "data"])),
    st.builds(
        InterviewerSaid,
        turn=st.integers(0, 99),
        text=st.text(max_size=40),
        act=st.sampled_from(Act),
        criterion=st.none() | st.just("labels"),
    ),
    st.builds(AnswerTaken, turn=st.integers(0, 99), text=st.text(max_size=40)),
    st.builds(ControlUsed, control=st.sampled_from(Control)),
    st.builds(InterviewEnded, reason=st.sampled_from(["finished", "ended-early", "time"])),
    st.builds(
        SessionGraded,
        scorecard=st.just({"score": 1.0}),
        readings=st.just({"labels": ("a", "b")}),
        level=st.sampled_from(Level),
    ),
)


def _log(events: list[Event]) -> list[Stored]:
    return [Stored(i + 1, i * 100, event) for i, event in enumerate([START, *events])]


@given(st.lists(_later, max_size=20))
def test_folding_in_two_parts_is_folding_at_once(events: list[Event]) -> None:
    log = _log(events)
    session = begin("s", log[0])
    for stored in log[1:]:
        session = apply(session, stored)
    assert session == fold("s", log)
    assert session.seq == len(log)
    assert len(session.turns) == len(session.turn_legs)
    assert len(session.grades) == sum(isinstance(e, SessionGraded) for e in events)


@given(st.lists(_later, max_size=10))
def test_events_survive_the_wire(events: list[Event]) -> None:
    assert [load_event(dump_event(event)) for event in [START, *events]] == [START, *events]


def test_turns_know_their_leg_and_lines_their_phase() -> None:
    session = fold(
        "s",
        _log(
            [
                PhaseEntered(0, "problem"),
                InterviewerSaid(0, "Design it.", Act.QUESTION),
                AnswerTaken(1, "Sure."),
                PhaseEntered(1, "explain"),
                InterviewerSaid(2, "Explain it.", Act.QUESTION),
            ]
        ),
    )
    assert session.turn_legs == (0, 0, 1)
    assert [turn.speaker for turn in session.turns] == [
        Speaker.INTERVIEWER, Speaker.CANDIDATE, Speaker.INTERVIEWER,
    ]  # fmt: skip
    assert [(line.leg, line.phase) for line in session.lines] == [(0, "problem"), (1, "explain")]
    assert [(span.entered_ms, span.left_ms) for span in session.phases] == [(100, 400), (400, None)]


def test_a_line_that_never_sounded_was_read_after_those_that_did() -> None:
    said = [InterviewerSaid(i, f"Line {i}.", Act.QUESTION) for i in range(3)]
    spoken = [LineSpoken(0, 2_000, 5_000, 7), LineSpoken(1, 6_000, 7_000, 7)]
    session = fold("s", _log([*said, *spoken, AnswerTaken(3, "Yes.", "voice", 9_000, 9_500)]))
    assert [turn.start_ms for turn in session.turns] == [2_000, 6_000, 7_000, 9_000]
    assert [turn.spoken for turn in session.turns] == [True, True, False, True]
    between = fold("s", _log([*said[:2], spoken[0]]))
    assert [turn.start_ms for turn in between.turns] == [2_000, 5_000]
    for nobody in (-1, 2, 9):
        elsewhere = fold(
            "s", _log([*said[:2], AnswerTaken(2, "Yes."), said[2], LineSpoken(nobody, 0, 9_000, 7)])
        )
        assert [turn.start_ms for turn in elsewhere.turns] == [100, 200, None, 400]


def test_ending_closes_the_phase_and_the_session() -> None:
    session = fold("s", _log([PhaseEntered(0, "problem"), InterviewEnded("finished")]))
    assert session.over
    assert session.phase is None
    assert session.phases[-1].left_ms == session.ended_ms == 200


def test_a_log_must_begin_with_its_start() -> None:
    with pytest.raises(VivaError, match="does not begin"):
        fold("s", [Stored(1, 0, AnswerTaken(0, "x"))])
    with pytest.raises(VivaError, match="empty"):
        fold("s", [])


@pytest.mark.parametrize(
    "data",
    [
        {"type": "levitated"},
        {},
        {"type": "answer_taken"},
        {"type": "phase_entered", "leg": "x", "phase": "p"},
    ],
)
def test_an_unreadable_event_says_so(data: dict[str, object]) -> None:
    with pytest.raises(VivaError) as caught:
        load_event(data)
    assert caught.value.code == "bad-event"
