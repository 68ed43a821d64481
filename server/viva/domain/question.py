"""A question with what the interviewer knows about it: facts, key points, follow-ups."""

from dataclasses import dataclass
from enum import StrEnum

from viva.domain.level import Level


class Theme(StrEnum):
    """What a behavioural question is about."""

    AMBIGUITY = "ambiguity"
    FAILURE = "failure"
    CROSS_FUNCTIONAL = "cross-functional"
    ETHICS = "ethics"
    LEADERSHIP = "leadership"
    CONFLICT = "conflict"
    ABOUT_YOU = "about-you"


@dataclass(frozen=True, slots=True)
class Fact:
    """An answer the interviewer gives when asked. `asks` are ways of asking for it."""

    id: str
    topic: str
    asks: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that is the candidate's to decide, and how the interviewer says so."""

    asks: tuple[str, ...]
    reply: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question-specific probe, aimed at a criterion where it has one."""

    text: str
    criterion: str | None = None


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A thing a good explanation says. It becomes a criterion of its own (`kp-1`, `kp-2`, ...)."""

    id: str
    name: str
    text: str
    examples: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()
    probe: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class WrongAnswer:
    """A common mistake, why it is wrong, and the key point it touches."""

    text: str
    why: str
    key_point: str | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """A listener or constraint that the explanation must honour throughout."""

    listener: str | None = None
    constraint: str | None = None
    forbidden_first_sentence: tuple[str, ...] = ()
    jargon: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a bank. `bank` is the rubric it is graded with."""

    id: str
    bank: str
    title: str
    prompt: str
    levels: frozenset[Level]
    minutes: int
    tags: tuple[str, ...] = ()
    glossary: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    yours_to_assume: tuple[Assumption, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    wrong_answers: tuple[WrongAnswer, ...] = ()
    audience: Audience | None = None
    theme: Theme | None = None
    listens_for: str = ""
    notes: tuple[str, ...] = ()
