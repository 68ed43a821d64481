"""Delivery, its trend and corrections over HTTP, on a session as the store holds it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from api.asgi import http
from api.harness import Bench
from delivery.spoken import interview, words_of
from viva.content.library import Library
from viva.domain.event import AnswerTaken, Event, InterviewEnded

SAID = (
    "The situation was clear to me, my maybe task too, so we went on with that for some weeks, and I thought "
    "that it would hold as long as we looked at the reflection of it now and then."
)


def graded_log(text: str, *, over: bool = True) -> list[tuple[int, Event]]:
    """The spoken interview with another first answer."""
    events: list[tuple[int, Event]] = []
    for item in interview():
        event = item.event
        if isinstance(event, AnswerTaken) and event.turn == 1:
            event = replace(event, text=text, words=words_of(text, 6_500, 21_500))
        if over or not isinstance(event, InterviewEnded):
            events.append((item.at_ms, event))
    return events


@pytest.fixture
def bench(library: Library) -> Bench:
    return Bench(library)


async def keep(bench: Bench, events: Sequence[tuple[int, Event]], name: str = "s1") -> None:
    """A session in the store."""
    await bench.store.create(name, datetime(2026, 3, 1, 9, tzinfo=UTC), events)


def call(bench: Bench, *requests: tuple[str, str, Any], events: Sequence[tuple[int, Event]]) -> list[Any]:
    """What each request is answered with."""

    async def run() -> list[Any]:
        await keep(bench, events)
        async with http(bench.app) as client:
            answers: list[Any] = []
            for method, path, body in requests:
                answer = await client.request(method, f"/api/sessions/s1{path}", json=body)
                answers.append((answer.status_code, answer.json()))
        return answers

    return asyncio.run(run())


REGRADE = ("POST", "/regrade", {"grader": "embedded"})


def test_a_session_shows_how_it_was_said(bench: Bench) -> None:
    [(_, delivery), _, (_, card), (_, view)] = call(
        bench,
        ("GET", "/delivery", None),
        REGRADE,
        ("GET", "/scorecard", None),
        ("GET", "", None),
        events=graded_log(SAID),
    )
    assert {item["id"] for item in delivery["measures"]} >= {"rate", "pace", "pauses", "fillers", "hedges"}
    assert delivery["pauses"] == [{"before_turn": 1, "ms": 3_000}]
    assert card["delivery"] == delivery
    first, cut = view["turns"][1:3]
    assert " ".join(word["text"] for word in first["words"]) == first["text"] == SAID
    assert (first["spoken"], first["corrected"], first["fillers"], first["audio_ms"]) == (
        True,
        False,
        3,
        6_200,
    )
    assert first["voiced"] == [{"start_ms": 6_500, "end_ms": 12_500}, {"start_ms": 15_500, "end_ms": 21_500}]
    assert (cut["cut"], cut["text"]) == (True, "And what did you change afterwards?")


def test_a_session_without_words_has_no_measures(bench: Bench) -> None:
    [(status, delivery)] = call(bench, ("GET", "/delivery", None), events=graded_log(SAID)[:4])
    assert (status, delivery["measures"]) == (200, [])


def test_the_trend_holds_what_is_over_oldest_first(bench: Bench) -> None:
    async def run() -> Any:
        for day, name, over in ((3, "newest", True), (1, "oldest", True), (2, "running", False)):
            at = datetime(2026, 3, day, tzinfo=UTC)
            await bench.store.create(name, at, graded_log(SAID, over=over))
        async with http(bench.app) as client:
            return (await client.get("/api/delivery/trend")).json()

    trend = asyncio.run(run())
    assert [point["session"] for point in trend] == ["oldest", "newest"]
    assert trend[0]["title"] == "A model that failed"
    assert trend[0]["measures"]["pauses"] == 1


def test_a_correction_is_graded_again_and_the_old_quotes_are_left_out(bench: Bench) -> None:
    mended = SAID.replace("situation", "scene").replace("maybe task", "task")
    [_, (status, corrected), (_, old), (_, view)] = call(
        bench,
        REGRADE,
        ("POST", "/turns/1/correction", {"text": mended}),
        ("GET", "/scorecard?grading=0", None),
        ("GET", "", None),
        events=graded_log(SAID),
    )
    assert status == 200
    turn = corrected["session"]["turns"][1]
    assert (turn["text"], turn["corrected"]) == (mended, True)
    assert [word["text"] for word in turn["words"]] == mended.split()
    assert corrected["previous"] == old
    assert any("Turn 2 was corrected" in text for text in old["warnings"])
    assert not any("corrected" in text for text in corrected["scorecard"]["warnings"])
    for card in (old, corrected["scorecard"]):
        for criterion in card["criteria"]:
            for quote in criterion["evidence"]:
                text = view["turns"][quote["turn"]]["text"]
                assert text[quote["start"] : quote["end"]] == quote["quote"]
    labels = [
        {item["id"]: item["label"] for item in card["criteria"]} for card in (old, corrected["scorecard"])
    ]
    assert [(card["situation"], card["task"], card["reflection"]) for card in labels] == [
        (2, 1, 2),
        (0, 2, 2),
    ]
    assert len(view["gradings"]) == 2


def test_a_running_interview_is_corrected_without_a_grade(bench: Bench) -> None:
    [(status, corrected)] = call(
        bench,
        ("POST", "/turns/1/correction", {"text": "Something else."}),
        events=graded_log(SAID, over=False),
    )
    assert (status, corrected["scorecard"], corrected["previous"]) == (200, None, None)
    assert corrected["session"]["turns"][1]["text"] == "Something else."


def test_the_same_words_change_nothing(bench: Bench) -> None:
    [(_, first), (status, corrected)] = call(
        bench, REGRADE, ("POST", "/turns/1/correction", {"text": SAID}), events=graded_log(SAID)
    )
    assert status == 200
    assert corrected["scorecard"] == corrected["previous"] == first["scorecard"]
    assert len(corrected["session"]["gradings"]) == 1


@pytest.mark.parametrize(
    ("path", "text", "status", "code"),
    [
        ("/turns/77/correction", "words", 404, "unknown-turn"),
        ("/turns/0/correction", "words", 409, "not-yours"),
        ("/turns/1/correction", "  ", 422, "empty-answer"),
        ("/turns/1/correction", "a" * 100_001, 413, "answer-too-long"),
    ],
)
def test_what_cannot_be_corrected_says_why(
    bench: Bench, path: str, text: str, status: int, code: str
) -> None:
    [(answered, body)] = call(bench, ("POST", path, {"text": text}), events=graded_log(SAID))
    assert (answered, body["error"]["code"]) == (status, code)


def test_a_corrected_session_goes_out_and_comes_back(library: Library, bench: Bench) -> None:
    [_, _, (_, export)] = call(
        bench,
        REGRADE,
        ("POST", "/turns/1/correction", {"text": "Something else."}),
        ("GET", "/export?format=json", None),
        events=graded_log(SAID),
    )

    async def take(data: Any) -> tuple[int, Any]:
        async with http(Bench(library).app) as client:
            answer = await client.post("/api/sessions/import", json=data)
            return answer.status_code, answer.json()

    status, view = asyncio.run(take(export))
    assert status == 201
    assert (view["turns"][1]["text"], view["turns"][1]["fillers"]) == ("Something else.", 3)
    spoken = next(item for item in export["events"] if item["event"]["type"] == "line_spoken")
    spoken["event"]["turn"] = 1
    status, body = asyncio.run(take(export))
    assert (status, body["error"]["code"]) == (422, "bad-export")
