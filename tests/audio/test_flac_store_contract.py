"""What every store of recordings keeps to."""

import asyncio
import io
import itertools
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.conftest import Store
from audio.sounds import RATE, pcm
from viva.adapters.flac_store import FlacStore
from viva.domain.errors import VivaError
from viva.ports import Clip, Pending


def played(flac: bytes) -> bytes:
    """The samples as an ordinary player has them."""
    with av.open(io.BytesIO(flac), "r") as file:
        frames = cast("Any", file).decode(audio=0)
        return b"".join(frame.to_ndarray().astype("<i2").tobytes() for frame in frames)


def test_a_turn_is_recorded_and_kept(store: Store) -> None:
    said = pcm(2.5)

    async def scenario() -> None:
        assert await store.pending("a") is None
        assert await store.read_pending("a") is None
        await store.begin("a", "mic-1", sample=320, started_ms=1_000)
        safe = 0
        for i in range(0, len(said), 1024):
            safe = await store.append("a", said[i : i + 1024])
            assert (i + 1024) // 2 - safe < RATE  # all but the last second at most
        assert await store.pending("a") == Pending("mic-1", 320, 1_000, safe)
        assert await store.turns("a") == []
        await store.keep("a", 3)
        assert await store.pending("a") is None
        assert await store.turns("a") == [3]
        assert await store.read("a", 3) == Clip(said, RATE)
        flac = await store.flac("a", 3)
        assert flac is not None
        assert played(flac) == said
        assert await store.size() > 0

    asyncio.run(scenario())


def test_a_new_recording_forgets_the_one_before_and_leaves_what_was_kept(store: Store) -> None:
    async def scenario() -> None:
        await store.write("a", 1, Clip(pcm(0.2), 22_050))
        await store.begin("a", "mic-1", sample=0, started_ms=0)
        await store.append("a", pcm(1, seed=1))
        await store.begin("a", "mic-2", sample=9, started_ms=70)
        await store.append("a", pcm(1, seed=2))
        await store.keep("a", 4)
        assert await store.read("a", 4) == Clip(pcm(1, seed=2), RATE)
        assert await store.read("a", 1) == Clip(pcm(0.2), 22_050)
        assert await store.turns("a") == [1, 4]

    asyncio.run(scenario())


def test_a_dropped_recording_is_gone(store: Store) -> None:
    async def scenario() -> None:
        await store.begin("a", "mic-1", sample=0, started_ms=0)
        await store.append("a", pcm(1))
        await store.drop("a")
        await store.drop("a")
        assert await store.pending("a") is None
        assert await store.turns("a") == []
        assert await store.size() == 0
        for call in (store.append("a", pcm(0.1)), store.keep("a", 1)):
            with pytest.raises(VivaError) as caught:
                await call
            assert caught.value.code == "not-recording"

    asyncio.run(scenario())


def test_recordings_are_deleted_by_turn_by_session_and_all_together(store: Store) -> None:
    async def scenario() -> None:
        for session in ("a", "b"):
            for turn in (1, 3):
                await store.write(session, turn, Clip(pcm(0.1), RATE))
            await store.begin(session, "mic", sample=0, started_ms=0)
        await store.delete("a", 1)
        await store.delete("a", 1)
        assert await store.turns("a") == [3]
        assert await store.flac("a", 1) is None
        assert await store.read("a", 1) is None
        assert await store.pending("a") is not None
        await store.delete("a")
        await store.delete("a")
        assert await store.turns("a") == []
        assert await store.pending("a") is None
        assert await store.turns("b") == [1, 3]
        await store.delete_all()
        await store.delete_all()
        assert await store.turns("b") == []
        assert await store.pending("b") is None
        assert await store.size() == 0

    asyncio.run(scenario())


def test_sessions_record_side_by_side(store: Store) -> None:
    async def one(session: str, seed: int) -> None:
        await store.begin(session, "mic", sample=0, started_ms=0)
        said = pcm(1, seed=seed)
        for i in range(0, len(said), 4_000):
            await store.append(session, said[i : i + 4_000])
        await store.keep(session, 1)
        assert await store.read(session, 1) == Clip(said, RATE)

    async def scenario() -> None:
        await asyncio.gather(*(one(f"s{i}", i) for i in range(4)))

    asyncio.run(scenario())


@pytest.mark.parametrize("session", ["../../etc", "..", "", "a/b", "ü" * 300, "con\x00"])
def test_no_name_of_a_session_leads_out_of_the_folder(store: Store, session: str, tmp_path: Path) -> None:
    async def scenario() -> None:
        assert await store.turns(session) == []
        await store.write(session, 1, Clip(pcm(0.1), RATE))
        assert await store.turns(session) == [1]

    asyncio.run(scenario())
    assert {path.name for path in tmp_path.iterdir()} <= {"audio", "home"}


def test_an_empty_recording_is_kept_as_one(store: Store) -> None:
    async def scenario() -> None:
        await store.begin("a", "mic", sample=0, started_ms=0)
        assert await store.append("a", b"") == 0
        assert await store.pending("a") == Pending("mic", 0, 0, 0)
        await store.keep("a", 1)
        assert await store.read("a", 1) == Clip(b"", RATE)

    asyncio.run(scenario())


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 30_001), max_size=12),
    restarts=st.lists(st.integers(0, 12), max_size=3),
)
def test_any_chunks_and_any_restarts_make_the_same_recording(cuts: list[int], restarts: list[int]) -> None:
    said = pcm(0.9375, seed=5)
    edges = sorted({0, len(said), *(min(cut, len(said)) for cut in cuts)})
    pieces = [said[a:b] for a, b in itertools.pairwise(edges)]

    async def scenario(root: Path) -> None:
        store = FlacStore(root)
        await store.begin("a", "mic", sample=0, started_ms=0)
        expected, since = b"", b""
        for i, piece in enumerate(pieces):
            if i in restarts:
                store.close()
                store = FlacStore(root)
                clip = await store.read_pending("a")
                assert clip is not None
                # What was lost is the end of it, and less than a second.
                assert (expected + since).startswith(clip.pcm)
                assert len(expected + since) - len(clip.pcm) < 2 * RATE
                expected, since = clip.pcm, b""
                await store.resume("a")
                await store.resume("a")
            since += piece
            safe = await store.append("a", piece)
            pending = await store.pending("a")
            assert pending is not None
            assert pending.samples == safe
        await store.keep("a", 7)
        whole = expected + since
        clip = await store.read("a", 7)
        assert clip is not None
        assert clip.pcm == whole[: len(clip.pcm)]
        assert len(whole) - len(clip.pcm) <= 1 + len(restarts)
        store.close()

    with TemporaryDirectory() as folder:
        asyncio.run(scenario(Path(folder)))
