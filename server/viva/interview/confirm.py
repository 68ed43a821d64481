"""“Did you say FAISS?”: one question, at most, about a word that may have been misheard. Pure.

All that it needs to know later stands in the line's slot, so that it goes on after a restart.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol
from urllib.parse import quote, unquote

from viva.content.phrases import Phrase
from viva.domain.event import Act
from viva.domain.session import Session
from viva.domain.transcript import Speaker
from viva.interview.effects import Say
from viva.interview.plan import Plan
from viva.interview.quotes import content_words
from viva.interview.voice import Voice

SUBSTANCE: Final = 6
"""A reply with as many content words beside its yes or no is an answer too."""
BRIEF: Final = 6
"""The most words of a reply that says the term alone."""
_MARK: Final = "doubt"
_LEAD: Final = r"^(?:(?:oh|um|uh|er|erm|ah|well|sorry|so|ok|okay) )*"
_YES: Final = re.compile(
    rf"{_LEAD}(?:(?:yes|yeah|yep|yup|correct|right|exactly|indeed|sure|i did|i do|mm hmm|uh huh|"
    r"(?:that's|that is|it's|it is) (?:right|correct|it|the one))\b ?)+"
)
_NO: Final = re.compile(
    rf"{_LEAD}(?:(?:no|nope|nah|not (?:quite|really|that)|i didn't|i did not|wrong|"
    r"(?:that's|that is|it's|it is|it was) (?:not|wrong))\b ?)+"
)


class Doubt(Protocol):
    """Words that may be misheard: `turns[turn].text[start:end] == heard`, and `term` sounds like it."""

    @property
    def turn(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def heard(self) -> str: ...
    @property
    def term(self) -> str: ...


class Reply(StrEnum):
    """What was replied to the question."""

    YES = "yes"
    NO = "no"
    ELSE = "else"  # something else: an answer


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The question that was put, and the reply. `answers`: it goes on to say something of substance."""

    turn: int
    start: int
    end: int
    heard: str
    term: str
    reply: Reply
    answers: bool


def may_confirm(session: Session) -> bool:
    """Whether a word may be asked about: the candidate spoke last, aloud, and none was asked about yet."""
    if session.over or not session.turns:
        return False
    last = session.turns[-1]
    asked = any(line.said.act is Act.CONFIRM for line in session.lines)
    return last.speaker is Speaker.CANDIDATE and last.spoken and not asked


def confirm(plan: Plan, session: Session, doubt: Doubt, *, seed: int) -> Say:
    """The question. It waits for its reply; what was said before is reacted to after that."""
    piece = Voice(plan.bank, session, seed).pick(Phrase.CONFIRM, term=doubt.term)
    slot = ":".join(
        [
            _MARK,
            str(doubt.turn),
            str(doubt.start),
            str(doubt.end),
            quote(doubt.heard, safe=""),
            quote(doubt.term, safe=""),
        ]
    )
    return Say(piece.text, Act.CONFIRM, slot=f"{piece.token} {slot}")


def read_confirmation(session: Session) -> Confirmation | None:
    """The reply, where the last turn is one: the candidate's, right after the question."""
    if len(session.turns) < 2 or not session.lines or session.turns[-1].speaker is not Speaker.CANDIDATE:
        return None
    said = session.lines[-1].said
    if said.act is not Act.CONFIRM or said.turn != len(session.turns) - 2:
        return None
    mark = next((token for token in (said.slot or "").split() if token.startswith(f"{_MARK}:")), None)
    if mark is None:
        return None
    _, turn, start, end, heard, term = mark.split(":")
    term = unquote(term)
    reply, rest = _read(session.turns[-1].text, term)
    answers = reply is Reply.ELSE or len(content_words(rest)) >= SUBSTANCE
    return Confirmation(int(turn), int(start), int(end), unquote(heard), term, reply, answers)


def confirmed_text(session: Session, found: Confirmation) -> str | None:
    """The doubted turn with the term in it; None where it was denied, or stands there already."""
    text = session.turns[found.turn].text
    if found.reply is not Reply.YES or text[found.start : found.end] != found.heard:
        return None
    return text[: found.start] + found.term + text[found.end :]


def before_asking(session: Session) -> Session:
    """The session as if the question had not been put: what the answer before it is reacted to in.

    Only for a session whose last turn `read_confirmation` reads.
    """
    return replace(
        session, turns=session.turns[:-2], turn_legs=session.turn_legs[:-2], lines=session.lines[:-1]
    )


def _read(text: str, term: str) -> tuple[Reply, str]:
    """What a reply says, and what it says besides."""
    plain, wanted = _plain(text), _plain(term)
    no, yes = _NO.match(plain), _YES.match(plain)
    if no is not None:
        rest = plain[no.end() :]
        meant = re.search(rf"\bi (?:meant|mean|said|was saying) {re.escape(wanted)}\b", rest)
        return (Reply.YES if meant else Reply.NO), rest.replace(wanted, " ")
    if yes is not None:
        return Reply.YES, plain[yes.end() :].replace(wanted, " ")
    if wanted and re.search(rf"\b{re.escape(wanted)}\b", plain) and len(plain.split()) <= BRIEF:
        return Reply.YES, ""
    return Reply.ELSE, plain


def _plain(text: str) -> str:
    folded = text.casefold().replace("’", "'").replace("‘", "'")
    return " ".join(re.sub(r"[^\w' ]+", " ", folded).split())
