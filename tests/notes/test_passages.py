"""Notes are cut into passages that cover them."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from viva.content.library import Library
from viva.domain.note import Note
from viva.notes.passages import passages

_bodies = st.lists(st.text(alphabet="ab .#\n-é", min_size=1, max_size=400), min_size=1, max_size=8).map(
    "\n\n".join
)


@given(_bodies)
def test_passages_cover_the_body_in_order(body: str) -> None:
    found = passages(Note("n", "Title", body))
    covered = "".join(body[p.start : p.end] for p in found)
    assert "".join(covered.split()) == "".join(body.split())
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(p.text.endswith(body[p.start : p.end]) for p in found)


def test_a_section_starts_a_new_passage() -> None:
    body = "First words.\n\n## Size\n\nSecond words.\n\nThird."
    found = passages(Note("n", "The title", body))
    assert [p.text.split(". ")[:2] for p in found] == [["The title", "First words."], ["The title", "Size"]]


def test_shipped_notes_make_passages_that_an_encoder_can_read(library: Library) -> None:
    sizes = [len(p.text.split()) for note in library.notes.values() for p in passages(note)]
    assert max(sizes) < 260
    assert len(sizes) > len(library.notes)
