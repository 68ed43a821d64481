"""What a user is told when the disk cannot do its part, and what is safe then."""

import asyncio
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audio.sounds import RATE, pcm
from audio.test_flac_store_contract import played
from viva.adapters.flac_store import FlacStore
from viva.adapters.memory_audio import MemoryAudio
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip


class Disk:
    """A disk with room for so many bytes; the last write before it is full is cut short."""

    def __init__(self, room: int) -> None:
        self.room = room

    def opened(self, descriptor: int, mode: str, buffering: int = -1) -> Any:
        """As `os.fdopen`, on this disk."""
        disk = self

        class File(io.FileIO):
            def write(self, data: Any, /) -> int:
                end = os.fstat(self.fileno()).st_size
                growth = max(0, self.tell() + len(data) - end)
                fits = len(data) - max(0, growth - disk.room)
                if fits <= 0 < len(data):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                disk.room -= min(growth, disk.room)
                return super().write(bytes(data[:fits]))

        raw = File(descriptor, mode)
        return raw if buffering == 0 else io.BufferedWriter(raw)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk whose room can be set."""
    made = Disk(10**9)
    monkeypatch.setattr(os, "fdopen", made.opened)
    return made


def code(call: Callable[[], Any]) -> str:
    """The code that the call fails with."""

    async def run() -> None:
        await call()

    with pytest.raises(VivaError) as caught:
        asyncio.run(run())
    assert caught.value.kind is ErrorKind.UNAVAILABLE
    assert caught.value.hint
    return caught.value.code


def test_a_full_disk_keeps_what_fitted_and_says_so(tmp_path: Path, disk: Disk) -> None:
    store = FlacStore(tmp_path)
    asyncio.run(store.begin("a", "mic", sample=0, started_ms=0))
    asyncio.run(store.append("a", pcm(2)))
    disk.room = 5_000
    assert code(lambda: store.append("a", pcm(2, seed=1))) == "audio-full"
    assert (pcm(2) + pcm(2, seed=1)).startswith(played((tmp_path / "a" / "pending.0.flac").read_bytes()))
    assert code(lambda: store.keep("a", 1)) == "audio-full"
    clip = asyncio.run(store.read("a", 1))
    assert clip is not None
    assert len(clip.pcm) >= len(pcm(2))
    assert (pcm(2) + pcm(2, seed=1)).startswith(clip.pcm)
    assert asyncio.run(store.pending("a")) is None
    store.close()


def test_a_recording_goes_on_without_a_gap_when_there_is_room_again(tmp_path: Path, disk: Disk) -> None:
    store = FlacStore(tmp_path)
    asyncio.run(store.begin("a", "mic", sample=0, started_ms=0))
    disk.room = 700
    assert code(lambda: store.append("a", pcm(1))) == "audio-full"
    assert code(lambda: store.append("a", pcm(1, seed=1))) == "audio-full"
    disk.room = 10**9
    assert asyncio.run(store.append("a", pcm(1, seed=2))) > 2 * RATE
    asyncio.run(store.keep("a", 1))
    clip = asyncio.run(store.read("a", 1))
    assert clip == Clip(pcm(1) + pcm(1, seed=1) + pcm(1, seed=2), RATE)
    store.close()


def test_a_full_disk_leaves_the_recording_that_was_to_be_replaced(tmp_path: Path, disk: Disk) -> None:
    store = FlacStore(tmp_path)
    asyncio.run(store.write("a", 1, Clip(pcm(1), RATE)))
    disk.room = 100
    assert code(lambda: store.write("a", 1, Clip(pcm(3, seed=1), RATE))) == "audio-full"
    assert asyncio.run(store.read("a", 1)) == Clip(pcm(1), RATE)
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["1.flac"]
    store.close()


def test_a_folder_that_cannot_be_made_is_said_to_be_unwritable(tmp_path: Path) -> None:
    (tmp_path / "audio").write_text("a file stands where the folder should")
    store = FlacStore(tmp_path / "audio")
    assert code(lambda: store.begin("a", "mic", sample=0, started_ms=0)) == "audio-unwritable"
    assert asyncio.run(store.turns("a")) == []
    assert asyncio.run(store.size()) == 0
    store.close()


def test_a_folder_without_permission_is_said_to_be_unwritable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_args: object, **_kwargs: object) -> int:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    store = FlacStore(tmp_path)
    monkeypatch.setattr(os, "open", refused)
    assert code(lambda: store.begin("a", "mic", sample=0, started_ms=0)) == "audio-unwritable"
    assert code(lambda: store.write("a", 1, Clip(pcm(0.1), RATE))) == "audio-unwritable"
    store.close()


@pytest.mark.parametrize("damage", ["junk", "empty", "cut", "changed"])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, damage: str) -> None:
    store = FlacStore(tmp_path)
    asyncio.run(store.write("a", 1, Clip(pcm(1), RATE)))
    file = tmp_path / "a" / "1.flac"
    content = file.read_bytes()
    half = len(content) // 2
    file.write_bytes(
        {
            "junk": b"this is no sound. " * 50,
            "empty": b"",
            "cut": content[:half],
            "changed": content[:half] + b"\0\0\0\0" + content[half + 4 :],
        }[damage]
    )
    assert code(lambda: store.read("a", 1)) == "audio-broken"
    asyncio.run(store.delete("a", 1))
    assert asyncio.run(store.turns("a")) == []
    store.close()


@pytest.mark.parametrize(
    ("file", "content"),
    [("pending.json", b'{"capture": "mic"}'), ("pending.0.flac", b"this is no sound. " * 50)],
)
def test_what_was_cut_off_and_can_not_be_read_is_told_once_and_kept(
    tmp_path: Path, file: str, content: bytes
) -> None:
    store = FlacStore(tmp_path)
    asyncio.run(store.begin("a", "mic", sample=0, started_ms=0))
    store.close()
    (tmp_path / "a" / file).write_bytes(content)
    again = FlacStore(tmp_path)
    assert code(lambda: again.pending("a")) == "audio-broken"
    assert asyncio.run(again.pending("a")) is None
    assert (tmp_path / "a" / f"unread.0.{file}").read_bytes() == content
    asyncio.run(again.begin("a", "mic", sample=0, started_ms=9))
    pending = asyncio.run(again.pending("a"))
    assert pending is not None
    assert pending.started_ms == 9
    assert asyncio.run(again.turns("a")) == []
    again.close()


def test_the_memory_store_fails_as_scripted_and_changes_nothing() -> None:
    store = MemoryAudio()

    async def scenario() -> None:
        await store.begin("a", "mic", sample=0, started_ms=0)
        store.fail_next(VivaError("audio-full", "Full.", "Free some space.", ErrorKind.UNAVAILABLE))
        with pytest.raises(VivaError, match="Full"):
            await store.append("a", pcm(1))
        assert await store.append("a", pcm(1)) == RATE
        store.restart()
        with pytest.raises(VivaError, match="recorded"):
            await store.append("a", pcm(1))
        await store.resume("a")
        assert await store.append("a", pcm(1)) == 2 * RATE

    asyncio.run(scenario())
