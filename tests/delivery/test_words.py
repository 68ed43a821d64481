"""Hedges and fillers: what counts, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.speech.fillers import count_fillers
from viva.speech.hedges import find_hedges


@pytest.mark.parametrize(
    ("text", "hedges"),
    [
        ("I think we could maybe use FAISS, but I'm not sure.", ["i think", "maybe", "i'm not sure"]),
        ("I’m sure it works, and I am certain.", []),
        ("I don't think that holds.", ["i don't think"]),
        ("I don't just guess, and there is no maybe about it.", []),
        ("What kind of model? It was kind of slow.", ["kind of"]),
        ("A probably approximately correct bound.", []),
        ("It might work, or something like that.", ["might", "or something like that"]),
        ("Probability, likelihood and belief propagation.", []),
        ("Not sure. Perhaps.", ["not sure", "perhaps"]),
    ],
)
def test_hedges(text: str, hedges: list[str]) -> None:
    assert list(find_hedges(text)) == hedges


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("Um, so I, uh, we use the the model.", {"um": 1, "uh": 1, "repeated words": 1}),
        ("It was, like, broken, you know, and erm slow.", {"like": 1, "you know": 1, "erm": 1}),
        ("Things like, say, logs. You know what I mean. I like it.", {}),
        ("It's sort of a tree. What sort of tree? That sort of thing.", {"sort of": 1}),
        ("I know that that is very, very slow: 2 2 2. No, no.", {}),
        ("I, um, I trained it", {"repeated words": 1, "um": 1}),
        ("", {}),
    ],
)
def test_fillers(text: str, fillers: dict[str, int]) -> None:
    assert count_fillers(text.split()) == fillers


@given(st.lists(st.text(max_size=12), max_size=40))
def test_any_words_can_be_counted(words: list[str]) -> None:
    assert sum(count_fillers(words).values()) <= 2 * len(words)
    assert len(find_hedges(" ".join(words))) <= len(" ".join(words).split())
