"""What differs between two scorecards, and the verdict's place on the scale."""

from typing import Any

from web.node import run


def _card(labels: dict[str, int | None], names: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "criteria": [
            {"id": name, "name": (names or {}).get(name, name.title()), "label": label, "evidence": []}
            for name, label in labels.items()
        ]
    }


def _words(before: dict[str, Any], after: dict[str, Any]) -> str:
    return run(
        "card/changes.js",
        "return m.changeWords(m.changes(data.before, data.after));",
        {"before": before, "after": after},
    )


def test_better_worse_same_and_not_called_are_counted_apart() -> None:
    before = _card({"labels": 1, "serving": 2, "features": 0, "baseline": 2})
    after = _card({"labels": 2, "serving": None, "features": 0, "baseline": 1})
    assert _words(before, after) == "Better on 1, worse on 1, the same on 1. One can’t be called."


def test_key_points_of_two_questions_are_not_taken_for_one_another() -> None:
    before = _card({"kp-1": 0, "mechanism": 2}, {"kp-1": "Step size"})
    after = _card({"kp-1": 2, "mechanism": 2}, {"kp-1": "Bias and variance"})
    assert _words(before, after) == "The same on 1. 2 apply to one of the two only."


def test_changed_criteria_come_first() -> None:
    cards = {
        "before": _card({"a": 2, "b": 2, "c": 0, "d": None}),
        "after": _card({"a": 2, "b": 1, "c": 1, "d": 1}),
    }
    order = run(
        "card/changes.js",
        "return m.changedFirst(m.changes(data.before, data.after)).map((one) => one.id);",
        cards,
    )
    assert order == ["c", "b", "d", "a"]


def test_a_score_falls_in_the_band_that_begins_at_or_below_it() -> None:
    scale = {"no_hire": 40, "hire": 60, "strong_hire": 82}
    body = "return [0, 39.9, 40, 59.9, 60, 82, 100].map((score) => m.bandOf(data, score).verdict);"
    assert run("card/verdict.js", body, scale) == [
        "strong-no-hire",
        "strong-no-hire",
        "no-hire",
        "no-hire",
        "hire",
        "strong-hire",
        "strong-hire",
    ]
