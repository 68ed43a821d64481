"""Settings over HTTP: read, change, try an endpoint. A key goes in and never comes out."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.asgi import http
from api.harness import Bench, Report
from viva.adapters.voice_choice import Machine
from viva.content.library import Library
from viva.settings import Settings
from viva.wiring_voice import SpeechWiring

ENDPOINTING = {
    "mode": "hands-free", "finished_ms": 520, "unsure_ms": 2400, "thinking_ms": 3700, "speech": 0.5,
    "silence": 0.35, "finished": 0.6, "barge_in_ms": 300,
}  # fmt: skip
SECRET = "sk-nobody-else-should-read-this"


def call(bench: Bench, method: str, path: str, body: object = None) -> httpx.Response:
    """One request."""

    async def run() -> httpx.Response:
        async with http(bench.app) as client:
            return await client.request(method, path, json=body)

    return asyncio.run(run())


def test_health_says_which_version_answers(library: Library) -> None:
    assert call(Bench(library), "GET", "/api/health").json() == {"status": "ok", "version": "0.1.0"}


def test_settings_show_what_is_in_force_but_no_secret(library: Library) -> None:
    settings = Settings(
        home=Path("/data/viva"),
        openai_base_url="http://localhost:11434/v1",
        openai_api_key=SECRET,
        database_url="postgresql://me:hunter2@db.lan/viva?password=hunter2",
    )
    answer = call(Bench(library, settings=settings), "GET", "/api/settings")
    assert SECRET not in answer.text
    assert "hunter2" not in answer.text
    assert answer.json() == {
        "home": "/data/viva",
        "database": "postgresql://…@db.lan/viva?…",
        "offline": False,
        "grader": "auto",
        "endpoint": {
            "configured": True,
            "base_url": "http://localhost:11434/v1",
            "model": None,
            "key_set": True,
            "from_environment": [],
        },
        "speech": {
            "stt": "auto",
            "stt_model": "speech-to-text",
            "tts": "auto",
            "tts_voice": None,
            "keep_audio": True,
            "endpointing": ENDPOINTING,
        },
        "models": [
            {
                "id": "local-llm",
                "title": "Local language model",
                "role": "language model",
                "size_bytes": 1_117_000_000,
                "licence": "Apache-2.0",
                "present": False,
            }
        ],
        "storage": {"sessions": 0, "bytes": 0, "audio_bytes": 0},
        "version": "0.1.0",
    }


def test_a_change_keeps_what_is_left_out_and_null_removes(library: Library) -> None:
    bench = Bench(library)
    first = call(bench, "PUT", "/api/settings", {"openai_base_url": "http://localhost:1/v1", "grader": "llm"})
    assert first.json()["endpoint"]["base_url"] == "http://localhost:1/v1"
    assert first.json()["grader"] == "llm"
    second = call(bench, "PUT", "/api/settings", {"openai_base_url": None, "openai_api_key": SECRET})
    assert bench.saved == [
        {"openai_base_url": "http://localhost:1/v1", "grader": "llm"},
        {"openai_base_url": None, "openai_api_key": SECRET},
    ]
    assert second.json()["endpoint"]["base_url"] is None
    assert second.json()["endpoint"]["key_set"] is True
    assert second.json()["grader"] == "llm"
    assert SECRET not in second.text


def test_speech_is_set_in_one_place(library: Library) -> None:
    bench = Bench(library)
    change = {
        "tts": "piper",
        "stt": "off",
        "keep_audio": False,
        "endpointing": {"mode": "hold", "thinking_ms": 5000},
    }
    shown = call(bench, "PUT", "/api/settings", change).json()["speech"]
    assert bench.saved == [
        {
            "tts": "piper",
            "stt": "off",
            "keep_audio": False,
            "endpointing.mode": "hold",
            "endpointing.thinking_ms": 5000,
        }
    ]
    assert (shown["tts"], shown["stt"], shown["keep_audio"]) == ("piper", "off", False)
    assert shown["endpointing"] == {**ENDPOINTING, "mode": "hold", "thinking_ms": 5000}
    again = call(bench, "PUT", "/api/settings", {"tts": None, "endpointing": {"mode": None}}).json()["speech"]
    assert (again["tts"], again["endpointing"]["mode"], again["endpointing"]["thinking_ms"]) == (
        "auto",
        "hands-free",
        5000,
    )


def test_a_server_without_a_voice_says_so_and_one_with_a_voice_which(library: Library) -> None:
    bench = Bench(library)
    answer = call(bench, "GET", "/api/voice")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "unknown-part")
    speech = SpeechWiring(
        Settings(home=Path("/nowhere"), tts="text"),
        bench.clock,
        machine=lambda: Machine(None, None, system_voice=False),
    )
    bench.services.voice_report = speech.report
    shown = call(bench, "GET", "/api/voice").json()
    assert shown["endpointing"] == ENDPOINTING
    assert shown["recording"] is False
    assert shown["speaking"] == {
        "available": False,
        "name": "text",
        "model": None,
        "why": "tts is set to text. Lines are shown and not spoken.",
        "hint": "Set tts to auto to hear the interviewer.",
    }
    assert shown["listening"]["available"] is False
    assert "viva models fetch voice-defaults" in shown["listening"]["hint"]


def test_nothing_to_change_writes_nothing(library: Library) -> None:
    bench = Bench(library)
    assert call(bench, "PUT", "/api/settings", {}).status_code == 200
    assert bench.saved == []


def test_what_the_environment_sets_cannot_be_changed_here(library: Library) -> None:
    bench = Bench(library, environment={"OPENAI_API_KEY": SECRET, "VIVA_HOME": "/x", "OPENAI_BASE_URL": ""})
    shown = call(bench, "GET", "/api/settings").json()
    assert shown["endpoint"]["from_environment"] == ["openai_api_key"]
    answer = call(bench, "PUT", "/api/settings", {"openai_api_key": "other", "llm_model": "m"})
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "set-by-environment"
    assert "OPENAI_API_KEY" in answer.json()["error"]["message"]
    assert bench.saved == []
    assert call(bench, "PUT", "/api/settings", {"openai_base_url": "http://localhost:1"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"openai_base_url": "ftp://x"},
        {"openai_base_url": "localhost:1"},
        {"openai_base_url": "http://a b/"},
        {"openai_api_key": ""},
        {"openai_api_key": "a\nb\0"},
        {"openai_api_key": 5},
        {"llm_model": "x" * 300},
        {"grader": "kind"},
        {"home": "/etc"},
        {"tts": "festival"},
        {"keep_audio": "perhaps"},
        {"keep_audio": 0},
        {"keep_audio": 1},
        {"endpointing": {"mode": "shout"}},
        {"endpointing": {"finished_ms": 1}},
        {"endpointing": {"speech": 1}},
        {"endpointing": None},
        {"database_url": "sqlite://"},
        [],
        None,
    ],
)
def test_a_change_that_makes_no_sense_is_refused_whole(plain: Bench, body: Any) -> None:
    answer = call(plain, "PUT", "/api/settings", body)
    assert answer.status_code == 422
    assert answer.json()["error"]["message"]
    assert plain.saved == []


def test_an_endpoint_is_tried_with_what_was_typed_and_the_rest_as_it_is(library: Library) -> None:
    settings = Settings(home=Path("/x"), openai_base_url="http://localhost:1/v1", openai_api_key=SECRET)
    bench = Bench(library, settings=settings)
    answer = call(bench, "POST", "/api/settings/test-endpoint", {"llm_model": "m2"})
    assert answer.json() == {
        "ok": True, "model": "m1", "models": ["m1", "m2"], "latency_ms": 12, "code": None,
        "message": "It answers.", "hint": "",
    }  # fmt: skip
    (tried,) = bench.tried
    assert (tried.openai_base_url, tried.openai_api_key, tried.llm_model) == (
        "http://localhost:1/v1",
        SECRET,
        "m2",
    )
    assert bench.saved == []


def test_an_endpoint_that_fails_is_a_result_and_no_error(library: Library) -> None:
    report = Report(
        ok=False,
        model=None,
        models=(),
        latency_ms=None,
        code="model-unreachable",
        message="Nothing answers at http://localhost:1/v1.",
        hint="Is it running?",
    )
    answer = call(Bench(library, report=report), "POST", "/api/settings/test-endpoint", {})
    assert answer.status_code == 200
    assert answer.json()["code"] == "model-unreachable"
