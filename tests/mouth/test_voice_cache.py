"""Sound on disk: what was kept is what comes back, or nothing."""

import asyncio
import os
from pathlib import Path

import pytest

from viva.adapters.voice_cache import VoiceCache
from viva.ports import Clip

CLIP = Clip(b"\1\2" * 500, 22_050)


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def test_it_gives_back_what_was_kept_by_voice_and_text(tmp_path: Path) -> None:
    async def work() -> None:
        cache = VoiceCache(tmp_path)
        assert await cache.get("joe", "Hello.") is None
        await cache.put("joe", "Hello.", CLIP)
        assert await VoiceCache(tmp_path).get("joe", "Hello.") == CLIP
        assert await cache.get("ann", "Hello.") is None
        assert await cache.get("joe", "Hello") is None
        await cache.put("joe", "Silent.", Clip(b"", 22_050))
        assert await cache.get("joe", "Silent.") is None

    asyncio.run(work())


@pytest.mark.parametrize("damage", [b"", b"VIVA", b"x" * 2_000, None])
def test_what_is_broken_is_dropped(tmp_path: Path, damage: bytes | None) -> None:
    async def work() -> None:
        cache = VoiceCache(tmp_path)
        await cache.put("joe", "Hello.", CLIP)
        (file,) = files(tmp_path)
        file.write_bytes(file.read_bytes()[:-2] if damage is None else damage)
        assert await cache.get("joe", "Hello.") is None
        assert files(tmp_path) == []
        await cache.put("joe", "Hello.", CLIP)
        assert await cache.get("joe", "Hello.") == CLIP

    asyncio.run(work())


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    async def work() -> None:
        cache = VoiceCache(tmp_path, largest=4_500)
        for number in range(4):
            await cache.put("joe", str(number), CLIP)
        for age, file in enumerate(files(tmp_path)):
            os.utime(file, (1_000 + age, 1_000 + age))
        assert await cache.get("joe", "0") == CLIP
        await cache.put("joe", "new", CLIP)
        assert sum(file.stat().st_size for file in files(tmp_path)) <= 4_500
        assert await cache.get("joe", "0") == CLIP
        assert await cache.get("joe", "new") == CLIP

    asyncio.run(work())


def test_a_folder_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")

    async def work() -> None:
        cache = VoiceCache(blocked / "voice")
        await cache.put("joe", "Hello.", CLIP)
        assert await cache.get("joe", "Hello.") is None

    asyncio.run(work())


def test_puts_at_once_leave_whole_files_and_nothing_else(tmp_path: Path) -> None:
    async def work() -> None:
        cache = VoiceCache(tmp_path)
        await asyncio.gather(*(cache.put("joe", str(number % 5), CLIP) for number in range(40)))
        assert len(files(tmp_path)) == 5
        assert [await cache.get("joe", str(number)) for number in range(5)] == [CLIP] * 5

    asyncio.run(work())
