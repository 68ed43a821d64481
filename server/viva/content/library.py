"""All content, loaded section by section on first use, with the user's own beside the shipped."""

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Final, TypeVar

from viva.content.notes import load_glossary, load_note
from viva.content.phrases import PhraseBank, load_phrases
from viva.content.problem import ContentError, Problem
from viva.content.prompts import load_prompt
from viva.content.questions import load_question
from viva.content.rounds import load_round
from viva.content.rubrics import load_rubric
from viva.domain.errors import not_found
from viva.domain.level import Style
from viva.domain.note import Note, Term
from viva.domain.prompt import Prompt
from viva.domain.question import Question
from viva.domain.round import Round
from viva.domain.rubric import Rubric

T = TypeVar("T")
K = TypeVar("K", bound=str)

_NAMED: Final = 8
"""How many known ids a message names."""


class Library:
    """Content by id. A broken file stops its section with a `ContentError` that places every fault.

    `roots` are folders laid out as the shipped one is; an id may stand in one of them only.
    """

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots

    @cached_property
    def rubrics(self) -> Mapping[str, Rubric]:
        """Rubrics by id."""
        files = self.rubric_files()
        return _collect(files, load_rubric, lambda rubric: rubric.id)

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """Questions of all banks by id."""
        files = [f for root in self.roots for f in sorted(root.glob("knowledge/questions/*/*.yaml"))]
        return _collect(files, lambda f: load_question(f, f.parent.name), lambda question: question.id)

    @cached_property
    def rounds(self) -> Mapping[str, Round]:
        """Rounds by id, in the order lists show them."""
        loaded = _collect(self._files("knowledge/rounds/*.yaml"), load_round, lambda pair: pair[1].id)
        ordered = sorted(loaded.values(), key=lambda pair: (pair[0], pair[1].id))
        return {item.id: item for _, item in ordered}

    @cached_property
    def notes(self) -> Mapping[str, Note]:
        """Notes by id."""
        return _collect(self._files("knowledge/notes/*.md"), load_note, lambda note: note.id)

    @cached_property
    def prompts(self) -> Mapping[str, Prompt]:
        """Prompts by id."""
        return _collect(self._files("prompts/*.md"), load_prompt, lambda prompt: prompt.id)

    @cached_property
    def phrases(self) -> Mapping[Style, PhraseBank]:
        """The interviewer's phrases by manner."""
        return _collect(self._files("knowledge/phrases/*.yaml"), load_phrases, lambda bank: bank.style)

    @cached_property
    def glossary(self) -> tuple[Term, ...]:
        """Terms of every glossary file."""
        return tuple(
            term for file in self._files("knowledge/glossary/*.yaml") for term in load_glossary(file)
        )

    def rubric(self, name: str) -> Rubric:
        """Raises `VivaError` (unknown-rubric)."""
        return _get(self.rubrics, "rubric", name)

    def question(self, name: str) -> Question:
        """Raises `VivaError` (unknown-question)."""
        return _get(self.questions, "question", name)

    def round(self, name: str) -> Round:
        """Raises `VivaError` (unknown-round)."""
        return _get(self.rounds, "round", name)

    def note(self, name: str) -> Note:
        """Raises `VivaError` (unknown-note)."""
        return _get(self.notes, "note", name)

    def bank(self, rubric: str) -> tuple[Question, ...]:
        """The questions that are graded with a rubric, by title."""
        found = [question for question in self.questions.values() if question.bank == rubric]
        return tuple(sorted(found, key=lambda question: question.title.casefold()))

    def rubric_files(self) -> list[Path]:
        """Every rubric's main file."""
        return [
            file
            for root in self.roots
            for pattern in ("rubrics/*/rubric.yaml", "rubrics/*.yaml")
            for file in sorted(root.glob(pattern))
        ]

    def find(self, path: str) -> Path:
        """The content file with this path, in whichever root holds it. Raises `StopIteration` if none."""
        return next(root / path for root in self.roots if (root / path).is_file())

    def _files(self, pattern: str) -> list[Path]:
        return [file for root in self.roots for file in sorted(root.glob(pattern))]


def _collect(files: list[Path], load: Callable[[Path], T], name: Callable[[T], K]) -> dict[K, T]:
    found: dict[K, T] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            item = load(file)
        except ContentError as error:
            problems += error.problems
            continue
        if name(item) in found:
            problems.append(Problem(file, 1, "id", f"another file has the id {name(item)}"))
        found[name(item)] = item
    if problems:
        raise ContentError(sorted(problems))
    return found


def _get(items: Mapping[str, T], noun: str, name: str) -> T:
    if name not in items:
        some = ", ".join(list(items)[:_NAMED]) + (
            f" and {len(items) - _NAMED} more" if len(items) > _NAMED else ""
        )
        raise not_found(noun, name, f"Known: {some}." if some else "There are none yet.")
    return items[name]
