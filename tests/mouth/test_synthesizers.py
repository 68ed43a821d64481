"""What every synthesizer keeps to, and what each does when it is hurt."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator
from contextlib import aclosing
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from viva.adapters.clocks import SystemClock, VirtualClock
from viva.adapters.espeak import Espeak, espeak_command
from viva.adapters.piper import piper_version, piper_voice
from viva.adapters.pyttsx3_voice import has_system_voice, system_voice
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer, Take
from viva.adapters.synthesizer_errors import crashed
from viva.adapters.worker import python
from viva.adapters.worker_voice import WorkerVoice
from viva.domain.errors import VivaError
from viva.ports import Synthesizer, SynthesizerCapabilities

Make = Callable[[], Synthesizer]


@pytest.fixture(scope="module")
def runner() -> Generator[asyncio.Runner]:
    """One loop for all, so that a voice that is slow to load is loaded once."""
    with asyncio.Runner() as running:
        yield running


@pytest.fixture(
    scope="module",
    params=[
        "scripted",
        pytest.param("piper", marks=pytest.mark.voice),
        pytest.param("espeak", marks=pytest.mark.skipif(not espeak_command(), reason="no espeak-ng here")),
        pytest.param("pyttsx3", marks=pytest.mark.skipif(not has_system_voice(), reason="no system voice")),
    ],
)
def make(request: pytest.FixtureRequest) -> Make:
    kind: str = request.param
    if kind == "scripted":
        return ScriptedSynthesizer
    if kind == "espeak":
        return lambda: Espeak(SystemClock())
    if kind == "pyttsx3":
        return lambda: system_voice(SystemClock())
    models: Path = request.getfixturevalue("voice_models")
    if piper_version() is None:
        pytest.skip("the extra voice is not installed")
    return lambda: piper_voice(models / "voice" / "en_US-joe-medium.onnx", SystemClock())


@pytest.fixture(scope="module")
def voice(make: Make, runner: asyncio.Runner) -> Generator[Synthesizer]:
    """One that is shared."""
    shared = make()
    yield shared
    runner.run(shared.close())


async def said(synthesizer: Synthesizer, text: str) -> bytes:
    return b"".join([piece async for piece in synthesizer.synthesize(text)])


async def outcome(synthesizer: Synthesizer, text: str) -> str:
    try:
        return "said" if len(await said(synthesizer, text)) > 10_000 else "silence"
    except VivaError as error:
        return error.code


def seconds(pcm: bytes, synthesizer: Synthesizer) -> float:
    return len(pcm) / 2 / synthesizer.capabilities.rate


def loudness(pcm: bytes) -> float:
    return float(np.sqrt(np.mean(np.square(np.frombuffer(pcm, "<i2") / 32_768))))


def run(work: Awaitable[None]) -> None:
    async def wrapped() -> None:
        await work

    asyncio.run(wrapped())


def test_a_line_is_sound_of_a_likely_length(voice: Synthesizer, runner: asyncio.Runner) -> None:
    async def work() -> None:
        await voice.warm()
        pcm = await said(voice, "So tell me how you would start, and why.")
        assert len(pcm) % 2 == 0
        assert 1.0 < seconds(pcm, voice) < 5.0
        assert 0.02 < loudness(pcm) < 0.5
        longer = await said(
            voice, "So tell me how you would start, and why. And then tell me what you would measure."
        )
        assert len(longer) > 1.4 * len(pcm)

    runner.run(work())


def test_nothing_to_say_is_silence_and_no_failure(voice: Synthesizer, runner: asyncio.Runner) -> None:
    for text in ("", "  ", "…"):
        assert seconds(runner.run(said(voice, text)), voice) < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "--help",
        "-f /etc/passwd",
        '<speak><audio src="file:///etc/passwd"/>hello</speak>',
        "[[h@l'oU]] there",
        "hello\x00\x1b[31m there\nand\rback",
        "$(reboot) `reboot` ; reboot",
        "naïve café 数 \U0001f600 hello",
        '{"text": "x"}',
    ],
)
def test_hostile_text_is_only_said(text: str, voice: Synthesizer, runner: asyncio.Runner) -> None:
    assert 0.2 < seconds(runner.run(said(voice, text)), voice) < 12
    assert len(runner.run(said(voice, "Still here."))) > 0


def test_a_very_long_text_comes_in_pieces_and_can_be_left(voice: Synthesizer, runner: asyncio.Runner) -> None:
    async def work() -> None:
        async with aclosing(cast("AsyncGenerator[bytes]", voice.synthesize("word " * 4_000))) as pieces:
            assert len(await anext(pieces)) > 0
        assert seconds(await said(voice, "Short again."), voice) < 5

    runner.run(work())


def test_callers_wait_for_their_turn(voice: Synthesizer, runner: asyncio.Runner) -> None:
    texts = ("One.", "One, two, three and four, five.")

    async def work() -> None:
        alone = [len(await said(voice, text)) for text in texts]
        together = await asyncio.gather(*(said(voice, text) for text in texts))
        for before, pcm in zip(alone, together, strict=True):
            assert len(pcm) == pytest.approx(before, rel=0.35)

    runner.run(work())


def test_it_can_be_closed_and_used_again(voice: Synthesizer, runner: asyncio.Runner) -> None:
    async def work() -> None:
        assert await said(voice, "Once.")
        await voice.close()
        await voice.close()
        assert await said(voice, "Twice.")

    runner.run(work())


@pytest.mark.voice
def test_a_killed_piper_is_started_again(voice_models: Path) -> None:
    async def work() -> None:
        voice = piper_voice(voice_models / "voice" / "en_US-joe-medium.onnx", SystemClock())
        try:
            await voice.warm()
            pid = voice._worker.pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            outcomes = [await outcome(voice, "Hello there.") for _ in range(2)]
            assert outcomes[0] in {"synthesizer-crashed", "said"}
            assert outcomes[1] == "said"
            assert voice._worker.pid != pid
        finally:
            await voice.close()

    run(work())


def test_a_voice_that_is_not_whole_is_missing(tmp_path: Path) -> None:
    model = tmp_path / "x.onnx"
    with pytest.raises(VivaError) as caught:
        piper_voice(model, SystemClock())
    assert caught.value.code == "synthesizer-missing"
    model.write_bytes(b"not a model")
    (tmp_path / "x.onnx.json").write_text('{"audio": {"sample_rate": 22050}}')

    async def work() -> None:
        voice = piper_voice(model, SystemClock())
        with pytest.raises(VivaError) as broken:
            await said(voice, "Hello.")
        assert broken.value.code == "synthesizer-missing"
        assert "viva models" in broken.value.hint
        await voice.close()

    if piper_version() is not None:
        run(work())


CHILD = """
import sys, time
from viva.adapters.worker_child import Frame, serve
def start():
    def handle(head, body):
        if "crash" in head["text"]:
            import os; os._exit(3)
        if "hang" in head["text"]:
            time.sleep(600)
        if "mute" not in head["text"]:
            yield Frame(body=b"\\0\\1" * 100)
    return handle
serve(start)
"""


def child(clock: Any) -> WorkerVoice:
    command = (sys.executable, "-c", CHILD)
    return WorkerVoice(command, SynthesizerCapabilities("child", "child", 16_000), clock)


def test_a_child_that_crashes_or_is_mute_says_so_and_comes_back() -> None:
    async def work() -> None:
        voice = child(SystemClock())
        for text in ("crash", "mute"):
            with pytest.raises(VivaError) as caught:
                await said(voice, text)
            assert caught.value.code == "synthesizer-crashed"
            assert "text" in caught.value.hint
            assert len(await said(voice, "fine")) == 200
        await voice.close()

    run(work())


def test_a_child_that_hangs_is_given_up_in_time() -> None:
    async def work() -> None:
        voice = child(SystemClock())
        await voice.warm()
        clock = VirtualClock()
        voice._worker._clock = clock
        task = asyncio.ensure_future(said(voice, "hang"))
        await clock.advance(14_999)
        assert not task.done()
        await clock.advance(2)
        with pytest.raises(VivaError) as caught:
            await task
        assert caught.value.code == "synthesizer-timeout"
        voice._worker._clock = SystemClock()
        assert len(await said(voice, "fine")) == 200
        await voice.close()

    run(work())


def test_a_module_of_this_installation_is_run_without_the_folder_one_stands_in() -> None:
    assert python("viva.adapters.piper_worker")[1] == "-P"


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("import time; time.sleep(600)", "synthesizer-timeout"),
        ("pass", "synthesizer-crashed"),
        ("import sys; sys.stdout.write('RIFFxxxxAVI '); sys.stdout.flush()", "synthesizer-crashed"),
        ("raise SystemExit(1)", "synthesizer-crashed"),
    ],
)
def test_a_command_that_fails_is_named(script: str, code: str) -> None:
    async def work() -> None:
        clock = VirtualClock() if code.endswith("timeout") else SystemClock()
        voice = Espeak(clock, command=(sys.executable, "-c", script))
        task = asyncio.ensure_future(said(voice, "Hello."))
        while isinstance(clock, VirtualClock) and not task.done():
            await clock.advance(1_000)
            await asyncio.sleep(0)
        with pytest.raises(VivaError) as caught:
            await task
        assert caught.value.code == code

    run(work())


def test_a_command_that_is_not_there_says_how_to_get_it() -> None:
    async def work() -> None:
        with pytest.raises(VivaError) as caught:
            await said(Espeak(SystemClock(), command=("/nowhere/espeak-ng",)), "Hello.")
        assert caught.value.code == "synthesizer-missing"
        assert "apt-get install espeak-ng" in caught.value.hint

    run(work())


def test_the_script_fails_waits_and_hums_as_told() -> None:
    async def work() -> None:
        clock = VirtualClock()
        error = crashed("as told")
        voice = ScriptedSynthesizer([Take(wait_ms=50, pieces=2, error=error), error], clock=clock)
        heard: list[bytes] = []

        async def listen(text: str) -> None:
            async for piece in voice.synthesize(text):
                heard.append(piece)  # noqa: PERF401 what came before the failure counts

        task = asyncio.ensure_future(listen("Hello, all of you out there."))
        await clock.advance(60)
        assert len(heard) == 1
        await clock.advance(200)
        with pytest.raises(VivaError, match="as told"):
            await task
        assert len(heard) == 2
        with pytest.raises(VivaError, match="as told"):
            await listen("Again.")
        assert seconds(await said(voice, "0123456789"), voice) == pytest.approx(0.6)
        assert voice.asked == ["Hello, all of you out there.", "Again.", "0123456789"]
        assert voice.finished == ["0123456789"]

    run(work())
