"""The live socket by voice: the microphone's frames in, captions, events and sound out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import numpy as np
import pytest

from api.asgi import Socket, http
from api.harness import Bench
from viva.adapters.scripted_ears import ScriptedTurnDetector
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.coach import Setup
from viva.coach.conversations import ANNOUNCED_MS
from viva.content.library import Library


def held(library: Library, scenario: Callable[[Bench, str], Awaitable[None]], *, mouth: bool = False) -> None:
    """Runs a scenario on a started interview by voice; nothing may be left running after it."""

    async def run() -> None:
        bench = Bench(library)
        voices = replace(
            bench.services.voices(),
            turn_detector=ScriptedTurnDetector(otherwise=0.9),
            synthesizer=ScriptedSynthesizer(clock=bench.clock) if mouth else None,
        )
        bench.services.voices = lambda: voices
        session = await bench.coach.create(Setup("fundamentals"))
        await scenario(bench, session.id)
        assert bench.services.conversations is not None
        await bench.services.conversations.close()
        await bench.coach.close()

    asyncio.run(run())


def sound(ms: int, loudness: float) -> bytes:
    """A tone, as a microphone sends it."""
    wave = np.sin(np.arange(ms * 16) * 0.2) * loudness * 32_767
    return wave.astype("<i2").tobytes()


async def send(bench: Bench, socket: Socket, ms: int, loudness: float) -> None:
    """At the pace of speech."""
    for _ in range(ms // 32):
        socket.send_bytes(sound(32, loudness))
        await bench.clock.advance(32)


def test_a_spoken_answer_is_captioned_stored_and_replied_to(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=16_000, capture="mic", sample=0)
            frames = await socket.until(type="audio_ready")
            assert frames[-1] == {"type": "audio_ready", "capture": "mic", "samples": 0}
            await send(bench, socket, 3_000, 0.3)
            await send(bench, socket, 3_600, 0.0)
            frames = await socket.until(event="answer_taken")
            states = [frame["state"] for frame in frames if frame["type"] == "hearing"]
            assert states == ["waiting", "speech", "pause", "finishing"]
            captions = [frame for frame in frames if frame["type"] == "caption"]
            assert captions[0]["tentative"] == "I would start with the objective"
            assert captions[-1] == {
                "type": "caption",
                "text": "I would start with the objective",
                "tentative": "",
                "final": True,
            }
            taken = frames[-1]["event"]
            assert taken["via"] == "voice"
            assert [word["text"] for word in taken["words"]] == taken["text"].split()
            acks = [frame["samples"] for frame in frames if frame["type"] == "audio_ack"]
            assert acks == sorted(acks)
            await socket.until(event="interviewer_said")

    held(library, scenario)


@pytest.mark.parametrize("state", ["stopped", "cut"])
def test_lines_come_as_sound_with_a_header_before_each_piece(library: Library, state: str) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=16_000)
            await socket.until(type="audio_ready")
            await bench.clock.advance(200)
            frames = await socket.until(type="binary")
            assert frames[-2] == {
                "type": "audio", "turn": 0, "rate": 16_000, "format": "pcm16", "last": False,
            }  # fmt: skip
            assert len(frames[-1]["bytes"]) % 2 == 0
            socket.send(type="playback", turn=0, state="started")
            await bench.clock.advance(500)
            socket.send(type="playback", turn=0, state=state, ms=400)
            frames = await socket.until(event="line_spoken")
            assert frames[-1]["event"]["turn"] == 0

    held(library, scenario, mouth=True)


def test_a_wrong_rate_and_broken_sound_are_refused_and_the_interview_goes_on(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=44_100)
            notice = (await socket.until(type="notice"))[-1]
            assert notice["code"] == "wrong-rate"
            assert "44100" in notice["message"]
            socket.send_bytes(b"\x00\x01")
            assert (await socket.until(type="notice"))[-1]["code"] == "voice-unavailable"
            socket.send(type="audio_start", rate=16_000)
            await socket.until(type="audio_ready")
            socket.send_bytes(b"odd")
            assert (await socket.until(type="notice"))[-1]["code"] == "bad-audio"
            socket.send(type="answer", text="I would rather type.")
            await socket.until(event="interviewer_said")

    held(library, scenario)


def test_where_nothing_can_be_heard_the_microphone_is_refused(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        deaf = replace(bench.services.voices(), transcriber=None)
        bench.services.voices = lambda: deaf
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=16_000)
            assert (await socket.until(type="notice"))[-1]["code"] == "voice-unavailable"
            socket.send(type="answer", text="I would rather type.")
            await socket.until(event="interviewer_said")

    held(library, scenario)


def test_keep_waiting_and_the_way_turns_end_are_the_candidates(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=16_000)
            await socket.until(type="audio_ready")
            await send(bench, socket, 2_000, 0.3)
            socket.send(type="wait")
            await send(bench, socket, 9_000, 0.0)
            socket.send(type="done")
            frames = await socket.until(event="answer_taken")
            assert [f["state"] for f in frames if f["type"] == "hearing"][-1] == "finishing"
            socket.send(type="endpointing", mode="done-key")
            await socket.until(event="interviewer_said")
            await send(bench, socket, 2_000, 0.3)
            await send(bench, socket, 9_000, 0.0)
            socket.send(type="audio_stop")
            frames = await socket.until(event="answer_taken")
            assert not [f for f in frames if f["type"] == "countdown" and f["ms"] is not None]

    held(library, scenario)


def test_who_comes_back_without_a_microphone_is_told_of_a_turn_that_was_cut_off(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        await bench.audio.begin(name, "mic", sample=0, started_ms=0)
        await bench.audio.append(name, sound(3_008, 0.3))
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            await socket.until(event="interviewer_said")
            await bench.clock.advance(ANNOUNCED_MS)
            notice = (await socket.until(type="notice"))[-1]
            assert notice["code"] == "speech-waiting"
            socket.send(type="audio_start", rate=16_000, capture="mic-2")
            assert (await socket.until(type="notice"))[-1]["code"] == "turn-restored"
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="audio_start", rate=16_000, capture="mic-2")
            frames = await socket.until(type="audio_ready")
            await bench.clock.advance(ANNOUNCED_MS)
            socket.send(type="bye")
            frames += await socket.until(type="notice")
            assert [frame["code"] for frame in frames if frame["type"] == "notice"] == ["bad-frame"]

    held(library, scenario)


@pytest.mark.parametrize("how", ["by a client without a microphone", "from the list"])
def test_an_interview_that_is_ended_has_the_turn_that_was_cut_off(library: Library, how: str) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        await bench.audio.begin(name, "mic", sample=0, started_ms=0)
        await bench.audio.append(name, sound(3_008, 0.3))
        if how == "from the list":
            async with http(bench.app) as client:
                asked = asyncio.create_task(client.post(f"/api/sessions/{name}/end"))
                while not asked.done():
                    await bench.clock.advance(100)
                assert (await asked).status_code == 200
        else:
            async with Socket(bench.app, name) as socket:
                socket.send(type="hello", last_seq=0)
                await socket.until(event="interviewer_said")
                socket.send(type="end")
                socket.send(type="bye")
                answered = asyncio.create_task(socket.until(type="notice", code="bad-frame"))
                while not answered.done():
                    await bench.clock.advance(100)
                await answered
                assert (await bench.coach.session(name)).over
        said = (await bench.coach.session(name)).transcript.candidate()
        assert [turn.text for _, turn in said] == ["I would start with the objective"]

    held(library, scenario)
