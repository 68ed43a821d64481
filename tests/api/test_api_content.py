"""Rounds, questions, rubrics, notes and glossary over HTTP."""

import asyncio
from typing import Any

import pytest

from api.asgi import http
from api.harness import Bench
from viva.content.library import Library
from viva.domain.rubric import Criterion


def get(bench: Bench, path: str) -> Any:
    """The JSON at an address."""

    async def call() -> Any:
        async with http(bench.app) as client:
            answer = await client.get(path)
            assert answer.status_code == 200, answer.text
            return answer.json()

    return asyncio.run(call())


def test_rounds_come_in_the_order_to_show_them_with_their_legs(plain: Bench, library: Library) -> None:
    rounds = get(plain, "/api/rounds")
    assert [item["id"] for item in rounds] == list(library.rounds)
    loop = next(item for item in rounds if item["id"] == "startup-loop")
    assert [leg["rubric"] for leg in loop["legs"]] == ["system-design", "fundamentals", "behavioural"]
    assert loop["legs"][0]["title"] == library.rubric("system-design").title
    assert loop["legs"][0]["phases"][0] == {"id": "problem", "title": "Problem", "minutes": 7}
    assert sum(phase["minutes"] for phase in loop["legs"][1]["phases"]) == loop["legs"][1]["minutes"]


def test_questions_can_be_asked_for_by_round_by_rubric_or_all(plain: Bench, library: Library) -> None:
    by_round = get(plain, "/api/questions?round=behavioural-short")
    by_rubric = get(plain, "/api/questions?round=behavioural")
    assert by_round == by_rubric
    assert {item["bank"] for item in by_round} == {"behavioural"}
    assert all(item["theme"] for item in by_round)
    assert len(get(plain, "/api/questions")) == len(library.questions)
    assert len(get(plain, "/api/questions?round=startup-loop")) == len(library.questions)


def test_a_design_question_brings_its_facts_and_what_is_to_be_assumed(plain: Bench, library: Library) -> None:
    wanted = next(q for q in library.bank("system-design") if q.facts and q.yours_to_assume and q.notes)
    got = get(plain, f"/api/questions/{wanted.id}")
    assert got["prompt"] == wanted.prompt
    assert [fact["answer"] for fact in got["facts"]] == [fact.answer for fact in wanted.facts]
    assert got["yours_to_assume"][0]["reply"] == wanted.yours_to_assume[0].reply
    assert got["notes"] == [{"id": n, "title": library.note(n).title} for n in wanted.notes]
    assert got["levels"] == [level for level in ("mid", "senior", "staff") if level in wanted.levels]


def test_a_fundamentals_question_brings_its_key_points_and_audience(plain: Bench, library: Library) -> None:
    wanted = next(q for q in library.bank("fundamentals") if q.audience)
    got = get(plain, f"/api/questions/{wanted.id}")
    assert [point["id"] for point in got["key_points"]] == [point.id for point in wanted.key_points]
    assert wanted.audience is not None
    assert got["audience"] == {
        "listener": wanted.audience.listener,
        "constraint": wanted.audience.constraint,
    }


def test_a_rubric_shows_all_that_a_criterion_is_judged_by(plain: Bench, library: Library) -> None:
    rubric = library.rubric("system-design")
    summary = next(item for item in get(plain, "/api/rubrics") if item["id"] == rubric.id)
    assert summary["criteria"] == len(rubric.criteria)
    got = get(plain, f"/api/rubrics/{rubric.id}")
    assert got["sha256"] == rubric.sha256 == summary["sha256"]
    criterion: Criterion = rubric.criterion("serving")
    shown = next(item for item in got["criteria"] if item["id"] == "serving")
    assert shown["anchors"]["full"] == criterion.anchors.full
    assert len(shown["positive"]) == len(criterion.positive)
    assert len(shown["contrast"]) == len(criterion.contrast)
    assert shown["probes"] == list(criterion.probes)
    assert [note["id"] for note in shown["notes"]] == list(criterion.notes)


def test_notes_are_listed_read_and_searched(plain: Bench, library: Library) -> None:
    listed = get(plain, "/api/notes")
    assert len(listed) == len(library.notes)
    assert all(item["words"] > 100 for item in listed)
    note = get(plain, "/api/notes/kv-cache")
    assert note["body"] == library.note("kv-cache").body
    assert note["sources"]
    found = get(plain, "/api/notes?q=cache")
    assert "kv-cache" in [item["id"] for item in found]
    assert all(0 < len(item["excerpt"]) <= 240 for item in found)
    assert get(plain, "/api/notes?q=") == []


def test_the_glossary_says_how_terms_are_spoken(plain: Bench, library: Library) -> None:
    terms = get(plain, "/api/glossary")
    assert len(terms) == len(library.glossary)
    assert {"term", "said", "meaning"} == set(terms[0])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/questions?round=poker", "unknown-round"),
        ("/api/questions/none", "unknown-question"),
        ("/api/rubrics/none", "unknown-rubric"),
        ("/api/notes/none", "unknown-note"),
        ("/api/none", "unknown-address"),
        ("/api", "unknown-address"),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(plain: Bench, path: str, code: str) -> None:
    async def call() -> None:
        async with http(plain.app) as client:
            answer = await client.get(path)
        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == code
        assert answer.json()["error"]["hint"]

    asyncio.run(call())
