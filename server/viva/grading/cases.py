"""From a session or a pasted transcript to what a grader is given: one case a leg."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.level import Level
from viva.domain.question import KeyPoint, Question
from viva.domain.round import Leg, Round
from viva.domain.rubric import Rubric
from viva.domain.scorecard import Scorecard
from viva.domain.session import Session
from viva.domain.transcript import Transcript
from viva.ports import Case

_LIKE_AN_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


@dataclass(frozen=True, slots=True)
class LegCase:
    """A leg of a round with its case."""

    leg: Leg
    case: Case


def session_cases(
    session: Session, library: Library, *, level: Level | None = None, rubric: Rubric | None = None
) -> tuple[LegCase, ...]:
    """The cases of a stored session. `level` and `rubric` replace its own (a newer rubric, say).

    Raises `VivaError`: unknown-round, unknown-rubric, wrong-rubric.
    """
    started = session.started
    held = library.round(started.round)
    cases: list[LegCase] = []
    for index, leg in enumerate(held.legs):
        turns = tuple(i for i, at in enumerate(session.turn_legs) if at == index)
        name = started.questions[index] if index < len(started.questions) else ""
        used = _rubric(library, held, leg, rubric)
        question = find_question(library, leg.rubric, name, started.key_points)
        case = Case(
            rubric=used,
            criteria=leg_criteria(used, question),
            question=question,
            transcript=session.transcript,
            turns=turns,
            level=level or started.level,
        )
        cases.append(LegCase(leg, case))
    return tuple(cases)


def input_case(
    transcript: Transcript,
    library: Library,
    *,
    round_id: str,
    question: str,
    key_points: Sequence[str] = (),
    level: Level = Level.SENIOR,
    rubric: Rubric | None = None,
) -> LegCase:
    """The case of a pasted transcript: all its turns, one leg.

    In a round of several legs the question's bank picks the leg.
    Raises `VivaError`: unknown-round, unknown-rubric, wrong-rubric, several-legs.
    """
    held = library.round(round_id)
    leg = _leg(library, held, question)
    used = _rubric(library, held, leg, rubric)
    asked = find_question(library, leg.rubric, question, key_points)
    case = Case(
        rubric=used,
        criteria=leg_criteria(used, asked),
        question=asked,
        transcript=transcript,
        turns=tuple(range(len(transcript.turns))),
        level=level,
    )
    return LegCase(leg, case)


def find_question(library: Library, bank: str, name: str, key_points: Sequence[str] = ()) -> Question:
    """A question of the bank by id, title or prompt; any other text is a question of one's own.

    Key points given beside it make it one's own too, in its own words.
    """
    if not key_points:
        wanted = name.strip().casefold()
        for question in library.bank(bank):
            if wanted in {question.id, question.title.casefold(), question.prompt.casefold()}:
                return question
    known = library.questions.get(name.strip())
    return Question(
        id="",
        bank=bank,
        title=known.title if known else name.strip(),
        prompt=known.prompt if known else name.strip(),
        levels=frozenset(Level),
        minutes=0,
        key_points=tuple(
            KeyPoint(f"kp-{i}", point_name(text), text)
            for i, text in enumerate((text.strip() for text in key_points if text.strip()), start=1)
        ),
    )


def asked_questions(library: Library, session: Session) -> tuple[Question, ...]:
    """One question a leg; where the round has gone, the text that the log keeps."""
    started = session.started
    held = library.rounds.get(started.round)
    if held is not None and len(held.legs) == len(started.questions):
        return tuple(
            find_question(library, leg.rubric, entry, started.key_points)
            for leg, entry in zip(held.legs, started.questions, strict=True)
        )
    return tuple(
        library.questions.get(entry) or find_question(library, "", entry) for entry in started.questions
    )


def other_rubric(session: Session, card: Scorecard, library: Library) -> str | None:
    """The rubric that a scorecard was made with, where it is not the round's own and still at hand."""
    legs = library.round(session.started.round).legs
    if len(legs) != 1 or card.rubric.id == legs[0].rubric:
        return None
    return card.rubric.id if card.rubric.id in library.rubrics else None


def question_doubt(case: Case, library: Library) -> str | None:
    """A warning about a question that was named and does not belong here: only its words were used."""
    asked = case.question
    if asked.id or asked.key_points or not asked.prompt:
        return None
    for other in library.questions.values():
        if other.prompt == asked.prompt and other.bank != asked.bank:
            its = library.rubrics.get(other.bank)
            return (
                f"“{other.title}” is a question for {its.title if its else other.bank}; "
                f"here it was judged as {case.rubric.title}."
            )
    if _LIKE_AN_ID.fullmatch(asked.prompt):
        return (
            f"There is no question called “{asked.prompt}” here, so it was judged as one of your own, "
            "without key points."
        )
    return None


def _leg(library: Library, held: Round, question: str) -> Leg:
    if len(held.legs) == 1:
        return held.legs[0]
    known = library.questions.get(question.strip())
    for leg in held.legs:
        if known is not None and leg.rubric == known.bank:
            return leg
    raise VivaError(
        "several-legs",
        f"“{held.title}” has several parts, and a pasted answer belongs to one of them.",
        "Pick the round of that part: " + ", ".join(leg.rubric for leg in held.legs) + ".",
    )


def _rubric(library: Library, held: Round, leg: Leg, rubric: Rubric | None) -> Rubric:
    if rubric is None:
        return library.rubric(leg.rubric)
    if len(held.legs) == 1 or rubric.id == leg.rubric:
        return rubric
    if rubric.id in {other.rubric for other in held.legs}:
        return library.rubric(leg.rubric)
    raise VivaError(
        "wrong-rubric",
        f"“{held.title}” has no part for the rubric “{rubric.id}”.",
        "Its parts are " + ", ".join(other.rubric for other in held.legs) + ".",
    )


def point_name(text: str) -> str:
    """What a key point of one's own is called: its first words."""
    words = text.split()
    return " ".join(words[:6]).rstrip(",.;:") + ("…" if len(words) > 6 else "")
