"""A window with the question before it: “weekly” says little, “how often would you retrain? weekly” much."""

from typing import Final

from viva.domain.transcript import Speaker, Transcript
from viva.grading.normal import normal

NEAR: Final = 3
"""Sentences of a turn that lean on the question before it. What comes later stands for itself."""

TERSE: Final = 8
"""Words of a window up to which it is read after its question beside a criterion's words too. Longer ones
stand for themselves there: a question shares words with what it asks for."""

QUESTION_WORDS: Final = 24
"""The last words of an interviewer's turn that are read: the question stands at its end."""

_END: Final = "?"
"""Divides question and answer. No normal form holds it."""


def question_of(text: str) -> str:
    """The end of an interviewer's turn, in normal form."""
    return " ".join(normal(text).split()[-QUESTION_WORDS:])


def question_before(transcript: Transcript, turn: int) -> str:
    """What the interviewer asked just before a turn; empty where nobody did."""
    asked = transcript.turns[turn - 1] if turn else None
    return question_of(asked.text) if asked and asked.speaker is Speaker.INTERVIEWER else ""


def answering(question: str, text: str) -> str:
    """A text, in normal form, as it is read after a question."""
    return f"{question} {_END} {text}" if question else text


def answer_of(text: str) -> str:
    """The candidate's words of a text as it is read."""
    return text.rpartition(f" {_END} ")[2]
