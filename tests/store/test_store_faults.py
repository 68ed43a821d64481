"""What a user is told when the database cannot do its part, and that nothing is lost by it."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from store.events import START, WHEN, answer
from viva.adapters.memory_store import MemoryStore
from viva.adapters.sql_store import SqlStore
from viva.domain.errors import ErrorKind, VivaError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A database with one session of two events."""
    path = tmp_path / "viva.db"
    store = SqlStore(f"sqlite:///{path}")
    asyncio.run(store.create("a", WHEN, [(0, START), (3, answer(0))]))
    store.close()
    return path


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No database may grow beyond some pages."""

    def limit(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=12")

    event.listen(Engine, "connect", limit)
    yield
    event.remove(Engine, "connect", limit)


def failure(store: SqlStore, *, write: bool = True) -> VivaError:
    """What a write (or a read) says."""
    call = store.append("a", [(5, answer(1))], after_seq=2) if write else store.read("a")
    with pytest.raises(VivaError) as caught:
        asyncio.run(call)
    store.close()
    return caught.value


def events_in(file: Path) -> int:
    """How many events the database holds, by its own account."""
    store = SqlStore(f"sqlite:///{file}")
    log = asyncio.run(store.read("a"))
    store.close()
    return len(log)


def test_a_locked_database_says_so_and_works_again_when_it_is_free(file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = SqlStore(f"sqlite:///{file}", busy_ms=1)
    with pytest.raises(VivaError) as caught:
        asyncio.run(store.append("a", [(5, answer(1))], after_seq=2))
    assert caught.value.code == "store-locked"
    assert caught.value.kind is ErrorKind.UNAVAILABLE
    assert len(asyncio.run(store.read("a"))) == 2  # readers are not in the way of a writer
    other.execute("ROLLBACK")
    other.close()
    assert len(asyncio.run(store.append("a", [(5, answer(1))], after_seq=2))) == 1
    store.close()


def test_a_read_only_database_can_still_be_read(file: Path) -> None:
    url = f"sqlite:///file:{file}?mode=ro&uri=true"
    assert failure(SqlStore(url)).code == "store-read-only"
    store = SqlStore(url)
    assert len(asyncio.run(store.read("a"))) == 2
    store.close()


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_loses_nothing_that_was_saved(file: Path) -> None:
    store = SqlStore(f"sqlite:///{file}")
    with pytest.raises(VivaError) as caught:
        asyncio.run(store.append("a", [(5, answer(1)), (6, answer(2, "long " * 50_000))], after_seq=2))
    assert caught.value.code == "store-full"
    assert len(asyncio.run(store.read("a"))) == 2  # all or none
    store.close()


def test_a_file_that_is_no_database_is_said_to_be_damaged(file: Path) -> None:
    file.write_bytes(b"this is not a database, whatever its name says. " * 100)
    assert failure(SqlStore(f"sqlite:///{file}")).code == "store-broken"


def test_a_damaged_page_is_said_to_be_damage(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = file.read_bytes()
    file.write_bytes(content[:100] + b"\xff" * (len(content) - 100))
    assert failure(SqlStore(f"sqlite:///{file}"), write=False).code == "store-broken"


@pytest.mark.parametrize("text", ["{", "[]", "null", ""])
def test_an_event_that_is_no_json_object_is_damage(file: Path, text: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE viva_events SET event = ? WHERE seq = 2", [text])
    connection.close()
    assert failure(SqlStore(f"sqlite:///{file}"), write=False).code == "store-broken"


def test_an_event_of_a_later_version_asks_for_an_update(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute('UPDATE viva_events SET event = \'{"type": "smiled"}\' WHERE seq = 2')
    connection.close()
    error = failure(SqlStore(f"sqlite:///{file}"), write=False)
    assert error.code == "bad-event"
    assert "newer version" in error.hint


def test_a_database_of_a_later_version_is_left_alone(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("INSERT INTO viva_migrations VALUES (99, '2030-01-01T00:00:00+00:00')")
    connection.close()
    before = file.read_bytes()
    assert failure(SqlStore(f"sqlite:///{file}"), write=False).code == "store-too-new"
    assert file.read_bytes() == before


def test_two_stores_that_open_a_new_database_at_once_both_work(tmp_path: Path) -> None:
    stores = [SqlStore(f"sqlite:///{tmp_path / 'viva.db'}") for _ in range(4)]

    async def scenario() -> None:
        await asyncio.gather(*(store.create(f"s{i}", WHEN, [(0, START)]) for i, store in enumerate(stores)))
        for store in stores:
            assert len(await store.heads()) == 4

    asyncio.run(scenario())
    for store in stores:
        store.close()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("nonsense", "bad-database-url"),
        ("klingon://localhost/viva", "bad-database-url"),
        ("mysql://user:secret@localhost/viva", "bad-database-url"),
        ("sqlite:////proc/nowhere/viva.db", "store-unavailable"),
        ("sqlite:////", "store-unavailable"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_in_words(url: str, code: str) -> None:
    error = failure(SqlStore(url))
    assert error.code == code
    assert error.hint
    assert "secret" not in str(error)


def test_nothing_is_opened_before_it_is_needed(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'later' / 'viva.db'}")
    assert not (tmp_path / "later").exists()
    assert asyncio.run(store.heads()) == []
    assert (tmp_path / "later" / "viva.db").exists()
    store.close()


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'new' / 'viva.db'}")
    asyncio.run(store.create("a", WHEN, [(0, START)]))
    for path in [tmp_path / "new", *(tmp_path / "new").iterdir()]:
        assert path.stat().st_mode & 0o077 == 0
    store.close()


@pytest.mark.parametrize("everything", [False, True])
def test_deleted_words_are_gone_from_the_disk(tmp_path: Path, *, everything: bool) -> None:
    store = SqlStore(f"sqlite:///{tmp_path / 'viva.db'}")
    secret = "an answer that nobody else should read"
    asyncio.run(store.create("a", WHEN, [(0, START), (1, answer(0, secret))]))
    assert any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())
    asyncio.run(store.delete_all() if everything else store.delete("a"))  # type: ignore[arg-type]
    assert not any(secret.encode() in path.read_bytes() for path in tmp_path.iterdir())
    store.close()


def test_the_size_counts_what_lies_on_disk(file: Path) -> None:
    store = SqlStore(f"sqlite:///{file}")
    assert asyncio.run(store.size_bytes()) == sum(path.stat().st_size for path in file.parent.iterdir())
    store.close()
    memory = SqlStore("sqlite://")
    assert asyncio.run(memory.size_bytes()) is None
    memory.close()


def test_the_memory_store_fails_as_scripted_and_changes_nothing() -> None:
    store = MemoryStore()

    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START)])
        store.fail_next(VivaError("store-full", "Full.", "Free some space.", ErrorKind.UNAVAILABLE))
        with pytest.raises(VivaError, match="Full"):
            await store.append("a", [(1, answer(0))], after_seq=1)
        assert len(await store.read("a")) == 1
        assert len(await store.append("a", [(1, answer(0))], after_seq=1)) == 1

    asyncio.run(scenario())


def test_events_keep_their_place_after_every_fault(file: Path) -> None:
    with sqlite3.connect(file) as other:
        other.execute("BEGIN IMMEDIATE")
        assert failure(SqlStore(f"sqlite:///{file}", busy_ms=1)).code == "store-locked"
        other.rollback()
    other.close()
    assert events_in(file) == 2
