"""A spoken interview, written down by hand."""

from collections.abc import Sequence

from viva.domain.event import (
    Act,
    AnswerTaken,
    Event,
    FillersCounted,
    InterviewEnded,
    InterviewerSaid,
    LineSpoken,
    PhaseEntered,
    SessionStarted,
    Stored,
)
from viva.domain.level import Level, Mode, Style
from viva.domain.session import Session, fold
from viva.domain.transcript import Stretch, Word

STARTED = SessionStarted(
    round="behavioural",
    questions=("model-failed-in-production",),
    level=Level.SENIOR,
    style=Style.NEUTRAL,
    mode=Mode.COACH,
    source="interview",
    title="A model that failed",
    wall_time="2026-03-01T09:00:00+00:00",
)
ASKED = "Tell me about a model that failed. How did you find out?"
FIRST = (
    "I think the ranking model was failing, and I found it in the logs. My team and I looked at the features "
    "and we saw that one was empty. I fixed the join, and conversion rose by 4 percent."
)
SECOND = "We added a check on nulls. In the end alerts fell, which everybody liked."


def words_of(text: str, start_ms: int, end_ms: int, probability: float = 0.9) -> tuple[Word, ...]:
    """The words of a text, evenly over a stretch of time."""
    texts = text.split()
    each = (end_ms - start_ms) / len(texts)
    return tuple(
        Word(word, start_ms + round(i * each), start_ms + round((i + 1) * each), probability)
        for i, word in enumerate(texts)
    )


def answer(turn: int, text: str, *stretches: tuple[int, int]) -> AnswerTaken:
    """A spoken turn with these voiced stretches; its recording begins 300 ms before the first."""
    start, end = stretches[0][0], stretches[-1][1]
    return AnswerTaken(
        turn,
        text,
        "voice",
        start,
        end,
        words_of(text, start, end),
        tuple(Stretch(a, b) for a, b in stretches),
        audio_ms=start - 300,
    )


def line(turn: int, text: str, act: Act = Act.QUESTION, slot: str | None = None) -> InterviewerSaid:
    """An interviewer's line."""
    return InterviewerSaid(turn, text, act, slot=slot)


def stored(events: Sequence[tuple[int, Event]]) -> list[Stored]:
    """A log."""
    return [Stored(i, at, event) for i, (at, event) in enumerate(events, start=1)]


def interview() -> list[Stored]:
    """Two spoken answers: 12 s and 6 s of voice, a pause of 3 s in the first, a second line that was cut."""
    follow = "And what did you change afterwards? Take your time."
    return stored(
        [
            (0, STARTED),
            (0, PhaseEntered(0, "story")),
            (0, line(0, ASKED)),
            (5_000, LineSpoken(0, 1_000, 5_000, len(ASKED), audio_ms=1_000)),
            (22_000, answer(1, FIRST, (6_500, 12_500), (15_500, 21_500))),
            (22_100, PhaseEntered(0, "action")),
            (22_100, line(2, follow, Act.PROBE)),
            (25_000, LineSpoken(2, 22_500, 24_500, 35)),
            (31_000, answer(3, SECOND, (25_000, 31_000))),
            (31_500, FillersCounted(1, {"um": 2, "uh": 1})),
            (40_000, InterviewEnded("ended-early")),
        ]
    )


def spoken_session() -> Session:
    """Its fold."""
    return fold("spoken", interview())
