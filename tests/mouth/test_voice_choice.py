"""Which adapter hears and speaks: the best that is here, and the reason."""

import asyncio
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from mouth.small_models import broken_voice, small_home, small_table
from viva.adapters import voice_choice
from viva.adapters.clocks import VirtualClock
from viva.adapters.memory_audio import MemoryAudio
from viva.adapters.model_files import ModelFiles
from viva.adapters.model_table import model_table
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.adapters.voice_choice import Choice, Machine, choose_ears, choose_mouth
from viva.settings import Settings
from viva.wiring_voice import SpeechWiring

ALL = Machine("1.8.0", "/usr/bin/espeak-ng", system_voice=True, platform="linux")
NONE = Machine(None, None, system_voice=False, platform="linux")
VOICE = ("voice",)
EARS = ("speech-to-text", "voice-activity", "end-of-turn")


def home(folder: Path, models: Sequence[str]) -> Path:
    """A home where these models have been fetched, as far as a name and a size can tell."""
    for entry in model_table():
        if entry.id in models:
            place = folder / "models" / entry.id
            place.mkdir(parents=True)
            for part in entry.files:
                with (place / part.name).open("wb") as file:
                    if part.name.endswith(".onnx.json"):
                        text = json.dumps({"audio": {"sample_rate": 22_050}}).encode()
                        file.write(text.ljust(part.size))
                    else:
                        file.truncate(part.size)
    return folder


def mouth(folder: Path, machine: Machine, **values: Any) -> Choice[Any]:
    settings = Settings(home=folder, **values)
    return choose_mouth(settings, ModelFiles(settings.models_dir, offline=True), VirtualClock(), machine)


def ears(folder: Path, **values: Any) -> Choice[Any]:
    settings = Settings(home=folder, **values)
    return choose_ears(settings, ModelFiles(settings.models_dir, offline=True), VirtualClock())


@pytest.mark.parametrize(
    ("machine", "models", "name"),
    [
        (ALL, VOICE, "piper"),
        (ALL, (), "espeak"),
        (Machine(None, "/usr/bin/espeak-ng", system_voice=True, platform="linux"), VOICE, "espeak"),
        (Machine(None, "/opt/espeak-ng", system_voice=True, platform="darwin"), (), "pyttsx3"),
        (Machine(None, None, system_voice=True, platform="win32"), (), "pyttsx3"),
        (Machine(None, None, system_voice=True, platform="linux"), (), "pyttsx3"),
        (NONE, VOICE, "text"),
    ],
)
def test_the_best_that_is_here_speaks(
    tmp_path: Path, machine: Machine, models: Sequence[str], name: str
) -> None:
    choice = mouth(home(tmp_path, models), machine)
    assert choice.name == name
    assert choice.available is (name != "text")
    assert choice.why.endswith(".")
    if choice.make is not None:
        assert choice.make().capabilities.name == name


def test_an_endpoint_speaks_and_hears_only_when_asked_by_name(tmp_path: Path) -> None:
    url = {"openai_base_url": "http://127.0.0.1:9/v1"}
    assert mouth(tmp_path, NONE, **url).name == "text"
    assert ears(tmp_path, **url).name == "off"
    spoken = mouth(tmp_path, NONE, tts="openai", tts_voice="kokoro:af", **url)
    heard = ears(tmp_path, stt="openai", stt_model="whisper-large", **url)
    assert (spoken.name, spoken.model, heard.name, heard.model) == (
        "openai",
        "kokoro:af",
        "openai",
        "whisper-large",
    )
    assert spoken.make is not None
    assert spoken.make().capabilities.local
    assert ears(tmp_path, stt="openai", **url).model == "whisper-1"
    far = {"openai_base_url": "https://api.example.com/v1", "tts": "openai", "stt": "openai"}
    assert "go there" in mouth(tmp_path, NONE, **far).why
    assert "goes there" in ears(tmp_path, **far).why
    assert "offline" in mouth(tmp_path, NONE, offline=True, **far).why
    assert "no endpoint" in ears(tmp_path, stt="openai").why


@pytest.mark.parametrize("name", ["piper", "espeak", "pyttsx3", "openai"])
def test_what_was_asked_for_and_is_not_here_is_not_replaced_in_silence(tmp_path: Path, name: str) -> None:
    choice = mouth(home(tmp_path, VOICE), NONE, tts=name)
    assert (choice.name, choice.available) == ("text", False)
    assert choice.hint


@pytest.mark.parametrize(
    ("piper", "models", "steps"),
    [
        (None, (), "pip install 'viva[voice]', then viva models fetch voice."),
        (None, VOICE, "pip install 'viva[voice]'."),
        ("1.8.0", (), "viva models fetch voice."),
    ],
)
def test_a_hint_names_only_the_steps_that_are_left(
    tmp_path: Path, piper: str | None, models: Sequence[str], steps: str
) -> None:
    home(tmp_path, models)
    plain = Machine(piper, "/usr/bin/espeak-ng", system_voice=False, platform="linux")
    assert mouth(tmp_path, plain).hint == f"For a better voice: {steps}"
    assert not mouth(tmp_path, plain, tts="espeak").hint
    bare = Machine(piper, None, system_voice=False, platform="linux")
    assert mouth(tmp_path, bare).hint == steps


def test_names_that_are_none_are_told_which_there_are(tmp_path: Path) -> None:
    assert "festival" in mouth(tmp_path, ALL, tts="festival").why
    assert "piper" in mouth(tmp_path, ALL, tts="festival").hint
    assert "whisper" in ears(tmp_path, stt="magic").hint


def test_ears_need_their_models_and_say_how_to_get_them(tmp_path: Path) -> None:
    assert "viva models fetch voice-defaults" in ears(tmp_path).hint
    home(tmp_path, EARS)
    assert (ears(tmp_path).name, ears(tmp_path).model) == ("whisper", "speech-to-text")
    assert "voice-defaults" in ears(tmp_path, stt_model="speech-to-text-base").hint
    assert "Known" in ears(tmp_path, stt_model="huge").hint
    assert ears(tmp_path, stt_model=str(tmp_path / "models" / "speech-to-text")).available
    assert ears(tmp_path, stt="off").name == "off"


def test_a_voice_of_ones_own_lies_beside_the_fetched_one(tmp_path: Path) -> None:
    home(tmp_path, VOICE)
    folder = tmp_path / "models" / "voice"
    (folder / "en_GB-own.onnx").write_bytes(b"x")
    (folder / "en_GB-own.onnx.json").write_text('{"audio": {"sample_rate": 16000}}')
    named = mouth(tmp_path, ALL, tts_voice="en_GB-own")
    assert (named.name, named.model) == ("piper", "en_GB-own")
    assert mouth(tmp_path, ALL, tts_voice=str(folder / "en_GB-own.onnx")).model == "en_GB-own"
    assert mouth(tmp_path, ALL, tts_voice="alloy").model == "en_US-joe-medium"
    assert not mouth(tmp_path, ALL, tts="piper", tts_voice="alloy").available
    assert mouth(tmp_path, ALL).model == "en_US-joe-medium"


def test_voices_stay_the_same_until_what_they_come_from_changes(tmp_path: Path) -> None:
    async def work() -> None:
        wiring = SpeechWiring(Settings(home=tmp_path), VirtualClock(), MemoryAudio(), machine=lambda: ALL)
        first = wiring.voices()
        assert first.synthesizer is not None
        assert first.synthesizer.capabilities.name == "espeak"
        assert not first.hears
        assert not wiring.report().listening.available
        assert wiring.voices().synthesizer is first.synthesizer
        home(tmp_path, (*EARS, *VOICE))
        later = wiring.voices()
        assert later.hears
        assert later.turn_detector is not None
        assert later.synthesizer is not None
        assert later.synthesizer.capabilities.name == "piper"
        assert wiring.voices() == later
        report = wiring.report()
        assert (report.listening.available, report.speaking.name, report.recording) == (True, "piper", True)
        wiring.use(Settings(home=tmp_path, tts="text", stt="off", keep_audio=False))
        quiet = wiring.voices()
        assert (quiet.synthesizer, quiet.transcriber, quiet.audio) == (None, None, None)
        assert not wiring.report().recording
        await wiring.close()

    asyncio.run(work())


def test_making_ready_never_fails(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home(tmp_path, (*EARS, *VOICE))

    async def work() -> None:
        wiring = SpeechWiring(Settings(home=tmp_path, tts="openai"), VirtualClock(), machine=lambda: NONE)
        await wiring.warm()
        await wiring.close()

    asyncio.run(work())
    assert caplog.records


def test_a_voice_that_cannot_start_gives_way_to_the_next_best(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_best = ScriptedSynthesizer()
    monkeypatch.setattr(voice_choice, "piper_voice", broken_voice)

    def system_voice(*_: object) -> ScriptedSynthesizer:
        return next_best

    monkeypatch.setattr(voice_choice, "system_voice", system_voice)
    home(tmp_path, VOICE)
    machine = Machine("1.8.0", None, system_voice=True, platform="linux")

    async def work() -> None:
        wiring = SpeechWiring(Settings(home=tmp_path), VirtualClock(), machine=lambda: machine)
        assert wiring.report().speaking.name == "piper"
        monkeypatch.setattr(wiring, "check", lambda: None)
        await wiring.warm()
        assert wiring.voices().synthesizer is next_best
        assert next_best.warmed == 1
        speaking = wiring.report().speaking
        assert (speaking.available, speaking.name) == (True, "pyttsx3")
        assert "Piper could not be started: The voice cannot be used." in speaking.why
        assert speaking.hint.startswith("Fetch it again.")
        monkeypatch.setattr(next_best, "warm", broken_voice().warm)
        await wiring.warm()
        silent = wiring.report().speaking
        assert (silent.available, silent.name) == (False, "text")
        assert "Piper could not be started" in silent.why
        await wiring.close()

    asyncio.run(work())


def test_a_voice_that_is_named_is_not_replaced_when_it_cannot_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_choice, "piper_voice", broken_voice)
    home(tmp_path, VOICE)

    async def work() -> None:
        wiring = SpeechWiring(Settings(home=tmp_path, tts="piper"), VirtualClock(), machine=lambda: ALL)
        fault = await wiring.start_mouth()
        assert fault is not None
        assert fault.message == "The voice cannot be used."
        assert wiring.report().speaking.name == "piper"
        await wiring.close()

    asyncio.run(work())


@pytest.mark.parametrize(("model", "name"), [("speech-to-text", "model.bin"), ("voice-activity", "vad.onnx")])
def test_a_damaged_model_is_not_used_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, name: str
) -> None:
    monkeypatch.setattr("viva.adapters.model_files.model_table", small_table)
    file = small_home(tmp_path) / "models" / model / name
    sound = file.read_bytes()
    file.write_bytes(b"?" + sound[1:])

    async def work() -> None:
        wiring = SpeechWiring(Settings(home=tmp_path, tts="text"), VirtualClock(), machine=lambda: NONE)
        wiring.check()
        assert not wiring.voices().hears
        listening = wiring.report().listening
        assert not listening.available
        assert f"The file {name} is not what it should be." in listening.why
        assert listening.hint == f"Fetch it again with: viva models fetch {model}."
        file.write_bytes(sound)
        os.utime(file, (1, 1))
        assert wiring.voices().hears
        await wiring.close()

    asyncio.run(work())


def test_an_endpoint_that_hears_needs_a_sound_voice_detector(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viva.adapters.model_files.model_table", small_table)
    file = small_home(tmp_path) / "models" / "voice-activity" / "vad.onnx"
    settings = Settings(home=tmp_path, tts="text", stt="openai", openai_base_url="http://127.0.0.1:9/v1")
    wiring = SpeechWiring(settings, VirtualClock(), machine=lambda: NONE)
    assert wiring.report().listening.available
    file.write_bytes(b"?" * file.stat().st_size)
    wiring.check()
    listening = wiring.report().listening
    assert not listening.available
    assert "vad.onnx" in listening.why
    assert "viva models fetch voice-activity" in listening.hint
