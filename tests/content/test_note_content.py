"""What the shipped notes hold."""

import re

import pytest

from viva.content.library import Library
from viva.content.roots import content_roots
from viva.domain.note import Note

LIBRARY = Library(content_roots())
NOTES = tuple(LIBRARY.notes.values())
each_note = pytest.mark.parametrize("note", NOTES, ids=[note.id for note in NOTES])

COVERED = (
    "linear-algebra-for-ml", "mle-and-cross-entropy", "decision-trees", "linear-and-logistic-regression",
    "clustering-k-means-and-beyond", "positional-encoding-and-rope", "normalisation-layers-and-rmsnorm",
    "mha-mqa-gqa", "kv-cache", "full-fine-tuning-or-peft", "rag-pipeline", "agents-and-tools",
    "llm-evaluation", "prompt-injection-and-llm-security", "design-round-step-by-step", "feature-stores",
    "serving-paths", "shadow-canary-rollback", "what-to-watch-in-production", "drift-detection",
    "retraining-triggers", "online-experiments", "fairness-audits", "star-stories",
)  # fmt: skip


def test_there_are_sixty_notes_over_the_whole_field() -> None:
    assert len(NOTES) >= 60
    assert set(COVERED) <= set(LIBRARY.notes)


@each_note
def test_a_note_is_short_enough_to_read_and_long_enough_to_help(note: Note) -> None:
    assert 150 <= len(note.body.split()) <= 500


@each_note
def test_a_note_cites_works_with_a_year_or_a_publisher(note: Note) -> None:
    assert note.sources
    assert len(set(note.sources)) == len(note.sources)
    assert not any("http" in source for source in note.sources)
    dated = re.compile(r"\b(19|20)\d\d\b|arXiv:\d{4}\.\d{4,5}|\d{4}/\d+")
    undated = [source for source in note.sources if not dated.search(source)]
    assert len(undated) < len(note.sources) or len(note.sources) == 1, undated


@each_note
def test_a_note_ends_with_how_to_say_it(note: Note) -> None:
    assert note.body.rstrip().splitlines()[-1].startswith("**In an interview:**")


@each_note
def test_a_note_has_no_heading_of_the_first_rank_and_no_markup_that_would_show(note: Note) -> None:
    assert not re.search(r"^# ", note.body, re.MULTILINE)
    assert "$" not in re.sub(r"\$\d", "", note.body)
    assert "<" not in re.sub(r"`[^`]*`|<\s?[\d/=]|p < |η < ", "", note.body)


def test_no_two_notes_share_a_title() -> None:
    assert len({note.title.casefold() for note in NOTES}) == len(NOTES)


def test_every_note_is_linked_from_somewhere() -> None:
    linked = {name for q in LIBRARY.questions.values() for name in q.notes}
    linked |= {name for r in LIBRARY.rubrics.values() for c in r.criteria for name in c.notes}
    assert not set(LIBRARY.notes) - linked


def test_the_glossary_says_each_term_once() -> None:
    terms = [term.term.casefold() for term in LIBRARY.glossary]
    assert len(terms) >= 100
    assert len(set(terms)) == len(terms)
