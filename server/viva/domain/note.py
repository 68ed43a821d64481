"""A reference note and a passage of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A short text to read, in Markdown, with its sources and the criteria it helps with."""

    id: str
    title: str
    body: str
    tags: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk of a note. `start`..`end` are offsets into its body."""

    id: str
    note: str
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, best first; `score` orders hits of one search and means nothing else."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary entry: how it is written, how it is said, what it means."""

    term: str
    said: str
    meaning: str
