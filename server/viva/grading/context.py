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


def question_of(*texts: str) -> str:
    """The end of what an interviewer said, in normal form."""
    return " ".join(normal(" ".join(texts)).split()[-QUESTION_WORDS:])


def question_before(transcript: Transcript, turn: int) -> str:
    """What the interviewer said since the candidate's turn before this one; empty where nothing was."""
    first = turn
    while first and transcript.turns[first - 1].speaker is Speaker.INTERVIEWER:
        first -= 1
    return question_of(*(asked.text for asked in transcript.turns[first:turn]))


def answering(question: str, text: str) -> str:
    """A text, in normal form, as it is read after a question."""
    return f"{question} {_END} {text}" if question else text


def answer_of(text: str) -> str:
    """The candidate's words of a text as it is read."""
    return text.rpartition(f" {_END} ")[2]
