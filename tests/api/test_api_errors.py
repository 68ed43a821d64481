"""Requests that cannot be met are answered in one shape, in plain words."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.asgi import http
from api.harness import Bench
from viva.api.limits import LARGE_BYTES, TEXT_BYTES
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError

JSON = {"content-type": "application/json"}


def send(
    bench: Bench, method: str, path: str, content: bytes | str = b"", headers: dict[str, str] | None = None
) -> httpx.Response:
    """One request with a raw body."""

    async def run() -> httpx.Response:
        async with http(bench.app) as client:
            return await client.request(method, path, content=content, headers=headers)

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("content", "headers", "status", "code", "words"),
    [
        ("{bad", JSON, 400, "bad-json", "character 1"),
        ("", JSON, 422, "missing-field", "body is missing"),
        ("[" * 100_000, JSON, 400, "bad-request", "could not be read"),
        (b'{"round": "\xff"}', JSON, 400, "bad-request", "could not be read"),
        ("null", JSON, 422, "bad-field", "The body"),
        ('"text"', JSON, 422, "bad-field", "The body"),
        ("{}", JSON, 422, "missing-field", "“round”"),
        ('{"round": "fundamentals", "colour": 1}', JSON, 422, "unknown-field", "“colour”"),
        ('{"round": "fundamentals", "level": "guru"}', JSON, 422, "bad-field", "“level”"),
        ('{"round": "fundamentals", "questions": [[]]}', JSON, 422, "bad-field", "“questions.0”"),
        ('{"round": "\\ud800"}', JSON, 422, "bad-field", "“round”"),
        ('{"round": "a\\u0000b"}', JSON, 422, "bad-field", "“round” is not usable: it needs visible"),
        ('{"round": " "}', JSON, 422, "bad-field", "“round” is not usable: it needs visible characters"),
        ('{"round": "fundamentals", "questions": {}}', JSON, 422, "bad-field", "it must be a list"),
        ('{"round": "fundamentals"}', {"content-type": "text/plain"}, 422, "bad-field", "The body"),
    ],
)  # fmt: skip
def test_a_body_that_does_not_fit_is_told_where(  # noqa: PLR0917 one column each
    plain: Bench, content: bytes | str, headers: dict[str, str], status: int, code: str, words: str
) -> None:
    answer = send(plain, "POST", "/api/sessions", content, headers)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert words in error["message"]
    assert error["hint"]


@pytest.mark.parametrize("path", ["/api/health", "/api/rounds", "/api/settings", "/"])
def test_a_wrong_method_is_told_which_is_right(plain: Bench, path: str) -> None:
    answer = send(plain, "PATCH", path)
    assert answer.status_code == 405
    assert answer.json()["error"]["code"] == "wrong-method"
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize(
    ("path", "limit", "megabytes"),
    [
        ("/api/sessions", TEXT_BYTES, "2 MB"),
        ("/api/settings/test-endpoint", TEXT_BYTES, "2 MB"),
        ("/api/sessions/import", LARGE_BYTES, "8 MB"),
        ("/api/grade", LARGE_BYTES, "8 MB"),
    ],
)
def test_a_body_over_the_limit_is_refused_and_one_at_it_is_read(
    plain: Bench, path: str, limit: int, megabytes: str
) -> None:
    over = send(plain, "POST", path, b" " * (limit + 1), JSON)
    assert over.status_code == 413
    assert over.json()["error"]["code"] == "too-large"
    assert megabytes in over.json()["error"]["message"]
    assert send(plain, "POST", path, b" " * limit, JSON).status_code == 400


def test_a_body_in_pieces_is_measured_too(plain: Bench) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * (TEXT_BYTES // 2)

    async def run() -> None:
        async with http(plain.app) as client:
            answer = await client.post("/api/sessions", content=pieces(), headers=JSON)
        assert answer.status_code == 413

    asyncio.run(run())


def test_failures_of_the_store_reach_the_page_in_words(library: Library) -> None:
    bench = Bench(library)
    bench.store.fail_next(
        VivaError("store-full", "The disk is full.", "Free some space.", ErrorKind.UNAVAILABLE)
    )
    answer = send(bench, "DELETE", "/api/sessions?confirm=everything")
    assert answer.status_code == 503
    assert answer.json() == {
        "error": {"code": "store-full", "message": "The disk is full.", "hint": "Free some space."}
    }


def test_a_fault_of_the_program_is_logged_and_told_without_its_insides(
    library: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bench = Bench(library)

    async def broken() -> None:
        raise ZeroDivisionError("an inside")

    monkeypatch.setattr(bench.store, "heads", broken)
    with caplog.at_level(logging.ERROR, logger="viva"):
        answer = send(bench, "GET", "/api/settings")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "internal"
    assert "inside" not in answer.text
    assert "content-security-policy" in answer.headers
    assert "an inside" in caplog.text


def test_a_broken_content_file_is_named_and_no_fault_of_the_request(tmp_path: Path, library: Library) -> None:
    rounds = tmp_path / "knowledge" / "rounds"
    rounds.mkdir(parents=True)
    (rounds / "mine.yaml").write_text("id: mine\nminutes: many\n")
    answer = send(Bench(Library((*library.roots, tmp_path))), "GET", "/api/rounds")
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "bad-content"
    assert "mine.yaml" in answer.json()["error"]["message"]


def test_the_only_description_is_the_schema_and_it_comes_from_here(plain: Bench) -> None:
    schema = send(plain, "GET", "/api/openapi.json")
    assert schema.json()["openapi"].startswith("3.1")
    for path in ("/docs", "/redoc", "/openapi.json", "/api/docs"):
        assert send(plain, "GET", path).status_code == 404
    assert "servers" not in schema.json()
