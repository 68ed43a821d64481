"""A window with the question before it: “weekly” says little, “how often would you retrain? weekly” much."""

from functools import lru_cache
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

_EMPTY: Final = """
a absolutely agree agreed ah also and are as be been better bit but can case completely correct could
course definitely did do does done don't exactly exact fair fine for good got great had has have how huh
i i'd i'll i'm i've idea if in indeed is it it'd it's just kind know like maybe me mean mhm mm my no not
obviously of oh ok okay on one our perfect perhaps point possible precisely pretty probably quite really
right said same say see seems so sort sounds suppose sure thank thanks that that'd that's the then there
these they thing things think this those to too totally true uh uh-huh um usual usually very was way we
we'd we'll we're well were what when with would yeah yep yes you you'd you're your
"""
_ASSENT: Final = frozenset(_EMPTY.split())
"""Words with which somebody agrees, or gains time, and says nothing of their own."""

_END: Final = "?"
"""Divides question and answer. No normal form holds it."""


@lru_cache(maxsize=1_024)
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
    """A text, in normal form, as it is read after a question.

    Who only agrees is read alone: what the interviewer said would earn for the candidate.
    """
    own = question and not _ASSENT.issuperset(text.split())
    return f"{question} {_END} {text}" if own else text


def answer_of(text: str) -> str:
    """The candidate's words of a text as it is read."""
    return text.rpartition(f" {_END} ")[2]
