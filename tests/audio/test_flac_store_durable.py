"""What was recorded outlives the process, but for less than a second."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audio.sounds import RATE, pcm
from audio.test_flac_store_contract import played
from viva.adapters.flac_store import FlacStore
from viva.ports import Pending


@pytest.mark.parametrize("pieces", [40, 400])
def test_a_killed_process_loses_less_than_a_second(tmp_path: Path, pieces: int) -> None:
    tests = Path(__file__).parent.parent
    path = os.pathsep.join([str(tests), str(tests.parent / "server")])
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed_recording.py")), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(pieces)]
        child.kill()
        lines += [line for line in child.stdout.read().splitlines() if len(line.split()) == 2]
    given, safe = map(int, lines[-1].split())
    said = pcm(60)

    # What lies there plays before Viva has touched it again.
    heard = played((tmp_path / "a" / "pending.0.flac").read_bytes())
    assert said.startswith(heard)
    assert len(heard) // 2 >= safe
    assert given - len(heard) // 2 < RATE

    async def scenario() -> None:
        store = FlacStore(tmp_path)
        assert await store.pending("a") == Pending("mic-1", 640, 5_000, len(heard) // 2)
        clip = await store.read_pending("a")
        assert clip is not None
        assert clip.pcm == heard
        await store.resume("a")
        await store.append("a", said[len(heard) :])
        await store.keep("a", 1)
        kept = await store.read("a", 1)
        assert kept is not None
        assert kept.pcm == said
        store.close()

    asyncio.run(scenario())
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == ["1.flac"]


def test_a_turn_can_be_kept_after_a_restart_without_being_resumed(tmp_path: Path) -> None:
    async def before() -> None:
        store = FlacStore(tmp_path)
        await store.begin("a", "mic", sample=0, started_ms=0)
        await store.append("a", pcm(2))
        store.close()

    async def after() -> None:
        store = FlacStore(tmp_path)
        await store.keep("a", 2)
        clip = await store.read("a", 2)
        assert clip is not None
        assert len(clip.pcm) > len(pcm(1.5))
        assert pcm(2).startswith(clip.pcm)
        store.close()

    asyncio.run(before())
    asyncio.run(after())


def test_a_player_knows_the_length_of_a_kept_recording(tmp_path: Path) -> None:
    import av

    async def scenario() -> None:
        store = FlacStore(tmp_path)
        await store.begin("a", "mic", sample=0, started_ms=0)
        await store.append("a", pcm(2))
        await store.keep("a", 0)
        store.close()

    asyncio.run(scenario())
    with av.open(str(tmp_path / "a" / "0.flac")) as file:
        assert file.duration == 2_000_000


def test_the_files_are_for_their_owner_only(tmp_path: Path) -> None:
    async def scenario() -> None:
        store = FlacStore(tmp_path / "home" / "audio")
        await store.begin("a", "mic", sample=0, started_ms=0)
        await store.append("a", pcm(1))
        found = list((tmp_path / "home").rglob("*"))
        assert len(found) == 4
        await store.keep("a", 0)
        for path in [*found, *(tmp_path / "home").rglob("*")]:
            assert not path.exists() or path.stat().st_mode & 0o077 == 0
        store.close()

    asyncio.run(scenario())
