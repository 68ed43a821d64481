"""What the content tests compare sentences by, and every line that the interviewer may say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from viva.content.library import Library

RUN = 6
"""So many words in a row make a fragment."""

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])[”\"’']?\s+")


@dataclass(frozen=True, slots=True)
class Said:
    """A line with the place it comes from."""

    place: str
    text: str


def words(text: str) -> list[str]:
    """Words in lower case, without punctuation."""
    return _WORD.findall(text.lower().replace("’", "'"))


def key(text: str) -> str:
    """The same for two texts that differ in case and punctuation only."""
    return " ".join(words(text))


def fragments(text: str) -> set[str]:
    """Every run of `RUN` words."""
    found = words(text)
    return {" ".join(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def sentences(text: str) -> list[str]:
    """Sentences of a text."""
    return [part for part in _SENTENCE.split(text.strip()) if part]


def examples(library: Library) -> Iterator[Said]:
    """Every example sentence of rubrics and questions."""
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            place = f"{rubric.id}/{criterion.id}"
            for example in (*criterion.positive, *criterion.contrast):
                yield Said(f"{place} {example.kind}", example.text)
            for part in criterion.sub_points:
                yield from (Said(f"{place}/{part.id}", text) for text in part.examples)
    for question in library.questions.values():
        for point in question.key_points:
            yield from (Said(f"{question.id}/{point.id}", text) for text in point.examples)
            yield from (Said(f"{question.id}/{point.id} contrast", text) for text in point.contrast)
        yield from (Said(f"{question.id} wrong answer", wrong.text) for wrong in question.wrong_answers)


def interviewer(library: Library) -> Iterator[Said]:
    """Every line of the content that the interviewer may say."""
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            asks = (part.ask for part in criterion.sub_points)
            for text in (*criterion.probes, *criterion.hints, *asks):
                yield Said(f"{rubric.id}/{criterion.id}", text)
    for question in library.questions.values():
        lines = (
            question.prompt,
            *(fact.answer for fact in question.facts),
            *(own.reply for own in question.yours_to_assume),
            *(follow_up.text for follow_up in question.follow_ups),
            *(text for point in question.key_points for text in (point.probe, point.hint)),
        )
        yield from (Said(question.id, text) for text in lines)
    for round_ in library.rounds.values():
        yield Said(round_.id, round_.format)
        for leg in round_.legs:
            announced = (leg.announce, *(phase.announce for phase in leg.phases))
            yield from (Said(round_.id, text) for text in announced if text)
    for bank in library.phrases.values():
        yield from (Said(bank.style, text) for group in bank.variants.values() for text in group)
