"""One contract for the scripted and the real index of each kind."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viva.adapters.chroma_index import ChromaIndex
from viva.adapters.fts_index import FtsIndex
from viva.adapters.scripted_indexes import ScriptedLexicalIndex, ScriptedVectorIndex
from viva.domain.errors import VivaError
from viva.domain.note import Passage
from viva.ports import LexicalIndex, VectorIndex, Vectors

PASSAGES = (
    Passage("a#0", "a", "Drift", "Inputs drifting away from the training data", 0, 10),
    Passage("b#0", "b", "Caches", "Keys and values are cached for decoding", 0, 10),
    Passage("c#0", "c", "Trees", "Boosted trees on tabular columns", 0, 10),
)
VECTORS = np.eye(3, 8, dtype=np.float32)


@pytest.fixture(params=["scripted", "fts"])
def words(request: pytest.FixtureRequest, tmp_path: Path) -> LexicalIndex:
    return ScriptedLexicalIndex() if request.param == "scripted" else FtsIndex(tmp_path / "notes.sqlite")


@pytest.fixture(params=["scripted", "chroma"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> VectorIndex:
    return ScriptedVectorIndex() if request.param == "scripted" else ChromaIndex(tmp_path / "chroma")


def test_words_find_the_passage_that_has_them(words: LexicalIndex) -> None:
    words.build("1", PASSAGES)
    assert next(iter(words.match("cached values", 2))) == "b#0"
    assert list(words.match("zebra", 2)) == []
    assert list(words.match("  ", 2)) == []


def test_a_new_version_replaces_the_words(words: LexicalIndex) -> None:
    words.build("1", PASSAGES)
    words.build("2", PASSAGES[:1])
    assert list(words.match("cached trees drifting", 5)) == ["a#0"]


@given(query=st.text(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_text_is_a_legal_query(query: str, words: LexicalIndex) -> None:
    words.build("1", PASSAGES)
    assert set(words.match(query, 5)) <= {"a#0", "b#0", "c#0"}


def test_nearest_comes_first(vectors: VectorIndex) -> None:
    vectors.build("1", PASSAGES, lambda: VECTORS)
    query = np.array([0.1, 0.9, 0.2, 0, 0, 0, 0, 0], dtype=np.float32)
    assert list(vectors.nearest(query, 2)) == ["b#0", "c#0"]
    assert len(vectors.nearest(query, 10)) == 3


def test_the_same_version_is_not_embedded_again(vectors: VectorIndex) -> None:
    vectors.build("1", PASSAGES, lambda: VECTORS)

    def never() -> Vectors:
        raise AssertionError("embedded again")

    vectors.build("1", PASSAGES, never)
    assert list(vectors.nearest(VECTORS[0], 1)) == ["a#0"]


def _damaged_chroma(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"not a database at all" * 100)


def _emptied_chroma(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"")


@pytest.mark.parametrize("damage", [_damaged_chroma, _emptied_chroma])
def test_a_damaged_vector_index_is_made_again(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = tmp_path / "chroma"
    ChromaIndex(folder).build("1", PASSAGES, lambda: VECTORS)
    damage(folder)
    again = ChromaIndex(folder)
    again.build("1", PASSAGES, lambda: VECTORS)
    assert list(again.nearest(VECTORS[2], 1)) == ["c#0"]


def test_an_index_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(VivaError, match="could not be made") as caught:
        ChromaIndex(blocked / "chroma").build("1", PASSAGES, lambda: VECTORS)
    assert caught.value.code == "index-unavailable"


@pytest.mark.parametrize("content", [b"", b"garbage" * 500])
def test_a_damaged_word_index_is_made_again(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "notes.sqlite"
    file.write_bytes(content)
    index = FtsIndex(file)
    index.build("1", PASSAGES)
    assert list(index.match("trees", 1)) == ["c#0"]
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT count(*) FROM passages").fetchone() == (3,)
    connection.close()


def test_words_are_searched_in_memory_where_no_file_can_be(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    index = FtsIndex(blocked / "notes.sqlite")
    index.build("1", PASSAGES)
    assert list(index.match("trees", 1)) == ["c#0"]
