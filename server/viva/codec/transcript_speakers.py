"""Who is who: names in a transcript to the two sides of the table."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.transcript import Speaker, Turn

_INTERVIEWER: Final = frozenset(
    {"interviewer", "int", "q", "question", "examiner", "recruiter", "hiring manager", "host", "panel"}
)
_CANDIDATE: Final = frozenset(
    {"candidate", "cand", "a", "answer", "me", "you", "myself", "interviewee", "applicant"}
)


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words with the name that stands before them (None where there is none) and times in ms."""

    name: str | None
    text: str
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Cast:
    """Turns with their speakers, and what had to be assumed."""

    turns: tuple[Turn, ...]
    warnings: tuple[str, ...] = ()


def role(name: str) -> Speaker | None:
    """The side that a label such as “Interviewer” or “Me” stands for; None for a person's name."""
    key = re.sub(r"\s+\d+$", "", name.strip().casefold())
    if key in _INTERVIEWER:
        return Speaker.INTERVIEWER
    return Speaker.CANDIDATE if key in _CANDIDATE else None


def assign(utterances: Sequence[Utterance], *, joiner: str) -> Cast:
    """Sides for all utterances; neighbours by one person become one turn, joined by `joiner`.

    Names that say nothing are settled by the other names, else by who talks most: that is the candidate.
    Without any name every word is the candidate's.
    """
    spoken = [u for u in utterances if u.text.strip()]
    names = [u.name for u in spoken if u.name is not None]
    if not names:
        return Cast(_merge([(Speaker.CANDIDATE, u) for u in spoken], joiner))
    sides, warnings = _sides(spoken)
    pairs = [(sides[u.name] if u.name is not None else Speaker.INTERVIEWER, u) for u in spoken]
    if any(u.name is None for u in spoken):
        warnings.append("Words that stand under nobody’s name were not counted as the candidate’s.")
    return Cast(_merge(pairs, joiner), tuple(warnings))


def _sides(spoken: Sequence[Utterance]) -> tuple[dict[str, Speaker], list[str]]:
    names = list(dict.fromkeys(u.name for u in spoken if u.name is not None))
    known = {name: side for name in names if (side := role(name)) is not None}
    unknown = [name for name in names if name not in known]
    if not unknown:
        return known, []
    if Speaker.CANDIDATE in known.values():
        return known | dict.fromkeys(unknown, Speaker.INTERVIEWER), []
    talk = Counter[str]()
    for utterance in spoken:
        if utterance.name in unknown:
            talk[utterance.name] += len(utterance.text.split())
    most = max(unknown, key=lambda name: talk[name])
    sides = known | dict.fromkeys(unknown, Speaker.INTERVIEWER) | {most: Speaker.CANDIDATE}
    sure = len(unknown) == 1 and Speaker.INTERVIEWER in known.values()
    return sides, [] if sure else [f"Took {most} to be the candidate, because they speak most."]


def _merge(pairs: Sequence[tuple[Speaker, Utterance]], joiner: str) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    for speaker, utterance in pairs:
        text = utterance.text.strip()
        if turns and turns[-1].speaker is speaker:
            last = turns[-1]
            turns[-1] = Turn(speaker, last.text + joiner + text, last.start_ms, utterance.end_ms)
        else:
            turns.append(Turn(speaker, text, utterance.start_ms, utterance.end_ms))
    return tuple(turns)
