"""What an epoch draws from rows: targets, weights, and which criteria a text is read beside."""

from random import Random

import pytest

from training.batches import MANNER, fixed_items, joined, pair_items
from training.rows import (
    ASSUMED,
    CERTAIN,
    FUNDAMENTALS,
    OPEN,
    RUNNING,
    Asked,
    Mark,
    Row,
    restated_rows,
    shared,
)

HEADS = {"r/a": 0, "r/b": 1}
ASKED = {
    "r/a": Asked("r/a", "r", "", "alpha"),
    "r/b": Asked("r/b", "r", "", "beta"),
    "f/q/kp-1": Asked("f/q/kp-1", "f", "q", "first point"),
    "f/q/kp-2": Asked("f/q/kp-2", "f", "q", "second point"),
    "f/x/kp-1": Asked("f/x/kp-1", "f", "x", "another question's point"),
}


def row(text: str = "words", question: str = "q", kind: str = "plain", **marks: Mark) -> Row:
    named = {name.replace("__", "/").replace("_", "-"): mark for name, mark in marks.items()}
    return Row(text, "r", question, kind, named)


def union(one: dict[str, Mark], other: dict[str, Mark]) -> dict[str, Mark]:
    """The marks of two rows that run on into each other."""
    rows = [Row("one", "r", "q", "plain", one), Row("other", "r", "q", "plain", other)]
    for seed in range(200):
        for made in joined(rows, Random(seed)):
            if set(made.text.split()) == {"one", "other"}:
                return dict(made.marks)
    raise AssertionError


def test_a_label_is_two_targets_that_build_on_each_other() -> None:
    items = fixed_items([row(r__a=Mark(label, CERTAIN)) for label in (0, 1, 2)], HEADS)
    assert [item.targets[0].tolist() for item in items] == [[0, 0], [1, 0], [1, 1]]
    assert all(item.weights.tolist() == [[1, 1], [0, 0]] for item in items)


def test_credit_of_unknown_size_says_nothing_of_full() -> None:
    (item,) = fixed_items([row(r__b=Mark(None, CERTAIN))], HEADS)
    assert item.targets[1].tolist() == [1, 0]
    assert item.weights.tolist() == [[0, 0], [1, 0]]


def test_rows_of_unknown_criteria_are_no_items() -> None:
    assert fixed_items([row(f__q__kp_1=Mark(2, CERTAIN))], HEADS) == []


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (Mark(2, CERTAIN), Mark(0, CERTAIN), Mark(2, CERTAIN)),
        (Mark(0, ASSUMED), Mark(0, CERTAIN), Mark(0, ASSUMED)),
        (Mark(None, CERTAIN), Mark(1, CERTAIN), Mark(None, CERTAIN)),
        (Mark(2, CERTAIN), None, Mark(2, CERTAIN)),
        (Mark(1, CERTAIN), None, Mark(None, CERTAIN)),
        (Mark(0, CERTAIN), None, None),
    ],
)
def test_what_runs_on_earns_what_either_half_earns(one: Mark, other: Mark | None, both: Mark | None) -> None:
    made = union({"r/a": one}, {"r/a": other} if other else {"r/b": Mark(2, CERTAIN)})
    assert made.get("r/a") == both


def test_a_key_point_is_read_beside_its_words_with_some_that_it_does_not_earn() -> None:
    own = {"f/q/kp-1": Mark(2, CERTAIN), "f/q/kp-2": Mark(0, ASSUMED)}
    elsewhere = Row("there", FUNDAMENTALS, "x", "plain", {"f/x/kp-1": Mark(1, CERTAIN)})
    rows = [Row("here", FUNDAMENTALS, "q", "plain", own), elsewhere] * 40
    items = pair_items(rows, ASKED, Random(1))
    here = [
        (item.criterion, item.targets.tolist(), item.weights.tolist())
        for item in items
        if item.text == "here"
    ]
    assert here.count(("first point", [[1, 1]], [[1, 1]])) == 40
    assert sum(criterion == "second point" for criterion, _, _ in here) == 40
    strangers = [item for item in here if item[0] == "another question's point"]
    assert 0 < len(strangers) < 30
    assert all(targets == [[0, 0]] and weights[0][0] < CERTAIN for _, targets, weights in strangers)


def test_a_line_of_an_interview_is_read_beside_what_it_earns_and_two_others_at_most() -> None:
    marks = {"f/q/kp-1": Mark(0, CERTAIN), "f/q/kp-2": Mark(1, CERTAIN)}
    items = pair_items([Row("line", FUNDAMENTALS, "q", RUNNING, marks)], ASKED, Random(0))
    assert {item.criterion for item in items} <= {"first point", "second point"}
    assert [item.targets.tolist() for item in items if item.criterion == "second point"] == [[[1, 0]]]


def test_a_share_of_rows_with_heads_is_read_beside_their_words_too() -> None:
    rows = [row(f"n{i}", r__a=Mark(2, CERTAIN), r__b=Mark(0, ASSUMED)) for i in range(400)]
    items = pair_items(rows, ASKED, Random(2))
    read = {item.text for item in items}
    assert MANNER - 0.1 < len(read) / len(rows) < MANNER + 0.1
    assert all((item.criterion == "alpha") == bool(item.targets.any()) for item in items)


def test_nothing_to_read_beside_is_no_item() -> None:
    assert pair_items([row()], ASKED, Random(3)) == []


@pytest.mark.parametrize(("share", "questions"), [(1.0, 8), (0.5, 4), (0.25, 2), (0.0, 0)])
def test_a_share_is_one_of_whole_questions(share: float, questions: int) -> None:
    rows = [
        Row("t", rubric, f"q{i}", RUNNING, {}) for rubric in ("r", OPEN) for i in range(4) for _ in range(3)
    ]
    example = Row("shown", "r", "", "plain", {})
    kept = shared([*rows, example], share)
    assert len({(item.rubric, item.question) for item in kept if item.question}) == questions
    assert len(kept) == 3 * questions + 1
    assert kept == shared([*rows, example], share)


def test_facts_are_said_in_their_own_words_unless_held_out() -> None:
    asked = {
        "a": Asked("a", "f", "q", "t", "Explains that the sum stays the same."),
        "b": Asked("b", OPEN, "b", "t", "A small step is taken first."),
        "c": Asked("c", OPEN, "c", "t", "Names the person who disagreed."),
        "d": Asked("d", "f", "held", "t", "Says that nobody was told."),
        "e": Asked("e", "f", "", "t", "Says that this has a head."),
    }
    rows = restated_rows(asked, frozenset({"held"}))
    assert [row.text for row in rows] == ["the sum stays the same", "a small step is taken first"]
    assert [dict(row.marks) for row in rows] == [{"a": Mark(2, CERTAIN)}, {"b": Mark(2, CERTAIN)}]
