"""Who has the floor when both talk at once. Pure.

The interviewer's voice has stopped, because the candidate said something into it, and the rest of the line is
held. What was said then decides: the candidate was only nodding along, and the line goes on; or has something
to say, and the line is left where it is, for nobody likes to hear again what was cut in on.
"""

import re
from enum import StrEnum
from typing import Final

from viva.content.phrases import Phrase, PhraseBank
from viva.domain.event import Act, InterviewerSaid
from viva.domain.session import Session
from viva.interview.voice import Voice

ENTANGLED_MS: Final = 1_000
"""Talking at once for longer is a collision, not a cut."""
FRAGMENT_WORDS: Final = 4
"""Fewer words are the beginning of something, if their speaker broke off."""
NODS_MOST: Final = 4
"""More words than this are no nod, whatever they are."""
REST_WORDS: Final = 3
"""When fewer words are left of a line it has been understood: a “yes” answers it, and it need not go on."""

_NODS: Final = frozenset({
    "mm", "mhm", "mmhm", "mm-hm", "mm-hmm", "mmm", "hm", "hmm", "uh-huh", "uhuh", "uh", "huh", "ah", "oh",
    "aha", "yeah", "yep", "yup", "yes", "ok", "okay", "k", "right", "sure", "alright", "true", "cool",
    "great", "good", "nice", "fine", "got", "it", "i", "see", "exactly", "understood", "gotcha", "indeed",
})  # fmt: skip
_BREAKS: Final = re.compile(r"[^\w'-]+")


class Manner(StrEnum):
    """What to do about words that were said into a line."""

    RESUME = "resume"  # go on with the line, at the clause that was cut; the words are no answer
    LISTEN = "listen"  # they are an answer; leave the line
    SORRY = "sorry"  # they are the beginning of one: leave the line, and say “Sorry, go on.”


def manner(rest: str, text: str, overlap_ms: int = 0) -> Manner:
    """What to do once the candidate, who cut in on a line, is silent again.

    `rest` is what has not been heard of the line, `text` what the candidate said; empty: nothing that could
    be made out. `overlap_ms` is for how long both talked at once.
    """
    if len(rest.split()) < REST_WORDS:
        return Manner.LISTEN if text.strip() else Manner.RESUME
    if is_nod(text):
        return Manner.RESUME
    if overlap_ms >= ENTANGLED_MS and len(text.split()) < FRAGMENT_WORDS:
        return Manner.SORRY
    return Manner.LISTEN


def is_nod(text: str) -> bool:
    """Whether words said into a line ask for no floor: “mm-hm”, “OK, got it”, or none at all."""
    words = [word for word in _BREAKS.split(text.lower()) if word]
    return len(words) <= NODS_MOST and all(word in _NODS for word in words)


def sorry(bank: PhraseBank, session: Session, seed: int) -> InterviewerSaid:
    """“Sorry, go on.”, in the manner's words, as the next line of the session."""
    piece = Voice(bank, session, seed).pick(Phrase.SORRY)
    return InterviewerSaid(len(session.turns), piece.text, Act.PATIENCE, slot=piece.token)
