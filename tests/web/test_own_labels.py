"""Labels of one's own, other frameworks' steps, and what stands behind a label."""

from typing import Any

from web.node import run

LEGS = [
    {
        "rubric": "system-design",
        "title": "ML system design",
        "minutes": 10,
        "phases": [
            {"id": "problem", "title": "Problem", "minutes": 4},
            {"id": "data", "title": "Data", "minutes": 6},
        ],
    },
    {
        "rubric": "fundamentals",
        "title": "Fundamentals",
        "minutes": 5,
        "phases": [{"id": "explain", "title": "Explain", "minutes": 5}],
    },
]
PLACES = [
    ("objective", "problem", 0),
    ("labels", "data", 0),
    ("trade_offs", "any", 0),
    ("kp-1", "explain", 1),
]


def session(own: dict[str, Any] | None = None) -> dict[str, Any]:
    """A view of two legs."""
    return {
        "round": {"legs": LEGS},
        "criteria": [{"id": name, "phase": phase, "leg": leg} for name, phase, leg in PLACES],
        "questions": [{"id": "photo-feed-ranking"}, {"id": "q"}],
        "own_labels": own or {},
        "turns": [],
    }


def card() -> dict[str, Any]:
    """One label each; both legs have times."""
    phases = [("problem", 100.0, 3.0), ("data", 0.0, 7.0), ("explain", 50.0, 5.0)]
    return {
        "criteria": [
            {"id": name, "phase": phase, "label": 2, "prompted": "unprompted", "evidence": []}
            for name, phase, _ in PLACES
        ],
        "phases": [
            {"id": name, "score": score, "minutes_used": used, "minutes_planned": 5}
            for name, score, used in phases
        ],
    }


def lens() -> dict[str, Any]:
    """Two steps; one of them has no criterion, and one criterion has no step."""
    steps: list[dict[str, Any]] = [
        {"id": "framing", "title": "Framing", "score": 75.0, "criteria": ["labels", "objective"]},
        {"id": "deployment", "title": "Deployment", "score": None, "criteria": []},
    ]
    return {"id": "six-step", "title": "Six steps", "leg": 0, "steps": steps}


def view(*lenses: dict[str, Any]) -> tuple[list[Any], list[Any], bool]:
    """Groups, rows, and whether there are times."""
    body = """
    const view = m.cardView(data.session, data.card, data.lenses);
    return [
      view.groups.map((one) => [one.title, one.criteria.map((c) => c.id)]),
      view.rows.map((one) => [one.title, one.score]),
      view.timed,
    ];
    """
    return run("card/view.js", body, {"session": session(), "card": card(), "lenses": list(lenses)})


def test_without_a_lens_criteria_stand_in_their_phases() -> None:
    groups, rows, timed = view()
    assert groups == [
        ["Problem", ["objective"]],
        ["Data", ["labels"]],
        ["Any phase", ["trade_offs"]],
        ["Explain", ["kp-1"]],
    ]
    assert rows == [["Problem", 100], ["Data", 0], ["Explain", 50]]
    assert timed


def test_a_lens_regroups_the_legs_that_have_it_and_keeps_the_others() -> None:
    groups, rows, timed = view(lens())
    assert groups == [
        ["Framing", ["objective", "labels"]],
        ["In none of these", ["trade_offs"]],
        ["Explain", ["kp-1"]],
    ]
    assert rows == [["Framing", 75], ["Deployment", None], ["Explain", 50]]
    assert not timed


def test_no_lens_loses_a_criterion() -> None:
    names = {name for name, _, _ in PLACES}
    for lenses in ([], [lens()]):
        assert {name for _, ids in view(*lenses)[0] for name in ids} == names


def test_levels_are_told_in_words() -> None:
    lenses: dict[str, Any] = {
        "graded": "senior",
        "lenses": [],
        "levels": [
            {"level": "mid", "verdict": "hire", "caps": [], "needs": []},
            {"level": "senior", "verdict": "no-hire", "caps": ["No."], "needs": []},
            {"level": "staff", "verdict": None, "caps": ["Why."], "needs": []},
        ],
    }
    body = "return ['mid', 'senior', 'staff'].map((level) => m.levelWords(data, level));"
    assert run("card/lens.js", body, lenses) == [
        "The same labels at mid level: hire.",
        "Graded at senior level.",
        "The same labels at staff level: no verdict. Why.",
    ]


def test_each_part_with_labels_of_ones_own_is_exported_once() -> None:
    own = {name: {"label": 1, "note": ""} for name in ("objective", "labels", "kp-1")}
    body = "return data.map(m.ownLegs);"
    legs = run("card/own.js", body, [session(own), session()])
    assert legs == [[0, 1], []]


def test_confidence_is_told_in_words() -> None:
    assert run("card/sure.js", "return data.map(m.sureWords);", [1, 0.9, 0.89, 0.7, 0.5, 0.2, 0]) == [
        "Very sure",
        "Very sure",
        "Fairly sure",
        "Fairly sure",
        "Not very sure",
        "Hardly more than a guess",
        "Hardly more than a guess",
    ]


def test_what_came_near_is_told_apart_from_the_rest_of_the_reason() -> None:
    reason = "“Drift? “Someone else” does it.” reads as handed to somebody else. Not said: an alert."
    assert run("card/sure.js", "return m.nearMiss(data);", reason) == {
        "words": "Drift? “Someone else” does it.",
        "looks": "This looks delegated: somebody else would do it.",
        "rest": "Not said: an alert.",
    }


def test_a_reason_without_a_near_miss_stays_whole() -> None:
    for reason in ("Not said: an alert.", "", "“Latency” comes up, and that is all."):
        assert run("card/sure.js", "return m.nearMiss(data);", reason) is None


def test_near_words_are_found_where_the_candidate_said_them() -> None:
    turns = [
        {"speaker": "interviewer", "text": "Does the platform team own it?"},
        {"speaker": "candidate", "text": "Yes.\nThe platform  team own it (all of it), and so on and on."},
    ]
    body = "return data.words.map((words) => m.findWords(data.turns, words));"
    words = ["The platform team own it (all …", "nobody said this", " …"]
    found, none, empty = run("card/sure.js", body, {"turns": turns, "words": words})
    assert turns[1]["text"][found["start"] : found["end"]] == found["quote"]
    assert found["quote"] == "The platform  team own it (all"
    assert (found["turn"], none, empty) == (1, None, None)
