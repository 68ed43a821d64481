"""The recogniser on this machine: what it hears, and what becomes of it when something is wrong."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ears.samples import RATE, SAID, noise, recording, silence
from llm.clock import WatchedClock
from viva.adapters.clocks import SystemClock
from viva.adapters.whisper import LEAST_MS, PIECE_MS, Whisper
from viva.adapters.worker_child import packed
from viva.domain.errors import VivaError
from viva.ports import Clock, Heard, Samples


class Room:
    """One recogniser for all tests of the module."""

    def __init__(self, runner: asyncio.Runner, ears: Whisper) -> None:
        self.runner = runner
        self.ears = ears

    def hear(self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False) -> Heard:
        return self.runner.run(self.ears.transcribe(audio, hotwords, fillers=fillers))


@pytest.fixture(scope="module")
def room(voice_models: Path) -> Generator[Room]:
    with asyncio.Runner() as runner:
        ears = Whisper(voice_models / "speech-to-text", SystemClock())
        yield Room(runner, ears)
        runner.run(ears.close())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that looks like a model."""
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    return tmp_path


def plain(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalnum() or letter == " ")


@pytest.mark.voice
@pytest.mark.parametrize("name", ["precision", "my-team", "i-do-not-know", "that-is-my-answer"])
def test_plain_speech_is_heard_word_for_word(room: Room, name: str) -> None:
    assert plain(room.hear(recording(name)).text) == plain(SAID[name])


@pytest.mark.voice
def test_hotwords_help_with_a_term_and_put_nothing_in(room: Room) -> None:
    audio = recording("key-value-cache")
    assert "cash" in room.hear(audio).text
    assert "key-value cache" in room.hear(audio, ("key-value cache", "quantise")).text
    wrong = room.hear(recording("precision"), ("Kubernetes", "FAISS", "BM25", "HNSW"))
    assert plain(wrong.text) == plain(SAID["precision"])


@pytest.mark.voice
def test_fillers_are_kept_when_they_are_asked_for(room: Room) -> None:
    audio = recording("we-um-split")
    assert "um" in plain(room.hear(audio, fillers=True).text).split()
    assert plain(room.hear(audio).text) == "we split the data by time"


@pytest.mark.voice
def test_words_lie_where_they_are_spoken(room: Room) -> None:
    early = room.hear(recording("precision")).words
    late = room.hear(np.concatenate([silence(3), recording("precision"), silence(4)])).words
    assert [word.text for word in late] == [word.text for word in early]
    for before, after in zip(early, late, strict=True):
        assert after.start_ms - before.start_ms == pytest.approx(3_000, abs=250)
    assert early[-1].end_ms == pytest.approx(len(recording("precision")) * 1000 / RATE, abs=400)


@pytest.mark.voice
@pytest.mark.parametrize(
    "nothing",
    [
        noise(3, 0.05),
        noise(4, 0.002),
        noise(8, 0.5),
        (0.1 * np.sin(np.arange(4 * RATE) * 2 * np.pi * 50 / RATE)).astype(np.float32),
        np.eye(1, 2 * RATE, RATE, dtype=np.float32)[0],
        np.concatenate([silence(14), noise(0.05, 0.01), silence(14)]),
    ],
    ids=["noise", "faint noise", "loud noise", "hum", "click", "long silence"],
)
def test_what_is_no_speech_has_no_words(room: Room, nothing: Samples) -> None:
    assert room.hear(nothing).text == ""


@pytest.mark.voice
def test_spoilt_recordings_are_heard_all_the_same(room: Room) -> None:
    audio = recording("my-team")
    expected = plain(SAID["my-team"]).split()
    for spoilt in (
        np.clip(audio * 6, -1, 1),
        audio + 0.4,
        audio * 0.004,
        audio * 30,
        audio + noise(len(audio) / RATE, 0.01)[: len(audio)],
    ):
        said = plain(room.hear(spoilt.astype(np.float32)).text).split()
        assert sum(word in said for word in expected) >= len(expected) - 2


@pytest.mark.voice
def test_what_is_longer_than_a_piece_is_cut_and_nothing_is_lost(room: Room) -> None:
    names = ["precision", "my-team"] * 4
    audio = np.concatenate([part for name in names for part in (recording(name), silence(0.6))])
    assert len(audio) > 31 * RATE
    said = room.hear(audio)
    assert plain(said.text) == " ".join(plain(SAID[name]) for name in names)
    moments = [moment for word in said.words for moment in (word.start_ms, word.end_ms)]
    assert moments == sorted(moments)


@pytest.mark.voice
def test_after_a_crash_it_hears_again(room: Room) -> None:
    room.hear(recording("precision"))
    before = room.ears.pid
    assert before is not None
    os.kill(before, 9)
    with contextlib.suppress(VivaError):
        room.hear(recording("precision"))  # the end of the process may be noticed only by this call
    assert plain(room.hear(recording("precision")).text) == plain(SAID["precision"])
    assert room.ears.pid != before


@pytest.mark.voice
def test_without_a_graphics_card_that_works_auto_takes_the_processor(voice_models: Path) -> None:
    async def work() -> Heard:
        ears = Whisper(voice_models / "speech-to-text", SystemClock(), device="auto", background=True)
        said = await ears.transcribe(recording("precision"))
        await ears.close()
        return said

    assert plain(asyncio.run(work()).text) == plain(SAID["precision"])


def failing(folder: Path, *, command: Sequence[str] | None = None, clock: Clock | None = None) -> VivaError:
    async def work() -> VivaError:
        ears = Whisper(folder, clock or SystemClock(), command=command)
        with pytest.raises(VivaError) as raised:
            await ears.transcribe(recording("precision"))
        await ears.close()
        return raised.value

    return asyncio.run(work())


def test_a_missing_model_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(VivaError) as raised:
        Whisper(tmp_path / "nowhere", SystemClock())
    assert raised.value.code == "transcriber-missing"
    assert "viva models fetch" in raised.value.hint


def test_a_model_of_garbage_cannot_be_loaded(folder: Path) -> None:
    error = failing(folder)
    assert error.code == "transcriber-missing"
    assert "viva models verify" in error.hint


@pytest.mark.voice
def test_a_damaged_model_cannot_be_loaded(tmp_path: Path, voice_models: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(voice_models / "speech-to-text", damaged)
    with (damaged / "model.bin").open("r+b") as file:
        file.truncate(1_000_000)
    assert failing(damaged).code == "transcriber-missing"


def test_garbage_from_the_child_is_a_crash(folder: Path) -> None:
    ready = packed({"kind": "ready", "id": 0})
    speak = f"import sys; sys.stdout.buffer.write({ready + b'?' * 100!r}); sys.stdin.read()"
    assert failing(folder, command=(sys.executable, "-c", speak)).code == "transcriber-crashed"


HANGS_TWICE = """
import sys, time
from pathlib import Path
from viva.adapters.worker_child import Frame, serve

def start():
    with Path(sys.argv[1]).open("a") as started:
        started.write(".")
    return handle

def handle(head, body):
    if Path(sys.argv[1]).stat().st_size <= 2:
        time.sleep(3600)
    yield Frame({"words": []})

serve(start)
"""
"""The third child answers."""


async def timed_out(ears: Whisper, clock: WatchedClock, audio: Samples, limit_ms: int) -> None:
    """The piece is given up after just that long."""
    clock.slept.clear()
    going = asyncio.create_task(ears.transcribe(audio))
    await clock.until_asleep(limit_ms)
    await clock.advance(limit_ms - 1)
    assert not going.done()
    await clock.advance(1)
    with pytest.raises(VivaError) as raised:
        await going
    assert raised.value.code == "transcriber-timeout"


def test_a_piece_is_not_waited_for_long_unless_the_machine_is_slow(folder: Path) -> None:
    async def work() -> None:
        clock = WatchedClock()
        started = str(folder / "started")
        ears = Whisper(folder, clock, command=(sys.executable, "-P", "-c", HANGS_TWICE, started))
        short = recording("precision")
        await timed_out(ears, clock, short, LEAST_MS)
        await timed_out(ears, clock, short, 2 * LEAST_MS)
        for limit in (PIECE_MS, LEAST_MS):
            clock.slept.clear()
            assert (await ears.transcribe(short)).words == ()
            assert limit in clock.slept
        await ears.close()

    asyncio.run(work())


@pytest.mark.parametrize(("seconds", "limit_ms"), [(8, 12_000), (26, PIECE_MS), (40, PIECE_MS)])
def test_a_longer_piece_has_longer(folder: Path, seconds: int, limit_ms: int) -> None:
    async def work() -> None:
        clock = WatchedClock()
        started = str(folder / "started")
        ears = Whisper(folder, clock, command=(sys.executable, "-P", "-c", HANGS_TWICE, started))
        await timed_out(ears, clock, noise(seconds, 0.2), limit_ms)
        await ears.close()

    asyncio.run(work())
