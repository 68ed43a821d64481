"""Recordings that are sent to be written down."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.asgi import http
from api.harness import Bench
from audio.sounds import in_format, silence, tone
from viva.api.routes import transcribe
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.settings import Settings

WAV = in_format("wav", tone(3))


@pytest.fixture
def bench(library: Library, tmp_path: Path) -> Bench:
    """An application whose data folder is there."""
    return Bench(library, settings=Settings(home=tmp_path / "data"))


def send(
    bench: Bench, content: bytes | AsyncIterator[bytes], query: str = "", kind: str = "audio/wav"
) -> httpx.Response:
    """One recording."""

    async def run() -> httpx.Response:
        async with http(bench.app) as client:
            return await client.post(
                f"/api/transcribe{query}", content=content, headers={"Content-Type": kind}
            )

    return asyncio.run(run())


def lines(response: httpx.Response) -> list[dict[str, Any]]:
    """The lines of an answer."""
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/x-ndjson")
    return [json.loads(line) for line in response.text.splitlines()]


def test_progress_comes_first_and_the_transcript_last(bench: Bench) -> None:
    *before, last = lines(send(bench, WAV, "?filename=talk.wav"))
    shares = [line["progress"] for line in before]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    (turn,) = last["transcript"]["turns"]
    assert turn["speaker"] == "candidate"
    assert turn["text"] == "I would start with the objective"
    assert [word["text"] for word in turn["words"]] == turn["text"].split()
    assert turn["start_ms"] == turn["words"][0]["start_ms"]
    assert last["transcript"]["speakers"] == 1
    assert "one speaker" in last["transcript"]["note"]


def test_what_was_written_down_can_be_pasted_with_its_words(bench: Bench) -> None:
    turns = lines(send(bench, WAV))[-1]["transcript"]["turns"]

    async def paste(turns: list[dict[str, Any]]) -> httpx.Response:
        async with http(bench.app) as client:
            body = {"round": "system-design-short", "question": "Rank a feed.", "turns": turns}
            return await client.post("/api/sessions/paste", json=body)

    kept = asyncio.run(paste(turns))
    assert kept.status_code == 201, kept.text
    assert kept.json()["turns"][0]["words"] == turns[0]["words"]
    turns[0]["text"] += " And more."
    changed = asyncio.run(paste(turns))
    assert changed.status_code == 422
    assert "words" in changed.json()["error"]["message"]


def test_a_file_of_any_name_and_type_is_told_by_its_content(bench: Bench) -> None:
    ogg = in_format("ogg", tone(3))
    assert "transcript" in lines(send(bench, ogg, "?filename=talk.txt", "application/octet-stream"))[-1]


@pytest.mark.parametrize(
    ("content", "code", "status"),
    [
        (b"", "audio-empty", 422),
        (b"no sound but words " * 99, "not-audio", 422),
        (in_format("wav", tone(0.01)), "audio-empty", 422),
    ],
)
def test_a_file_that_is_no_recording_is_refused_with_its_name(
    bench: Bench, content: bytes, code: str, status: int
) -> None:
    response = send(bench, content, "?filename=talk.wav")
    assert response.status_code == status
    assert response.json()["error"]["code"] == code
    assert "talk.wav" in response.json()["error"]["message"]


def test_silence_is_told_at_the_end(bench: Bench) -> None:
    assert lines(send(bench, in_format("wav", silence(3))))[-1]["error"]["code"] == "no-speech"


def test_a_failure_on_the_way_is_the_last_line(bench: Bench) -> None:
    bench.ears.add(VivaError("transcriber-crashed", "It stopped.", "Try again."))
    error = lines(send(bench, WAV))[-1]["error"]
    assert error == {"code": "transcriber-crashed", "message": "It stopped.", "hint": "Try again."}


def test_a_form_is_refused_in_words(bench: Bench) -> None:
    response = send(bench, b"--x--", kind="multipart/form-data; boundary=x")
    assert response.status_code == 422
    assert response.json()["error"]["code"] == "wrong-type"


def test_an_unknown_question_is_said_to_be(bench: Bench) -> None:
    response = send(bench, WAV, "?question=nothing-like-it")
    assert response.json()["error"]["code"] == "unknown-question"


def test_without_ears_it_says_what_is_missing(bench: Bench) -> None:
    bench.services.voices = Voices
    response = send(bench, WAV)
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "transcriber-missing"


def test_more_than_the_limit_is_refused_and_a_little_less_is_not_held_in_memory(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcribe, "AUDIO_BYTES", len(WAV) - 1)
    response = send(bench, WAV)
    assert response.status_code == 413
    assert response.json()["error"]["code"] == "too-large"
    monkeypatch.setattr(transcribe, "AUDIO_BYTES", len(WAV))
    assert "transcript" in lines(send(bench, WAV))[-1]


def test_nothing_of_it_stays_in_the_data_folder(bench: Bench) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(WAV), 10_000):
            yield WAV[start : start + 10_000]

    assert "transcript" in lines(send(bench, pieces()))[-1]
    assert list(bench.settings.home.iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_said_to_be(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    response = send(Bench(library, settings=Settings(home=tmp_path / "file")), WAV)
    assert response.status_code == 503
    assert response.json()["error"]["code"] == "audio-unwritable"
