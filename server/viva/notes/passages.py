"""Cuts a note into passages: whole paragraphs and lists, grouped to about a hundred words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from viva.domain.note import Note, Passage

TARGET_WORDS: Final = 90
_BLOCK: Final = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_WORD: Final = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Block:
    start: int
    end: int
    words: int
    heading: str


def passages(note: Note) -> tuple[Passage, ...]:
    """Passages in the order of the body, which they cover but for blank lines between them.

    A passage never spans two sections. Its `text` begins with the note's title and the section's heading,
    so that it can be found by either; `start`..`end` are its own offsets into the body.
    """
    found: list[Passage] = []
    group: list[_Block] = []
    for block in _blocks(note.body):
        if group and (
            block.heading != group[0].heading or _words(group) + block.words > TARGET_WORDS * 4 // 3
        ):
            found.append(_passage(note, group, len(found)))
            group = []
        group.append(block)
    if group:
        found.append(_passage(note, group, len(found)))
    return tuple(found)


def _blocks(body: str) -> Iterator[_Block]:
    heading = ""
    for match in _BLOCK.finditer(body):
        text = match.group()
        if not text.strip():
            continue
        if text.lstrip().startswith("## "):
            heading = text.strip().splitlines()[0].removeprefix("## ").strip()
        yield _Block(match.start(), match.end(), len(_WORD.findall(text)), heading)


def _words(group: list[_Block]) -> int:
    return sum(block.words for block in group)


def _passage(note: Note, group: list[_Block], index: int) -> Passage:
    start, end = group[0].start, group[-1].end
    context = f"{note.title}. {group[0].heading}".rstrip(". ")
    return Passage(
        f"{note.id}#{index}", note.id, note.title, f"{context}. {note.body[start:end]}", start, end
    )
