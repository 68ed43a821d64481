"""Who has the floor when both talk at once. Pure.

The interviewer's voice has stopped, because the candidate said something into it, and the rest of the line is
held. What was said then decides: the candidate was only nodding along, and the line goes on; or has something
to say, and the line is left where it is, for nobody likes to hear again what was cut in on.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from viva.content.phrases import Phrase, PhraseBank
from viva.domain.event import Act, InterviewerSaid
from viva.domain.session import Session
from viva.interview.voice import Voice

SETTLED_MS: Final = 500
"""Silence after which a nod counts as one, and a noise as none."""
ENTANGLED_MS: Final = 1_000
"""Talking at once for longer is a collision, not a cut."""
GAVE_WAY_MS: Final = 900
"""Silence after which a candidate who broke off has given way."""
FRAGMENT_WORDS: Final = 4
"""Fewer words are the beginning of something, if their speaker broke off."""
NODS_MOST: Final = 4
"""More words than this are no nod, whatever they are."""
REST_WORDS: Final = 3
"""When fewer words are left of a line it has been understood: a “yes” answers it, and it need not go on."""

_NODS: Final = frozenset(
    {
        *(
            "mm",
            "mhm",
            "mmhm",
            "mm-hm",
            "mm-hmm",
            "mmm",
            "hm",
            "hmm",
            "uh-huh",
            "uhuh",
            "uh",
            "huh",
            "ah",
            "oh",
        ),
        *("aha", "yeah", "yep", "yup", "yes", "ok", "okay", "k", "right", "sure", "alright", "true", "cool"),
        *(
            "great",
            "good",
            "nice",
            "fine",
            "got",
            "it",
            "i",
            "see",
            "exactly",
            "understood",
            "gotcha",
            "indeed",
        ),
    }
)
_BREAKS: Final = re.compile(r"[^\w'-]+")


class Manner(StrEnum):
    """What to do about an interruption."""

    RESUME = "resume"  # go on with the line, at the clause that was cut
    LISTEN = "listen"  # the candidate has the floor: leave the line
    SORRY = "sorry"  # the same, and say “Sorry, go on.”


@dataclass(frozen=True, slots=True)
class Interruption:
    """What is known of it so far; times in ms.

    `rest` is what has not been heard of the line. `text` is what the candidate has said since cutting in, as
    far as it was made out; None: it is not known yet. `overlap_ms` is for how long both talked, `silent_ms`
    for how long neither has since.
    """

    rest: str
    text: str | None
    overlap_ms: int
    silent_ms: int


def manner(found: Interruption) -> Manner | None:
    """What to do now; None: wait, it may still become an answer."""
    if len(found.rest.split()) < REST_WORDS:
        return Manner.LISTEN
    if found.text is None:
        return None
    if is_nod(found.text):
        return Manner.RESUME if found.silent_ms >= SETTLED_MS else None
    if found.overlap_ms >= ENTANGLED_MS and len(found.text.split()) < FRAGMENT_WORDS:
        return Manner.SORRY if found.silent_ms >= GAVE_WAY_MS else None
    return Manner.LISTEN


def is_nod(text: str) -> bool:
    """Whether words said into a line ask for no floor: “mm-hm”, “OK, got it”, or none at all."""
    words = [word for word in _BREAKS.split(text.lower()) if word]
    return len(words) <= NODS_MOST and all(word in _NODS for word in words)


def sorry(bank: PhraseBank, session: Session, seed: int) -> InterviewerSaid:
    """“Sorry, go on.”, in the manner's words, as the next line of the session."""
    piece = Voice(bank, session, seed).pick(Phrase.SORRY)
    return InterviewerSaid(len(session.turns), piece.text, Act.PATIENCE, slot=piece.token)
