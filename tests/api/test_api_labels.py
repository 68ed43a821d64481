"""The candidate's own labels: given, shown, taken back, exported; and other views of the same labels."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.asgi import http
from api.harness import Bench
from training.transcripts import read_transcripts
from viva.coach import Setup
from viva.content.library import Library
from viva.domain.level import Level

TURNS = [
    {"speaker": "interviewer", "text": "Where would you begin?"},
    {
        "speaker": "candidate",
        "text": "With the objective, and maybe features, for as long as it takes us. " * 3,
    },
]
Act = Callable[[httpx.AsyncClient, str], Awaitable[Any]]


def pasted(library: Library, act: Act, bench: Bench | None = None, **body: Any) -> Any:
    """What `act` returns for a pasted session that was graded by its words."""
    app = (bench or Bench(library)).app
    given = {"round": "system-design", "question": "photo-feed-ranking", "turns": TURNS} | body

    async def hold() -> Any:
        async with http(app) as client:
            answer = await client.post("/api/sessions/paste", json=given)
            assert answer.status_code == 201, answer.text
            return await act(client, f"/api/sessions/{answer.json()['id']}")

    return asyncio.run(hold())


def test_a_label_of_ones_own_is_shown_and_changes_no_score(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> None:
        before = (await client.get(f"{path}/scorecard")).json()
        answer = await client.put(f"{path}/labels/monitoring", json={"label": 2, "note": "I said drift."})
        assert answer.status_code == 200
        assert answer.json()["own_labels"] == {"monitoring": {"label": 2, "note": "I said drift."}}
        assert (await client.get(f"{path}/scorecard")).json() == before
        answer = await client.delete(f"{path}/labels/monitoring")
        assert answer.json()["own_labels"] == {}
        events = (await client.get(f"{path}/events")).json()
        assert [one["event"]["label"] for one in events if one["event"]["type"] == "label_disputed"] == [
            2,
            None,
        ]

    pasted(library, act)


def test_the_export_holds_ones_own_labels_only(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> tuple[str, Any]:
        await client.put(f"{path}/labels/objective", json={"label": 1, "note": "Only named."})
        await client.put(f"{path}/labels/monitoring", json={"label": 2})
        await client.put(f"{path}/labels/features", json={"label": 0})
        answer = await client.get(f"{path}/labels")
        return answer.headers["content-disposition"], answer.json()

    header, data = pasted(library, act)
    assert header.startswith('attachment; filename="viva-labels-')
    assert data == {
        "round": "system-design",
        "question": "photo-feed-ranking",
        "key_points": [],
        "level": "senior",
        "turns": TURNS,
        "labels": {"objective": 1, "monitoring": 2, "features": 0},
        "notes": {"objective": "Only named."},
    }


def test_what_was_imported_keeps_its_labels(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> Any:
        await client.put(f"{path}/labels/objective", json={"label": 0, "note": "No."})
        exported = (await client.get(f"{path}/export?format=json")).json()
        return (await client.post("/api/sessions/import", json=exported)).json()["own_labels"]

    assert pasted(library, act) == {"objective": {"label": 0, "note": "No."}}


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/labels/nothing", {"label": 1}, 404, "unknown-criterion"),
        ("/labels/objective", {"label": 3}, 422, "bad-field"),
        ("/labels/objective", {"label": 1, "note": "a" * 2_001}, 413, "note-too-long"),
        ("/labels", None, 404, "no-own-labels"),
    ],
)
def test_refusals_say_why(library: Library, path: str, body: Any, status: int, code: str) -> None:
    async def act(client: httpx.AsyncClient, session: str) -> httpx.Response:
        return await (client.put(session + path, json=body) if body else client.get(session + path))

    answer = pasted(library, act)
    assert answer.status_code == status
    assert answer.json()["error"]["code"] == code


def test_the_export_holds_key_points_of_ones_own(library: Library, tmp_path: Path) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> Any:
        await client.put(f"{path}/labels/kp-2", json={"label": 1})
        await client.put(f"{path}/labels/example", json={"label": 2})
        return (await client.get(f"{path}/labels")).json()

    points = ["That it is cheap.", "That it is quick."]
    data = pasted(library, act, round="fundamentals", question="Why is it so?", key_points=points)
    assert data["labels"] == {"kp-2": 1, "example": 2}
    assert data["question"] == "Why is it so?"
    (tmp_path / "mine.json").write_text(json.dumps(data), "utf-8")
    (read,) = read_transcripts(library, tmp_path)
    assert [c.meaning for c in read.case.criteria if c.id in {"kp-1", "kp-2"}] == points
    assert read.labels == data["labels"]


def test_lenses_regroup_every_criterion_and_change_no_label(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> tuple[Any, Any]:
        return (await client.get(f"{path}/lenses")).json(), (await client.get(f"{path}/scorecard")).json()

    lenses, card = pasted(library, act)
    assert [(one["id"], len(one["steps"])) for one in lenses["lenses"]] == [("six-step", 6), ("nine-step", 9)]
    known = {one["id"] for one in card["criteria"]}
    for lens in lenses["lenses"]:
        inside = [name for step in lens["steps"] for name in step["criteria"]]
        assert len(inside) == len(set(inside))
        assert set(inside) <= known
    framing = lenses["lenses"][0]["steps"][0]
    assert "objective" in framing["criteria"]
    assert framing["score"] > 0


def test_levels_differ_by_their_needs_and_caps(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> tuple[Any, Any]:
        return (await client.get(f"{path}/lenses")).json(), (await client.get(f"{path}/scorecard")).json()

    lenses, card = pasted(library, act)
    by_level = {one["level"]: one for one in lenses["levels"]}
    assert lenses["graded"] == "senior"
    assert list(by_level) == [level.value for level in Level]
    assert by_level["senior"]["verdict"] == card["verdict"]
    assert by_level["senior"]["caps"] == card["caps"]
    needs = {
        level.value: [c.id for c in library.rubric("system-design").criteria if level in c.must_have]
        for level in Level
    }
    assert {level: one["needs"] for level, one in by_level.items()} == needs


def test_a_grader_in_doubt_gives_a_verdict_at_no_level(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> Any:
        return (await client.get(f"{path}/lenses")).json()["levels"]

    doubtful = Bench(library, doubt=lambda _ref, _rubric: "It agrees too little with people here.")
    levels = pasted(library, act, doubtful)
    assert [one["level"] for one in levels] == [level.value for level in Level]
    assert {one["verdict"] for one in levels} == {None}
    assert {one["verdict"] for one in pasted(library, act)} != {None}


def test_lenses_follow_the_grading_that_is_looked_at(library: Library) -> None:
    async def act(client: httpx.AsyncClient, path: str) -> list[str]:
        await client.post(f"{path}/regrade", json={"level": "staff"})
        answers = [await client.get(f"{path}/lenses{query}") for query in ("", "?grading=0", "?grading=7")]
        assert answers[2].status_code == 404
        return [answer.json()["graded"] for answer in answers[:2]]

    assert pasted(library, act) == ["staff", "senior"]


def test_a_round_of_several_parts_is_exported_part_by_part(library: Library) -> None:
    async def hold() -> list[httpx.Response]:
        bench = Bench(library)
        session = await bench.coach.create(Setup("startup-loop"))
        async with http(bench.app) as client:
            path = f"/api/sessions/{session.id}"
            await client.post(f"{path}/end")
            await client.put(f"{path}/labels/objective", json={"label": 1})
            await client.put(f"{path}/labels/result", json={"label": 2})
            return [await client.get(f"{path}/labels{query}") for query in ("", "?leg=0", "?leg=1", "?leg=2")]

    whole, design, nothing, story = asyncio.run(hold())
    assert (whole.status_code, whole.json()["error"]["code"]) == (409, "several-legs")
    assert "leg 0, 2" in whole.json()["error"]["hint"]
    assert nothing.status_code == 404
    assert (design.json()["round"], design.json()["labels"]) == ("system-design", {"objective": 1})
    assert (story.json()["round"], story.json()["labels"]) == ("behavioural", {"result": 2})
