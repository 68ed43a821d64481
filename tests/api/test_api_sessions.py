"""A session's life over HTTP: started, pasted, listed, ended, graded again, deleted."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from api.asgi import http
from api.harness import Bench
from viva.content.library import Library

Scenario = Callable[[httpx.AsyncClient, Bench], Awaitable[None]]
NEW = {"round": "fundamentals", "level": "mid", "style": "warm", "mode": "coach"}


def run(library: Library, scenario: Scenario) -> None:
    """Runs a scenario against a fresh application."""

    async def held() -> None:
        bench = Bench(library)
        async with http(bench.app) as client:
            await scenario(client, bench)

    asyncio.run(held())


async def ok(answer: Awaitable[httpx.Response], status: int = 200) -> Any:
    """The JSON of an answer that must have this status."""
    got = await answer
    assert got.status_code == status, got.text
    return got.json() if got.content else None


async def refused(answer: Awaitable[httpx.Response]) -> tuple[int, str]:
    """The status and code of a refusal."""
    got = await answer
    return got.status_code, got.json()["error"]["code"]


def test_a_started_interview_has_been_opened_and_waits(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        session = await ok(client.post("/api/sessions", json=NEW), 201)
        assert session["state"] == "live"
        assert session["round"]["id"] == "fundamentals"
        assert (session["level"], session["style"], session["mode"]) == ("mid", "warm", "coach")
        assert session["source"] == "interview"
        (question,) = session["questions"]
        assert question == {
            "id": question["id"],
            "title": library.question(question["id"]).title,
            "prompt": library.question(question["id"]).prompt,
            "bank": "fundamentals",
        }
        assert session["turns"][0]["act"] == "opening"
        assert {turn["speaker"] for turn in session["turns"]} == {"interviewer"}
        (phase,) = session["phases"]
        assert (phase["phase"], phase["title"], phase["left_ms"]) == ("explain", "Explain", None)
        assert phase["minutes"] == library.round("fundamentals").legs[0].phases[0].minutes
        points = [f"kp-{i}" for i in range(1, len(library.question(question["id"]).key_points) + 1)]
        names = [criterion["id"] for criterion in session["criteria"]]
        assert names[: len(points)] == points
        assert set(session["details"]) == set(names)
        assert session["gradings"] == []
        assert await ok(client.get(f"/api/sessions/{session['id']}")) == session

    run(library, scenario)


def test_questions_can_be_chosen_or_left_open_part_by_part(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        design = library.bank("system-design")[0].id
        body = {"round": "startup-loop", "questions": [design, None, None]}
        session = await ok(client.post("/api/sessions", json=body), 201)
        assert session["questions"][0]["id"] == design
        assert [q["bank"] for q in session["questions"]] == ["system-design", "fundamentals", "behavioural"]
        assert {criterion["leg"] for criterion in session["criteria"]} == {0, 1, 2}
        wrong = {"round": "fundamentals", "questions": [design]}
        assert await refused(client.post("/api/sessions", json=wrong)) == (422, "wrong-bank")
        few = {"round": "startup-loop", "questions": [design]}
        assert await refused(client.post("/api/sessions", json=few)) == (422, "wrong-questions")
        assert await refused(client.post("/api/sessions", json={"round": "poker"})) == (404, "unknown-round")

    run(library, scenario)


def test_ending_grades_what_is_there_once(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, bench: Bench) -> None:
        session = await ok(client.post("/api/sessions", json=NEW), 201)
        path = f"/api/sessions/{session['id']}"
        assert await refused(client.get(f"{path}/scorecard")) == (404, "not-graded")
        assert await refused(client.post(f"{path}/regrade", json={})) == (409, "still-running")
        live = await bench.coach.live(session["id"])
        await live.answer("It has a mechanism, and maybe kp-1 too.")
        await live.settled()
        card = await ok(client.post(f"{path}/end"))
        labels = {criterion["id"]: criterion["label"] for criterion in card["criteria"]}
        assert labels["mechanism"] == 2
        assert labels["kp-1"] == 1
        assert await ok(client.post(f"{path}/end")) == card
        assert await ok(client.get(f"{path}/scorecard")) == card
        shown = await ok(client.get(path))
        assert shown["state"] == "graded"
        assert len(shown["gradings"]) == 1
        quote = next(c for c in card["criteria"] if c["id"] == "mechanism")["evidence"][0]
        assert shown["turns"][quote["turn"]]["text"][quote["start"] : quote["end"]] == quote["quote"]
        assert shown["phases"][-1]["left_ms"] is not None

    run(library, scenario)


def test_grading_again_keeps_both_scorecards(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        session = await ok(client.post("/api/sessions", json=NEW), 201)
        path = f"/api/sessions/{session['id']}"
        first = await ok(client.post(f"{path}/end"))
        again = await ok(client.post(f"{path}/regrade", json={"level": "staff", "grader": "embedded"}))
        assert again["previous"] == first
        assert await ok(client.get(f"{path}/scorecard")) == again["scorecard"]
        assert await ok(client.get(f"{path}/scorecard?grading=0")) == first
        assert await refused(client.get(f"{path}/scorecard?grading=2")) == (404, "unknown-grading")
        assert len((await ok(client.get(path)))["gradings"]) == 2
        odd = client.post(f"{path}/regrade", json={"rubric": "poker"})
        assert await refused(odd) == (404, "unknown-rubric")

    run(library, scenario)


def test_readings_name_notes_that_there_are(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        session = await ok(client.post("/api/sessions", json={"round": "system-design"}), 201)
        await ok(client.post(f"/api/sessions/{session['id']}/end"))
        readings = (await ok(client.get(f"/api/sessions/{session['id']}")))["readings"]
        assert readings
        for notes in readings.values():
            assert all(note["title"] == library.note(note["id"]).title for note in notes)

    run(library, scenario)


def test_the_list_is_newest_first_with_where_each_stands(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, bench: Bench) -> None:
        first = await ok(client.post("/api/sessions", json=NEW), 201)
        await bench.clock.advance(60_000)
        second = await ok(client.post("/api/sessions", json={**NEW, "round": "behavioural-short"}), 201)
        await ok(client.post(f"/api/sessions/{first['id']}/end"))
        newest, oldest = await ok(client.get("/api/sessions"))
        assert (newest["id"], oldest["id"]) == (second["id"], first["id"])
        assert newest["state"] == "live"
        assert newest["round_title"] == library.round("behavioural-short").title
        assert newest["phase"] == library.round("behavioural-short").legs[0].phases[0].title
        assert newest["counts"] is None
        assert oldest["state"] == "graded"
        assert oldest["phase"] is None
        assert sum(oldest["counts"].values()) == len(first["criteria"])
        assert oldest["created_at"].startswith("2026-01-05T19:00:00")

    run(library, scenario)


def test_events_can_be_had_after_any_of_them(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        session = await ok(client.post("/api/sessions", json=NEW), 201)
        path = f"/api/sessions/{session['id']}/events"
        every = await ok(client.get(path))
        assert [item["seq"] for item in every] == list(range(1, session["seq"] + 1))
        assert every[0]["event"]["type"] == "session_started"
        assert await ok(client.get(f"{path}?after=1")) == every[1:]
        assert await ok(client.get(f"{path}?after=2147483647")) == []
        for odd in ("-1", "x", "99999999999999999999", "1.5"):
            assert await refused(client.get(f"{path}?after={odd}")) == (422, "bad-field")

    run(library, scenario)


def test_deleting_forgets_and_everything_must_be_asked_for(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        for _ in range(2):
            await ok(client.post("/api/sessions", json=NEW), 201)
        session = await ok(client.post("/api/sessions", json=NEW), 201)
        assert (await client.delete(f"/api/sessions/{session['id']}")).status_code == 204
        assert await refused(client.get(f"/api/sessions/{session['id']}")) == (404, "unknown-session")
        assert await refused(client.delete(f"/api/sessions/{session['id']}")) == (404, "unknown-session")
        assert await refused(client.delete("/api/sessions")) == (422, "missing-field")
        assert await refused(client.delete("/api/sessions?confirm=yes")) == (422, "bad-field")
        assert len(await ok(client.get("/api/sessions"))) == 2
        assert await ok(client.delete("/api/sessions?confirm=everything")) == {"deleted": 2}
        assert await ok(client.get("/api/sessions")) == []

    run(library, scenario)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/events"), ("GET", "/scorecard"), ("POST", "/end"), ("POST", "/regrade"),
     ("GET", "/export"), ("DELETE", "")],
)  # fmt: skip
def test_a_session_that_is_not_there_is_said_to_be_missing(library: Library, method: str, path: str) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        for name in ("none", "%00", "..%2f..", "ü"):
            answer = client.request(
                method, f"/api/sessions/{name}{path}", json={} if method == "POST" else None
            )
            status, code = await refused(answer)
            assert status == 404
            assert code in {"unknown-session", "unknown-address"}

    run(library, scenario)


def test_a_pasted_answer_is_kept_and_graded(library: Library) -> None:
    question = library.bank("system-design")[0]

    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        text = "Interviewer: What would you watch?\nCandidate: My monitoring covers maybe serving as well."
        body = {"round": "system-design", "question": question.id, "text": text, "level": "staff"}
        session = await ok(client.post("/api/sessions/paste", json=body), 201)
        assert (session["source"], session["state"], session["level"]) == ("paste", "graded", "staff")
        assert [turn["speaker"] for turn in session["turns"]] == ["interviewer", "candidate"]
        card = await ok(client.get(f"/api/sessions/{session['id']}/scorecard"))
        labels = {criterion["id"]: criterion["label"] for criterion in card["criteria"]}
        assert (labels["monitoring"], labels["serving"], labels["objective"]) == (2, 1, 0)
        assert (await ok(client.get("/api/sessions")))[0]["source"] == "paste"
        same = {"round": "system-design", "question": question.id, "text": text, "level": "staff"}
        assert await ok(client.post("/api/grade", json=same)) == card

    run(library, scenario)


def test_a_question_of_ones_own_brings_its_key_points(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        body = {
            "round": "fundamentals",
            "question": "Why do we shuffle training data?",
            "key_points": ["Says that batches should look alike", "Says when not to"],
            "turns": [{"speaker": "candidate", "text": "For kp-1 and for the mechanism.", "start_ms": 0}],
        }
        session = await ok(client.post("/api/sessions/paste", json=body), 201)
        assert session["questions"][0]["id"] is None
        assert session["questions"][0]["prompt"] == "Why do we shuffle training data?"
        assert [c["id"] for c in session["criteria"][:2]] == ["kp-1", "kp-2"]
        assert session["details"]["kp-2"]["meaning"] == "Says when not to"

    run(library, scenario)


def test_gaps_name_what_recent_rounds_left_out(library: Library) -> None:
    async def scenario(client: httpx.AsyncClient, _bench: Bench) -> None:
        assert await ok(client.get("/api/gaps")) == []
        session = await ok(client.post("/api/sessions", json={"round": "behavioural"}), 201)
        await ok(client.post(f"/api/sessions/{session['id']}/end"))
        gaps = await ok(client.get("/api/gaps"))
        assert 0 < len(gaps) <= 3
        assert gaps[0]["label"] == 0
        assert gaps[0]["note"]["title"] == library.note(gaps[0]["note"]["id"]).title

    run(library, scenario)
