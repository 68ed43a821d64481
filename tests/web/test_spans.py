"""Evidence in the transcript: overlapping spans cut into pieces, and which criterion a reader points at."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from web.node import run

_MARKS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(-3, 45), st.integers(-3, 45)),
    max_size=6,
)
_CASES = st.lists(st.tuples(st.text("ab é“”.", max_size=40), _MARKS), min_size=40, max_size=60)


@settings(max_examples=3, deadline=None)
@given(_CASES)
def test_pieces_are_the_text_and_know_every_span_that_covers_them(
    cases: list[tuple[str, list[tuple[str, int, int]]]],
) -> None:
    wire = [
        {"text": text, "marks": [{"criterion": c, "start": s, "end": e} for c, s, e in marks]}
        for text, marks in cases
    ]
    found: list[list[dict[str, Any]]] = run(
        "card/spans.js", "return data.map((one) => m.segments(one.text, one.marks));", wire
    )
    for (text, marks), pieces in zip(cases, found, strict=True):
        assert "".join(piece["text"] for piece in pieces) == text
        for piece in pieces:
            for offset in range(piece["start"], piece["end"]):
                covering = {c for c, start, end in marks if start <= offset < end}
                assert set(piece["criteria"]) == covering
        for criterion in {c for c, start, end in marks if max(0, start) < min(len(text), end)}:
            assert any(criterion in piece["begins"] for piece in pieces)


def test_touching_spans_of_one_criterion_begin_once() -> None:
    marks = [
        {"criterion": "labels", "start": 0, "end": 4},
        {"criterion": "labels", "start": 4, "end": 9},
        {"criterion": "features", "start": 2, "end": 6},
    ]
    pieces = run("card/spans.js", "return m.segments('one two three', data);", marks)
    assert [p["begins"] for p in pieces] == [["labels"], ["features"], [], []]


def test_the_shortest_span_is_the_one_pointed_at() -> None:
    marks = [
        {"criterion": "wide", "start": 0, "end": 20},
        {"criterion": "narrow", "start": 5, "end": 8},
    ]
    assert run(
        "card/spans.js", "return [m.closest(data, 6), m.closest(data, 12), m.closest(data, 30)];", marks
    ) == [
        "narrow",
        "wide",
        None,
    ]
