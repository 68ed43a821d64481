"""What every session store promises."""

import asyncio
from datetime import timedelta

import pytest

from store.conftest import Store
from store.events import START, WHEN, answer
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Event, Stored


def code_of(caught: pytest.ExceptionInfo[VivaError]) -> str:
    """The code of a caught error."""
    return caught.value.code


def test_a_new_session_reads_back_with_seq_from_one(store: Store) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START), (5, answer(0))])
        assert await store.read("a") == [Stored(1, 0, START), Stored(2, 5, answer(0))]

    asyncio.run(scenario())


def test_reading_after_a_seq_gives_only_what_follows(store: Store) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START)])
        added = await store.append("a", [(7, answer(0)), (9, answer(1))], after_seq=1)
        assert list(added) == [Stored(2, 7, answer(0)), Stored(3, 9, answer(1))]
        assert await store.read("a", 2) == [Stored(3, 9, answer(1))]
        assert await store.read("a", 3) == []
        assert await store.read("a", 99) == []

    asyncio.run(scenario())


@pytest.mark.parametrize("after_seq", [0, 1, 3, 99])
def test_appending_elsewhere_than_at_the_end_conflicts_and_changes_nothing(
    store: Store, after_seq: int
) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START), (1, answer(0))])
        with pytest.raises(VivaError) as caught:
            await store.append("a", [(2, answer(1))], after_seq=after_seq)
        assert code_of(caught) == "seq-conflict"
        assert caught.value.kind is ErrorKind.CONFLICT
        assert len(await store.read("a")) == 2

    asyncio.run(scenario())


def test_of_appends_at_the_same_place_just_one_wins(store: Store) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START)])
        results = await asyncio.gather(
            *(store.append("a", [(i, answer(0, f"answer {i}"))], after_seq=1) for i in range(12)),
            return_exceptions=True,
        )
        refused = [r for r in results if isinstance(r, VivaError)]
        assert [r.code for r in refused] == ["seq-conflict"] * 11
        (won,) = [r for r in results if not isinstance(r, BaseException)]
        assert (await store.read("a"))[1:] == list(won)

    asyncio.run(scenario())


def test_sessions_do_not_disturb_one_another(store: Store) -> None:
    async def talk(name: str) -> None:
        await store.create(name, WHEN, [(0, START)])
        for turn in range(5):
            await store.append(name, [(turn, answer(turn, f"{name} {turn}"))], after_seq=turn + 1)

    async def scenario() -> None:
        names = [f"s{i}" for i in range(20)]
        await asyncio.gather(*(talk(name) for name in names))
        for name in names:
            said = [s.event for s in await store.read(name, 1)]
            assert said == [answer(turn, f"{name} {turn}") for turn in range(5)]

    asyncio.run(scenario())


def test_heads_are_newest_first_with_where_each_log_ends(store: Store) -> None:
    async def scenario() -> None:
        await store.create("old", WHEN - timedelta(days=3), [(0, START), (40, answer(0))])
        await store.create("new", WHEN, [(0, START)])
        await store.create("middle", WHEN - timedelta(hours=1), [(0, START)])
        heads = await store.heads()
        assert [(h.id, h.seq, h.at_ms) for h in heads] == [("new", 1, 0), ("middle", 1, 0), ("old", 2, 40)]
        assert heads[2].created_at == WHEN - timedelta(days=3)

    asyncio.run(scenario())


def test_the_same_id_cannot_be_created_twice(store: Store) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START)])
        with pytest.raises(VivaError) as caught:
            await store.create("a", WHEN, [(0, START), (1, answer(0))])
        assert code_of(caught) == "session-exists"
        assert len(await store.read("a")) == 1

    asyncio.run(scenario())


def test_a_deleted_session_is_unknown_and_its_id_free(store: Store) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START), (1, answer(0))])
        await store.create("b", WHEN, [(0, START)])
        await store.delete("a")
        for call in (store.read("a"), store.delete("a"), store.append("a", [(2, answer(0))], after_seq=2)):
            with pytest.raises(VivaError) as caught:
                await call
            assert code_of(caught) == "unknown-session"
            assert caught.value.kind is ErrorKind.NOT_FOUND
        await store.create("a", WHEN, [(0, START)])
        assert len(await store.read("a")) == 1
        assert len(await store.read("b")) == 1

    asyncio.run(scenario())


def test_deleting_everything_says_how_many_there_were(store: Store) -> None:
    async def scenario() -> None:
        await store.create("a", WHEN, [(0, START)])
        await store.create("b", WHEN, [(0, START)])
        assert await store.delete_all() == 2
        assert await store.heads() == []
        assert await store.delete_all() == 0

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "text",
    ["", "\0 nul", "lone \ud800 half", "naïve 日本 🎙", "'; DROP TABLE viva_events; --", "x" * 300_000],
    ids=["empty", "nul", "surrogate", "unicode", "sql", "long"],
)
def test_any_text_comes_back_as_it_went(store: Store, text: str) -> None:
    async def scenario() -> None:
        event: Event = answer(0, text)
        await store.create("a", WHEN, [(0, START), (0, event)])
        assert (await store.read("a"))[1].event == event

    asyncio.run(scenario())
