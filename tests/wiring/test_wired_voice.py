"""Speech as the product wires it: found by what is here, changed by what is saved."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from wired import Product

from mouth.small_models import broken_voice, small_home, small_table
from viva.adapters import voice_choice
from viva.api.services import Services
from viva.coach import Setup
from viva.coach.transcription import transcription
from viva.domain.errors import VivaError
from viva.settings import Settings, load_settings, process_environment
from viva.wiring import warm_up


def test_what_is_saved_holds_from_the_next_conversation_on(product: Product) -> None:
    async def work(services: Services) -> None:
        assert services.voice_report is not None
        assert services.conversations is not None
        assert not services.voices().hears
        assert services.voices().audio is services.audio
        saved = await services.save_settings(
            {"tts": "text", "keep_audio": False, "endpointing.mode": "hold", "endpointing.finished_ms": 800}
        )
        assert isinstance(saved, Settings)
        voices = services.voices()
        assert (voices.synthesizer, voices.audio) == (None, None)
        assert (voices.endpointing.mode, voices.endpointing.finished_ms) == ("hold", 800)
        report = services.voice_report()
        assert (report.speaking.name, report.recording, report.endpointing.mode) == ("text", False, "hold")
        await services.prepare_voice()

    async def opened() -> None:
        async with product.opened() as services:
            await work(services)

    asyncio.run(opened())


def test_models_that_are_fetched_meanwhile_are_there_for_all(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viva.adapters.model_files.model_table", small_table)
    product.environment(VIVA_TTS="text")

    async def opened() -> None:
        async with product.opened() as services:
            with pytest.raises(VivaError, match="cannot hear yet"):
                transcription(services.voices())
            small_home(services.settings.home)
            assert transcription(services.voices())

    asyncio.run(opened())


def test_a_session_that_nobody_is_in_goes_on_with_what_was_saved(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(_: object) -> None:
        """No child is started."""

    monkeypatch.setattr("viva.adapters.model_files.model_table", small_table)
    monkeypatch.setattr("viva.adapters.whisper.Whisper.warm", nothing)
    product.environment(VIVA_TTS="text")

    async def opened() -> None:
        async with product.opened() as services:
            small_home(services.settings.home)
            assert services.conversations is not None
            session = await services.coach.create(Setup("fundamentals"))
            live = await services.coach.live(session.id)
            before = await services.conversations.join(live)
            assert await services.conversations.join(live) is before
            await services.save_settings({"keep_audio": False})
            assert not services.conversations.knows(session.id)
            assert not services.voices().keeps_audio()

    asyncio.run(opened())


def test_damaged_models_are_found_before_anything_is_loaded(product: Product) -> None:
    done: list[str] = []

    def noting(name: str) -> Callable[[], Awaitable[None]]:
        async def note() -> None:
            done.append(name)

        return note

    async def opened() -> None:
        async with product.opened() as services:
            services.check_voice = noting("check")
            services.prepare = noting("model")
            services.prepare_voice = noting("voice")
            services.count_fillers = noting("fillers")
            await warm_up(services)

    asyncio.run(opened())
    assert done == ["check", "model", "voice", "fillers"]


def test_the_doctor_says_what_hears_and_speaks(product: Product, capsys: pytest.CaptureFixture[str]) -> None:
    product.environment(VIVA_TTS="text")
    ran = product.run(capsys, "doctor", "--format", "json")
    rows = {row["name"]: row for row in json.loads(ran.out)}
    assert rows["Hearing"]["status"] == rows["Speaking"]["status"] == "note"
    assert "viva models fetch voice-defaults" in rows["Hearing"]["hint"]
    assert "tts is set to text" in rows["Speaking"]["detail"]


def test_the_doctor_starts_the_voice_to_see_whether_it_runs(
    product: Product, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_choice, "piper_version", lambda: "1.8.0")
    monkeypatch.setattr(voice_choice, "piper_voice", broken_voice)
    product.environment(VIVA_TTS="piper")
    home = load_settings(process_environment(), Path("/nowhere")).home
    home.mkdir(parents=True, exist_ok=True)
    (home / "viva.toml").write_text('tts_voice = "/voices/mine.onnx"\n')
    ran = product.run(capsys, "doctor", "--format", "json")
    speaking = next(row for row in json.loads(ran.out) if row["name"] == "Speaking")
    assert (speaking["status"], speaking["detail"]) == ("bad", "The voice cannot be used.")
    assert speaking["hint"] == "Fetch it again."


def test_the_doctor_does_not_count_on_a_damaged_model(
    product: Product, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viva.adapters.model_files.model_table", small_table)
    product.environment(VIVA_TTS="text")
    model = small_home(load_settings(process_environment(), Path("/nowhere")).home) / "models/speech-to-text"
    (model / "model.bin").write_bytes(b"?odel.bin")
    ran = product.run(capsys, "doctor", "--format", "json")
    rows = {row["name"]: row for row in json.loads(ran.out)}
    assert (rows["Hearing"]["status"], rows["Speech models"]["status"]) == ("note", "bad")
    assert "model.bin" in rows["Hearing"]["detail"]
    assert rows["Hearing"]["hint"] == "Fetch it again with: viva models fetch speech-to-text."
