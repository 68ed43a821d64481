"""Notes: `knowledge/notes/<id>.md`, and the glossary: `knowledge/glossary/*.yaml`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from viva.content.document import read_document
from viva.content.front_matter import read_front_matter
from viva.content.problem import ContentError, Problem
from viva.content.text import FileModel, Slug, Text
from viva.domain.note import Note, Term


class NoteFile(FileModel):
    """A note's front matter."""

    id: Slug
    title: Text
    tags: tuple[Slug, ...] = ()
    criteria: tuple[Slug, ...] = ()
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]


class TermFile(FileModel):
    """A glossary entry."""

    term: Text
    said: Text
    meaning: Text


class GlossaryFile(FileModel):
    """A list of terms."""

    terms: tuple[TermFile, ...]


def load_note(file: Path) -> Note:
    """A note. Raises `ContentError` naming file, line and field."""
    document, body, line = read_front_matter(file)
    data = document.validate(NoteFile)
    if data.id != file.stem:
        raise ContentError([document.problem(("id",), f"must be the file's name, {file.stem}")])
    if not body.strip():
        raise ContentError([Problem(file, line, "", "has no text")])
    return Note(data.id, data.title, body, data.tags, data.criteria, data.sources)


def load_glossary(file: Path) -> tuple[Term, ...]:
    """Terms of one file. Raises `ContentError`."""
    data = read_document(file).validate(GlossaryFile)
    return tuple(Term(t.term, t.said, t.meaning) for t in data.terms)
