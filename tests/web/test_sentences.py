"""Where the tags stand in an answer, and that no word is lost for them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from web.node import run

CUT = "return data.map(({ text, tags }) => m.paragraphs(text, tags));"


def test_a_tag_stands_behind_its_sentence() -> None:
    text = "One here. Two.\n\nThree."
    tag = {"criterion": "labels", "name": "Labels", "label": 2}
    other = {"criterion": "features", "name": "Features", "label": 1}
    (cut,) = run(
        "room/sentences.js",
        CUT,
        [{"text": text, "tags": [{"end": 9, "tag": tag}, {"end": 9, "tag": other}]}],
    )
    assert cut == [
        [{"text": "One here.", "tags": [tag, other]}, {"text": " Two.", "tags": []}],
        [{"text": "Three.", "tags": []}],
    ]


def test_only_what_this_turn_earned_is_tagged() -> None:
    coverage = {
        "a": {"label": 2, "turn": 3, "start": 5, "end": 9},
        "b": {"label": 1, "turn": 3, "start": 0, "end": 4},
        "c": {"label": 2, "turn": 1, "start": 0, "end": 4},
        "d": {"label": 0, "turn": 3, "start": 0, "end": 4},
        "e": {"label": None, "turn": 3, "start": 0, "end": 4},
    }
    criteria = [{"id": name, "name": name.upper()} for name in "abcde"]
    found = run(
        "room/sentences.js",
        "return m.tagsOf(3, data.coverage, data.criteria);",
        {"coverage": coverage, "criteria": criteria},
    )
    assert [(one["end"], one["tag"]["name"]) for one in found] == [(4, "B"), (9, "A")]


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(alphabet="ab .\n", max_size=40), st.lists(st.integers(0, 45), max_size=4)),
        min_size=30,
        max_size=40,
    )
)
def test_every_word_is_kept_in_order(cases: list[tuple[str, list[int]]]) -> None:
    tag = {"criterion": "x", "name": "X", "label": 2}
    data = [
        {"text": text, "tags": [{"end": end, "tag": tag} for end in sorted(ends)]} for text, ends in cases
    ]
    for (text, _), cut in zip(cases, run("room/sentences.js", CUT, data), strict=True):
        kept = ["".join(piece["text"] for piece in pieces) for pieces in cut]
        assert kept == [line for line in text.split("\n") if line]
