"""The development transcripts: each complete, with evidence that stands in the candidate's own words."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from training.rows import (
    criteria,
    example_rows,
    open_rows,
    read_open,
    read_windows,
    running_rows,
    unseen_questions,
)
from training.transcripts import FOLDER, FRESH, Labelled, read_transcripts
from viva.content.library import Library
from viva.grading.normal import normal


@pytest.fixture(scope="module")
def labelled(library: Library) -> list[Labelled]:
    return [*read_transcripts(library), *read_transcripts(library, FRESH)]


def test_there_are_sixty_and_twenty_a_round(library: Library) -> None:
    labelled = list(read_transcripts(library, FOLDER))
    rounds = Counter(item.case.rubric.id for item in labelled)
    assert len(labelled) >= 60
    assert min(rounds[name] for name in ("system-design", "behavioural", "fundamentals")) >= 20


def test_every_criterion_has_a_label_and_each_credit_its_words(labelled: list[Labelled]) -> None:
    for item in labelled:
        assert set(item.labels) == {criterion.id for criterion in item.case.criteria}, item.name
        said = [" ".join(turn.text.split()) for _, turn in item.case.transcript.candidate()]
        for criterion, label in item.labels.items():
            quotes = item.evidence.get(criterion, ())
            assert bool(quotes) == (label > 0), f"{item.name} {criterion}"
            assert all(any(quote in text for text in said) for quote in quotes), f"{item.name} {criterion}"
            assert all(len(quote.split()) > 1 for quote in quotes), f"{item.name} {criterion}"


def runs(texts: Iterable[str], words: int = 9) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        parts = text.split()
        found.update(tuple(parts[i : i + words]) for i in range(len(parts) - words + 1))
    return found


@pytest.mark.parametrize(("folder", "least", "most"), [(FOLDER, 20_000, 2), (FRESH, 10_000, 0)])
def test_next_to_nothing_of_them_is_trained_on(library: Library, folder: Path, least: int, most: int) -> None:
    labelled = list(read_transcripts(library, folder))
    asked = criteria(library)
    unseen = unseen_questions(read_windows())
    examples, running = example_rows(library, unseen, asked), running_rows(library, asked)
    rows = [*running, *open_rows(read_open()), *examples]
    trained = runs([normal(window.text) for window in read_windows()]) | runs(row.text for row in rows)
    said = runs(normal(turn.text) for item in labelled for _, turn in item.case.transcript.candidate())
    assert len(said) > least
    assert len(said & trained) <= most
    assert not unseen & {row.question for row in rows}


def test_there_are_some_of_questions_of_which_nothing_is_trained_on(library: Library) -> None:
    unseen = unseen_questions(read_windows())
    assert len(unseen & {item.case.question.id for item in read_transcripts(library, FOLDER)}) >= 12
