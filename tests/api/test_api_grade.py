"""`POST /api/grade`: a transcript in any of its forms, nothing kept."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from api.asgi import http
from api.harness import Bench

ROUND = "round=system-design&question=Design+a+feed"
VTT = """WEBVTT

00:01.000 --> 00:04.000
<v Interviewer>Go on.

00:05.000 --> 00:09.000
<v Candidate>monitoring
"""
SAID = {"speaker": "candidate", "text": "monitoring"}


def post(bench: Bench, path: str, content: bytes | str, kind: str | None) -> httpx.Response:
    """One request with a raw body."""

    async def call() -> httpx.Response:
        async with http(bench.app) as client:
            headers = {"content-type": kind} if kind else {}
            answer = await client.post(path, content=content, headers=headers)
        assert await bench.store.heads() == []
        return answer

    return asyncio.run(call())


def label(answer: httpx.Response, criterion: str) -> Any:
    """A criterion's label."""
    assert answer.status_code == 200, answer.text
    return next(c["label"] for c in answer.json()["criteria"] if c["id"] == criterion)


def test_plain_text_is_one_turn_of_the_candidate_s(plain: Bench) -> None:
    answer = post(plain, f"/api/grade?{ROUND}", "I would set up monitoring.", "text/plain; charset=utf-8")
    assert label(answer, "monitoring") == 2
    card = answer.json()
    assert set(card) == {
        "round", "question", "rubric", "grader", "criteria", "phases", "score", "verdict", "caps",
        "strengths", "next_steps", "delivery", "warnings",
    }  # fmt: skip
    assert set(card["criteria"][0]) == {
        "id", "name", "phase", "label", "confidence", "prompted", "evidence", "reason", "unscored_reason",
    }  # fmt: skip
    assert card["round"] == "system-design"


@pytest.mark.parametrize(
    "body",
    [
        {"turns": [{"speaker": "interviewer", "text": "serving?"}, SAID]},
        {"text": "Interviewer: serving?\nCandidate: monitoring"},
        {"text": VTT, "filename": "talk.vtt"},
        {"text": json.dumps({"turns": [SAID]}), "filename": "a.json"},
    ],
    ids=["turns", "text", "vtt", "json-in-text"],
)  # fmt: skip
def test_json_carries_turns_or_the_content_of_a_file(plain: Bench, body: dict[str, Any]) -> None:
    whole = json.dumps({"round": "system-design", "question": "Design a feed", **body})
    answer = post(plain, "/api/grade", whole, "application/json")
    assert label(answer, "monitoring") == 2
    assert label(answer, "serving") == 0  # the interviewer's words earn nothing


@pytest.mark.parametrize(
    ("path", "content", "kind", "status", "code"),
    [
        (f"/api/grade?{ROUND}", "", "text/plain", 422, "empty-transcript"),
        (f"/api/grade?{ROUND}", " \n\t ", "text/plain", 422, "empty-transcript"),
        (f"/api/grade?{ROUND}", b"%PDF-1.7 \x00\x01", "text/plain", 422, "not-text"),
        (f"/api/grade?{ROUND}", bytes(range(256)) * 40, "text/plain", 422, "not-text"),
        (f"/api/grade?{ROUND}", "words " * 400_000, "text/plain", 413, "too-large"),
        (f"/api/grade?{ROUND}", "a " * 200_001, "text/plain", 413, "too-large"),
        (f"/api/grade?{ROUND}&filename=x.json", "{broken", "text/plain", 422, "bad-json"),
        (f"/api/grade?{ROUND}&filename=x.json", "[1, 2]", "text/plain", 422, "bad-transcript"),
        (f"/api/grade?{ROUND}&filename=x.json", '{"turns": "x"}', "text/plain", 422, "bad-transcript"),
        (f"/api/grade?{ROUND}", "words", None, 422, "wrong-type"),
        (f"/api/grade?{ROUND}", "words", "application/pdf", 422, "wrong-type"),
        ("/api/grade", "words", "text/plain", 422, "no-round"),
        ("/api/grade?round=poker", "words", "text/plain", 404, "unknown-round"),
        (f"/api/grade?{ROUND}&level=guru", "words", "text/plain", 422, "bad-field"),
        (f"/api/grade?{ROUND}&grader=kind", "words", "text/plain", 422, "bad-field"),
        ("/api/grade", "{bad", "application/json", 400, "bad-json"),
        ("/api/grade", "[" * 100_000, "application/json", 400, "bad-json"),
        ("/api/grade", "{}", "application/json", 422, "bad-field"),
        ("/api/grade", '{"turns": [], "text": "x"}', "application/json", 422, "bad-field"),
        ("/api/grade", '{"text": "x", "mood": 1}', "application/json", 422, "unknown-field"),
        ("/api/grade", '{"turns": [{"speaker": "judge", "text": ""}]}', "application/json", 422, "bad-field"),
        ("/api/grade", '{"turns": [{"speaker": "candidate"}]}', "application/json", 422, "missing-field"),
        ("/api/grade", '{"round": "x", "turns": []}', "application/json", 422, "empty-transcript"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_cannot_be_graded_is_refused_in_words(  # noqa: PLR0917 one column each
    plain: Bench, path: str, content: bytes | str, kind: str | None, status: int, code: str
) -> None:
    answer = post(plain, path, content, kind)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code), error
    assert error["message"]
    assert "Value error" not in error["message"]
    assert "TranscriptIn" not in error["message"]
    assert "character body" not in error["message"]


def test_a_transcript_of_two_megabytes_is_read(plain: Bench) -> None:
    text = "monitoring is a long word to say often here " * 40_000
    assert 1_700_000 < len(text) < 2 * 1024 * 1024
    answer = post(plain, f"/api/grade?{ROUND}", text[: 190_000 * 5], "text/plain")
    assert label(answer, "monitoring") == 2
