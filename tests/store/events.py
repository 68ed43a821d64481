"""Events for the store's tests, of every type."""

from datetime import UTC, datetime
from typing import Final

from hypothesis import strategies as st

from viva.domain.event import (
    Act,
    AnswerTaken,
    Control,
    ControlUsed,
    Event,
    InterviewEnded,
    InterviewerSaid,
    LabelDisputed,
    PhaseEntered,
    SessionGraded,
    SessionResumed,
    SessionStarted,
    TurnImported,
)
from viva.domain.label import Label
from viva.domain.level import Level, Mode, Style
from viva.domain.transcript import Word

WHEN: Final = datetime(2026, 1, 5, 19, 0, tzinfo=UTC)
START: Final = SessionStarted(
    "system-design", ("feed-ranking",), Level.SENIOR, Style.WARM, Mode.COACH, "interview", "Rank a feed"
)


def answer(turn: int, text: str = "I would start with the objective.") -> AnswerTaken:
    """A typed turn."""
    return AnswerTaken(turn, text)


_text = st.text(max_size=40)
_ms = st.integers(0, 10**9)

events: Final[st.SearchStrategy[Event]] = st.one_of(
    st.builds(SessionResumed, gap_ms=_ms),
    st.builds(PhaseEntered, leg=st.integers(0, 2), phase=_text),
    st.builds(
        InterviewerSaid,
        turn=st.integers(0, 9),
        text=_text,
        act=st.sampled_from(Act),
        criterion=st.none() | _text,
        quote=st.none() | _text,
    ),
    st.builds(
        AnswerTaken,
        turn=st.integers(0, 9),
        text=_text,
        start_ms=st.none() | _ms,
        words=st.tuples() | st.tuples(st.builds(Word, text=_text, start_ms=_ms, end_ms=_ms)),
    ),
    st.builds(TurnImported, turn=st.integers(0, 9), text=_text),
    st.builds(ControlUsed, control=st.sampled_from(Control)),
    st.builds(InterviewEnded, reason=st.sampled_from(["finished", "ended-early", "time"])),
    st.builds(
        SessionGraded,
        scorecard=st.dictionaries(_text, st.none() | st.integers() | _text, max_size=3),
        readings=st.dictionaries(_text, st.tuples(_text), max_size=2),
        level=st.sampled_from(Level),
    ),
    st.builds(LabelDisputed, criterion=_text, label=st.none() | st.sampled_from(Label), note=_text),
)
