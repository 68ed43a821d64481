"""Recordings over HTTP: listening, drawing, deleting."""

import asyncio
import io
from typing import Any

import av
import httpx
import pytest

from api.asgi import Socket, http
from api.harness import Bench
from api.test_api_voice import send
from audio.sounds import RATE, pcm
from viva.coach import Setup
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip


@pytest.fixture
def bench(library: Library) -> Bench:
    """An application with one session, of which turns 0 and 3 are recorded."""
    made = Bench(library)

    async def fill() -> None:
        session = await made.coach.create(Setup("system-design-short"))
        await made.audio.write(session.id, 0, Clip(pcm(0.55, rate=22_050), 22_050))
        await made.audio.write(session.id, 3, Clip(pcm(2), RATE))
        await made.audio.begin(session.id, "mic", sample=0, started_ms=0)

    asyncio.run(fill())
    return made


async def session_of(bench: Bench) -> str:
    """The id of the one session."""
    return (await bench.store.heads())[0].id


def call(bench: Bench, method: str, path: str, **headers: str) -> httpx.Response:
    """One request; `SESSION` in the path stands for the session's id, as `_` does for a hyphen."""

    async def run() -> httpx.Response:
        async with http(bench.app, **headers) as client:
            return await client.request(method, path.replace("SESSION", await session_of(bench)))

    return asyncio.run(run())


def code(response: httpx.Response) -> Any:
    """The error's code."""
    return response.json()["error"]["code"]


def test_a_recording_is_a_flac_file_that_plays(bench: Bench) -> None:
    response = call(bench, "GET", "/api/sessions/SESSION/audio/3")
    assert response.status_code == 200
    assert response.headers["content-type"] == "audio/flac"
    assert response.headers["accept-ranges"] == "bytes"
    with av.open(io.BytesIO(response.content), "r") as file:
        assert file.duration == 2_000_000


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-9", 0, 10), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=5-999999999", 5, None)],
)
def test_a_range_is_a_part_of_it(bench: Bench, asked: str, start: int, end: int | None) -> None:
    whole = call(bench, "GET", "/api/sessions/SESSION/audio/3").content
    part = call(bench, "GET", "/api/sessions/SESSION/audio/3", Range=asked)
    assert part.status_code == 206
    assert part.content == whole[start:end]
    first = whole.index(part.content)
    assert part.headers["content-range"] == f"bytes {first}-{first + len(part.content) - 1}/{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "lines=1-2", "bytes=-", "bytes=x-y", ""])
def test_a_range_that_says_nothing_is_all_of_it(bench: Bench, asked: str) -> None:
    response = call(bench, "GET", "/api/sessions/SESSION/audio/3", Range=asked)
    assert response.status_code == 200


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-3", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(bench: Bench, asked: str) -> None:
    response = call(bench, "GET", "/api/sessions/SESSION/audio/3", Range=asked)
    assert response.status_code == 416
    assert code(response) == "no-such-range"
    assert response.headers["content-range"].startswith("bytes */")


def test_what_the_client_has_is_not_sent_again(bench: Bench) -> None:
    tag = call(bench, "GET", "/api/sessions/SESSION/audio/3").headers["etag"]
    assert call(bench, "GET", "/api/sessions/SESSION/audio/0").headers["etag"] != tag
    again = call(bench, "GET", "/api/sessions/SESSION/audio/3", If_None_Match=f'"other", {tag}')
    assert again.status_code == 304
    assert again.content == b""
    stale = call(bench, "GET", "/api/sessions/SESSION/audio/3", Range="bytes=0-3", If_Range='"other"')
    assert stale.status_code == 200
    fresh = call(bench, "GET", "/api/sessions/SESSION/audio/3", Range="bytes=0-3", If_Range=tag)
    assert fresh.status_code == 206


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/api/sessions/SESSION/audio/1", "no-recording"),
        ("DELETE", "/api/sessions/SESSION/audio/1", "no-recording"),
        ("GET", "/api/sessions/nobody/audio/1", "unknown-session"),
        ("DELETE", "/api/sessions/nobody/audio/1", "unknown-session"),
        ("GET", "/api/sessions/nobody/peaks", "unknown-session"),
        ("DELETE", "/api/sessions/nobody/audio", "unknown-session"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(bench: Bench, method: str, path: str, expected: str) -> None:
    response = call(bench, method, path)
    assert response.status_code == 404
    assert code(response) == expected


def test_peaks_are_there_for_every_recording_and_only_for_those(bench: Bench) -> None:
    found = call(bench, "GET", "/api/sessions/SESSION/peaks").json()
    assert found["ms_per_peak"] == 100
    assert {turn: len(each) for turn, each in found["turns"].items()} == {"0": 6, "3": 20}
    assert all(50 < peak < 90 for peak in found["turns"]["3"])
    assert call(bench, "GET", "/api/sessions/SESSION/peaks").json() == found
    assert call(bench, "DELETE", "/api/sessions/SESSION/audio/3").status_code == 204
    assert list(call(bench, "GET", "/api/sessions/SESSION/peaks").json()["turns"]) == ["0"]


def test_recordings_are_deleted_by_turn_by_session_and_all_while_the_words_stay(bench: Bench) -> None:
    async def left() -> tuple[list[int], bool]:
        session = await session_of(bench)
        return list(await bench.audio.turns(session)), await bench.audio.pending(session) is not None

    assert call(bench, "DELETE", "/api/sessions/SESSION/audio/0").status_code == 204
    assert asyncio.run(left()) == ([3], True)
    assert call(bench, "DELETE", "/api/sessions/SESSION/audio").status_code == 204
    assert asyncio.run(left()) == ([], False)
    asyncio.run(bench.audio.write("other", 1, Clip(pcm(0.1), RATE)))
    assert call(bench, "DELETE", "/api/audio").status_code == 422
    assert call(bench, "DELETE", "/api/audio?confirm=everything").status_code == 204
    assert asyncio.run(bench.audio.size()) == 0
    assert call(bench, "GET", "/api/sessions/SESSION").json()["turns"]


@pytest.mark.parametrize("path", ["/api/sessions/SESSION", "/api/sessions?confirm=everything"])
def test_a_session_takes_its_recordings_with_it(bench: Bench, path: str) -> None:
    assert call(bench, "DELETE", path).is_success
    assert asyncio.run(bench.audio.size()) == 0


def test_a_session_stays_where_its_recordings_cannot_be_deleted(bench: Bench) -> None:
    bench.audio.fail_next(
        VivaError("audio-unwritable", "It cannot be deleted.", "Mend it.", ErrorKind.UNAVAILABLE)
    )
    response = call(bench, "DELETE", "/api/sessions/SESSION")
    assert response.status_code == 503
    assert code(response) == "audio-unwritable"
    assert call(bench, "GET", "/api/sessions/SESSION").status_code == 200
    assert call(bench, "DELETE", "/api/sessions/SESSION").status_code == 204


def test_the_settings_say_how_much_recordings_take(bench: Bench) -> None:
    size = call(bench, "GET", "/api/settings").json()["storage"]["audio_bytes"]
    assert size == asyncio.run(bench.audio.size()) > 0


def test_where_nothing_is_recorded_there_is_nothing_to_hear(bench: Bench) -> None:
    bench.services.audio = None
    assert code(call(bench, "GET", "/api/sessions/SESSION/audio/3")) == "no-recording"
    assert call(bench, "GET", "/api/sessions/SESSION/peaks").json()["turns"] == {}
    assert call(bench, "DELETE", "/api/sessions/SESSION/audio").status_code == 204
    assert call(bench, "DELETE", "/api/audio?confirm=everything").status_code == 204


@pytest.mark.parametrize("path", ["/api/sessions/{}", "/api/sessions?confirm=everything"])
def test_a_session_deleted_while_somebody_speaks_leaves_nothing_behind(library: Library, path: str) -> None:
    async def scenario() -> None:
        bench = Bench(library)
        session = await bench.coach.create(Setup("fundamentals"))
        async with Socket(bench.app, session.id) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=16_000, capture="mic", sample=0)
            await socket.until(type="audio_ready")
            await send(bench, socket, 2_000, 0.3)
            await socket.until(type="hearing", state="speech")
            async with asyncio.timeout(20):
                while not await bench.audio.size():
                    await send(bench, socket, 320, 0.3)
            async with http(bench.app) as client:
                assert (await client.request("DELETE", path.format(session.id))).is_success
            await send(bench, socket, 2_000, 0.3)
        assert await bench.audio.size() == 0
        await bench.coach.close()

    asyncio.run(scenario())
