"""Sessions as files: what was exported comes back whole, what does not fit changes nothing."""

import asyncio
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from api.asgi import http
from api.harness import Bench
from viva.coach import Setup
from viva.content.library import Library
from viva.domain.level import Mode

Export = dict[str, Any]


@pytest.fixture(scope="module")
def export(library: Library) -> Export:
    """A graded interview of some turns, as it was exported."""

    async def hold() -> Export:
        bench = Bench(library)
        session = await bench.coach.create(Setup("fundamentals", mode=Mode.EXAM))
        live = await bench.coach.live(session.id)
        async with live.listen(), http(bench.app) as client:
            await bench.clock.advance(4_000)
            await live.answer("The mechanism, <b>boldly</b>, and kp-1. Ünïcode: 日本.")
            await live.settled()
            await bench.coach.end(session.id)
            return (await client.get(f"/api/sessions/{session.id}/export?format=json")).json()

    return asyncio.run(hold())


def imported(library: Library, data: object, *, times: int = 1) -> tuple[Bench, list[tuple[int, Any]]]:
    """What importing this says, and the application that was told."""
    bench = Bench(library)

    async def call() -> list[tuple[int, Any]]:
        content = data if isinstance(data, str) else json.dumps(data)
        async with http(bench.app) as client:
            answers = [
                await client.post(
                    "/api/sessions/import", content=content, headers={"content-type": "application/json"}
                )
                for _ in range(times)
            ]
        return [(answer.status_code, answer.json()) for answer in answers]

    return bench, asyncio.run(call())


def test_an_export_comes_back_as_the_same_session(library: Library, export: Export) -> None:
    bench, [(status, session)] = imported(library, export)
    assert status == 201
    assert session["id"] == export["id"]
    assert session["state"] == "graded"

    async def again() -> Export:
        async with http(bench.app) as client:
            listed = (await client.get("/api/sessions")).json()
            assert [item["id"] for item in listed] == [export["id"]]
            answer = await client.get(f"/api/sessions/{export['id']}/export?format=json")
            assert answer.headers["content-disposition"] == (
                f'attachment; filename="viva-{export["id"]}.json"'
            )
            return answer.json()

    assert asyncio.run(again()) == export


def test_an_id_that_is_taken_gets_a_new_one(library: Library, export: Export) -> None:
    _, answers = imported(library, export, times=3)
    ids = [session["id"] for _, session in answers]
    assert ids[0] == export["id"]
    assert len(set(ids)) == 3


@pytest.mark.parametrize("name", ["../../etc", "a b", "a/b", "ü", "x" * 200, 'a"b'])
def test_an_odd_id_gets_a_plain_one(library: Library, export: Export, name: str) -> None:
    _, [(status, session)] = imported(library, {**export, "id": name})
    assert status == 201
    assert session["id"].isalnum()


def test_an_imported_interview_that_was_not_over_can_be_gone_on_with(
    library: Library, export: Export
) -> None:
    kinds = [item["event"]["type"] for item in export["events"]]
    cut = export["events"][: kinds.index("control_used")]
    bench, [(status, session)] = imported(library, {**export, "events": cut})
    assert (status, session["state"]) == (201, "live")

    async def go_on() -> None:
        live = await bench.coach.live(session["id"])
        async with live.listen():
            await live.answer("And kp-2.")
            await live.settled()
        assert (await bench.coach.session(session["id"])).seq > len(cut)

    asyncio.run(go_on())


def _set(*path: Any, to: Any) -> Callable[[Any], object]:
    def change(data: Any) -> None:
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


def _event_of(data: Export, kind: str) -> Any:
    return next(item["event"] for item in data["events"] if item["event"]["type"] == kind)


def _evidence(data: Export) -> Any:
    criteria = _event_of(data, "session_graded")["scorecard"]["criteria"]
    return next(c["evidence"][0] for c in criteria if c["evidence"])


BROKEN: list[tuple[Callable[[Any], object], str]] = [
    (_set("viva_export", to=2), "export-too-new"),
    (_set("events", 1, "event", "type", to="smiled"), "bad-event"),
    (_set("events", 1, "event", "mood", to="sunny"), "bad-event"),
    (_set("events", 1, "event", "act", to="sing"), "bad-event"),
    (_set("events", 1, "seq", to=5), "bad-export"),
    (_set("events", 1, "at_ms", to=10**9), "bad-export"),
    (_set("events", 0, "event", "questions", to=[]), "bad-export"),
    (_set("events", 0, "event", "questions", to=["a", "b"]), "bad-export"),
    (_set("events", 0, "event", "wall_time", to="yesterday"), "bad-export"),
    (lambda data: data["events"].pop(0), "bad-export"),
    (lambda data: data["events"].pop(2), "bad-export"),
    (lambda data: data["events"].append(data["events"][0]), "bad-export"),
    (lambda data: data["events"].clear(), "bad-field"),
    (lambda data: _event_of(data, "answer_taken").update(turn=40), "bad-export"),
    (lambda data: _event_of(data, "answer_taken").update(text="Other words."), "bad-export"),
    (lambda data: _event_of(data, "answer_taken").update(start_ms=float("nan")), "bad-export"),
    (lambda data: _event_of(data, "answer_taken").update(text="half \ud800"), "bad-export"),
    (lambda data: _event_of(data, "phase_entered").update(leg=7), "bad-export"),
    (lambda data: _event_of(data, "phase_entered").update(leg=-1), "bad-export"),
    (lambda data: _event_of(data, "session_graded")["scorecard"].pop("score"), "bad-scorecard"),
    (lambda data: _event_of(data, "session_graded")["scorecard"].update(score=900), "bad-scorecard"),
    (lambda data: _evidence(data).update(quote="never said"), "bad-export"),
    (lambda data: _evidence(data).update(turn=99), "bad-export"),
    (lambda data: data.update(colour="red"), "unknown-field"),
    (lambda data: data.pop("id"), "missing-field"),
    (lambda data: data.update(created_at="soon"), "bad-field"),
]


@pytest.mark.parametrize(("change", "code"), BROKEN)
def test_an_export_that_does_not_fit_is_refused_whole(
    library: Library, export: Export, change: Callable[[Any], object], code: str
) -> None:
    changed = copy.deepcopy(export)
    change(changed)
    bench, [(status, body)] = imported(library, changed)
    assert (status, body["error"]["code"]) == (422, code), body
    assert asyncio.run(bench.store.heads()) == []


def test_an_event_of_a_later_version_asks_for_an_update(library: Library, export: Export) -> None:
    changed = copy.deepcopy(export)
    changed["events"][1]["event"]["type"] = "smiled"
    _, [(_, body)] = imported(library, changed)
    assert "Event 2" in body["error"]["message"]
    assert "Update" in body["error"]["hint"]


def test_a_round_that_is_not_known_here_can_be_read(library: Library, export: Export) -> None:
    changed = copy.deepcopy(export)
    changed["events"][0]["event"].update(round="chess", questions=["Why the Sicilian?"])
    bench, [(status, session)] = imported(library, changed)
    assert status == 201
    assert session["round"]["title"] == "chess"
    assert session["questions"][0]["title"] == "Why the Sicilian?"

    async def listed() -> None:
        async with http(bench.app) as client:
            assert (await client.get("/api/sessions")).json()[0]["round_title"] == "chess"
            assert (await client.get(f"/api/sessions/{export['id']}/scorecard")).status_code == 200
            assert (await client.get("/api/gaps")).status_code == 200
            for kind in ("html", "md", "json"):
                path = f"/api/sessions/{export['id']}/export?format={kind}"
                assert (await client.get(path)).status_code == 200

    asyncio.run(listed())


@pytest.mark.parametrize(
    ("kind", "media"), [("html", "text/html"), ("md", "text/markdown"), ("json", "application/json")]
)
def test_each_format_is_a_file_with_the_candidate_s_words_as_text(
    library: Library, export: Export, kind: str, media: str
) -> None:
    bench, _ = imported(library, export)

    async def fetch() -> None:
        async with http(bench.app) as client:
            answer = await client.get(f"/api/sessions/{export['id']}/export?format={kind}")
            wrong = await client.get(f"/api/sessions/{export['id']}/export?format=pdf")
        assert answer.headers["content-type"].startswith(media)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "日本" in answer.text
        assert wrong.status_code == 422
        if kind == "html":
            assert "<b>boldly</b>" not in answer.text
            assert "&lt;b&gt;boldly&lt;/b&gt;" in answer.text

    asyncio.run(fetch())
