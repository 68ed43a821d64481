"""Setting an interview up: which questions it asks."""

from collections.abc import Collection
from dataclasses import dataclass
from random import Random

from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.level import Level, Mode, Style
from viva.domain.question import Question
from viva.domain.round import Round


@dataclass(frozen=True, slots=True)
class Setup:
    """An interview to start. `questions` has an id (or None for any) a leg; None draws all."""

    round: str
    questions: tuple[str | None, ...] | None = None
    level: Level = Level.SENIOR
    style: Style = Style.NEUTRAL
    mode: Mode = Mode.COACH


def choose_questions(
    library: Library, round_: Round, setup: Setup, recent: Collection[str], rng: Random
) -> tuple[Question, ...]:
    """A question a leg. One that is left open is drawn for the level, not a recent one if it can be helped.

    Raises `VivaError`: wrong-questions, unknown-question, wrong-bank, no-questions.
    """
    wanted = setup.questions if setup.questions is not None else (None,) * len(round_.legs)
    if len(wanted) != len(round_.legs):
        raise VivaError(
            "wrong-questions",
            f"“{round_.title}” has {len(round_.legs)} parts, and {len(wanted)} questions were named.",
            "Name one a part, or none to have them drawn.",
        )
    chosen: list[Question] = []
    for leg, name in zip(round_.legs, wanted, strict=True):
        if name is None:
            chosen.append(_draw(library, leg.rubric, setup.level, recent, rng))
            continue
        question = library.question(name)
        if question.bank != leg.rubric:
            raise VivaError(
                "wrong-bank",
                f"“{question.title}” is a {question.bank} question, and this part is {leg.rubric}.",
                "Choose a question of that bank, or another round.",
            )
        chosen.append(question)
    return tuple(chosen)


def _draw(library: Library, bank: str, level: Level, recent: Collection[str], rng: Random) -> Question:
    questions = library.bank(bank)
    if not questions:
        raise VivaError(
            "no-questions",
            f"There are no {bank} questions.",
            "Add one to the content folder, and run `viva check`.",
        )
    fitting = [question for question in questions if level in question.levels] or list(questions)
    fresh = [question for question in fitting if question.id not in recent] or fitting
    return rng.choice(fresh)
