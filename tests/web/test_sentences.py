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
        [
            {"text": "One here.", "start": 0, "tags": [tag, other]},
            {"text": " Two.", "start": 9, "tags": []},
        ],
        [{"text": "Three.", "start": 16, "tags": []}],
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


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(alphabet="ab ", max_size=20),
            st.integers(0, 10),
            st.lists(st.integers(0, 35), max_size=6),
        ),
        min_size=30,
        max_size=40,
    )
)
def test_a_piece_is_cut_at_its_doubtful_words(cases: list[tuple[str, int, list[int]]]) -> None:
    def spans(ends: list[int]) -> list[dict[str, int]]:
        borders = sorted(set(ends))
        return [{"start": a, "end": b} for a, b in zip(borders[::2], borders[1::2], strict=False)]

    data = [{"piece": {"text": text, "start": at}, "spans": spans(ends)} for text, at, ends in cases]
    found = run("room/sentences.js", "return data.map(({ piece, spans }) => m.cutAt(piece, spans));", data)
    for (text, at, ends), parts in zip(cases, found, strict=True):
        assert "".join(part["text"] for part in parts) == text
        inside = [any(s["start"] <= at + i < s["end"] for s in spans(ends)) for i in range(len(text))]
        assert [part["span"] is not None for part in parts for _ in part["text"]] == inside
