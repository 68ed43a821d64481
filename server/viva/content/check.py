"""What a whole library gets wrong: broken files, and references that lead nowhere."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, cast

from viva.content.document import Document, FieldPath, read_document
from viva.content.front_matter import read_front_matter
from viva.content.library import Library
from viva.content.problem import ContentError, Problem
from viva.domain.rubric import Rubric


def check(library: Library) -> Iterator[Problem]:
    """Every problem of every file, then every reference that leads nowhere.

    References are looked at once all files load, since a broken file would make them all seem to dangle.
    """
    sections: tuple[Callable[[], object], ...] = (
        lambda: library.rubrics,
        lambda: library.questions,
        lambda: library.rounds,
        lambda: library.notes,
        lambda: library.prompts,
        lambda: library.phrases,
        lambda: library.glossary,
    )
    broken = False
    for section in sections:
        try:
            section()
        except ContentError as error:
            broken = True
            yield from error.problems
    if not broken:
        yield from _criteria_references(library)
        yield from _question_references(library)
        yield from _round_references(library)
        yield from _note_references(library)


def _criteria_references(library: Library) -> Iterator[Problem]:
    for file in library.rubric_files():
        document = read_document(file)
        rubric = library.rubrics[str(document.data["id"])]
        if all(note in library.notes for criterion in rubric.criteria for note in criterion.notes):
            continue
        yield from _criterion_notes(library, document, rubric)


def _criterion_notes(library: Library, document: Document, rubric: Rubric) -> Iterator[Problem]:
    entries = cast("list[Any]", document.data["criteria"])
    for i, (entry, criterion) in enumerate(zip(entries, rubric.criteria, strict=True)):
        own = isinstance(entry, str)
        source = read_document(document.file.parent / entry) if own else document
        prefix: FieldPath = () if own else ("criteria", i)
        yield from _unknown(source, (*prefix, "notes"), criterion.notes, library.notes, "note")


def _question_references(library: Library) -> Iterator[Problem]:
    for file in _files(library, "knowledge/questions/*/*.yaml"):
        question = library.questions[file.stem]
        rubric = library.rubrics.get(question.bank)
        if rubric is None:
            yield read_document(file).problem(("round",), f"there is no rubric {question.bank}")
            continue
        known = {criterion.id for criterion in rubric.criteria}
        aimed = [(i, f.criterion) for i, f in enumerate(question.follow_ups) if f.criterion is not None]
        lost = [(i, name) for i, name in aimed if name not in known]
        if lost or not set(question.notes) <= library.notes.keys():
            document = read_document(file)
            for i, name in lost:
                yield document.problem(("follow_ups", i, "criterion"), f"there is no criterion {name}")
            yield from _unknown(document, ("notes",), question.notes, library.notes, "note")


def _round_references(library: Library) -> Iterator[Problem]:
    for file in _files(library, "knowledge/rounds/*.yaml"):
        document: Document | None = None
        for i, leg in enumerate(library.rounds[file.stem].legs):
            rubric = library.rubrics.get(leg.rubric)
            if rubric is None:
                document = document or read_document(file)
                yield document.problem(("legs", i, "rubric"), f"there is no rubric {leg.rubric}")
                continue
            known = {phase.id for phase in rubric.phases}
            for k, phase in enumerate(leg.phases):
                if phase.id not in known:
                    document = document or read_document(file)
                    at = ("legs", i, "phases", k, "id")
                    yield document.problem(at, f"the rubric {rubric.id} has no phase {phase.id}")


def _note_references(library: Library) -> Iterator[Problem]:
    known = {criterion.id for rubric in library.rubrics.values() for criterion in rubric.criteria}
    for file in _files(library, "knowledge/notes/*.md"):
        note = library.notes[file.stem]
        if not set(note.criteria) <= known:
            document, _, _ = read_front_matter(file)
            yield from _unknown(document, ("criteria",), note.criteria, known, "criterion")


def _unknown(
    document: Document, at: FieldPath, names: Iterable[str], known: Iterable[str], noun: str
) -> Iterator[Problem]:
    there = set(known)
    for i, name in enumerate(names):
        if name not in there:
            yield document.problem((*at, i), f"there is no {noun} {name}")


def _files(library: Library, pattern: str) -> Iterator[Path]:
    for root in library.roots:
        yield from sorted(root.glob(pattern))
