"""Questions of the candidate's own, and the questions that a session was held with."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Final

from viva.content.library import Library
from viva.domain.event import SessionStarted
from viva.domain.level import Level
from viva.domain.question import KeyPoint, Question
from viva.domain.round import Round

TITLE_CHARS: Final = 70
NAME_CHARS: Final = 40


def own_question(bank: str, prompt: str, key_points: Sequence[str] = ()) -> Question:
    """A question that no bank holds: its id is empty, its key points text. `bank` is a rubric id."""
    points = tuple(
        KeyPoint(f"kp-{i}", shorten(text, NAME_CHARS, placeholder=" ..."), text.strip())
        for i, text in enumerate((point for point in key_points if point.strip()), start=1)
    )
    return Question(
        id="",
        bank=bank,
        title=shorten(prompt, TITLE_CHARS, placeholder=" ..."),
        prompt=prompt.strip(),
        levels=frozenset(Level),
        minutes=10,
        key_points=points,
    )


def session_questions(library: Library, round_: Round, started: SessionStarted) -> tuple[Question, ...]:
    """One question a leg. An entry that is no id of the library is the text of a question of one's own."""
    return tuple(
        library.questions[entry]
        if entry in library.questions
        else own_question(leg.rubric, entry, started.key_points)
        for leg, entry in zip(round_.legs, started.questions, strict=True)
    )
