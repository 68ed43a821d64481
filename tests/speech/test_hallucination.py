"""What a recogniser invents in silence stays out; what was said stays in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.domain.transcript import Word
from viva.ports import Heard
from viva.speech.hallucination import plausible


def heard(text: str, probability: float = 0.9) -> Heard:
    words = tuple(Word(word, 300 * i, 300 * i + 250, probability) for i, word in enumerate(text.split()))
    return Heard(" ".join(word.text for word in words), words)


@pytest.mark.parametrize(
    ("text", "probability", "voiced_ms"),
    [
        ("Thank you.", 0.5, 400),
        ("Thank you.", 0.95, 0),
        ("Thank you.", 0.95, 6_000),
        ("Thanks for watching!", 0.99, 1_200),
        ("you", 0.4, 300),
        ("Please subscribe to my channel.", 0.9, 2_000),
        ("Subtitles by the community", 0.9, 2_000),
        ("[BLANK_AUDIO]", 0.9, 1_000),
        ("♪ ♪", 0.9, 3_000),
        ("(upbeat music)", 0.9, 3_000),
        ("Okay.", 0.3, 300),
        ("the model is trained on the data of the last year and so on", 0.9, 400),
        ("something was said here", 0.3, 60),
    ],
)
def test_inventions_are_dropped(text: str, probability: float, voiced_ms: int) -> None:
    assert plausible(heard(text, probability), voiced_ms) == Heard("", ())


@pytest.mark.parametrize(
    ("text", "probability", "voiced_ms"),
    [
        ("Thank you.", 0.93, 500),
        ("Okay.", 0.6, 350),
        ("Yes, daily batches are fine.", 0.7, 1_300),
        ("We cache it.", 0.8, 90),
        ("no no no, that leaks the label", 0.8, 1_800),
        ("We subscribe to the stream of clicks.", 0.8, 2_000),
    ],
)
def test_what_was_said_is_kept(text: str, probability: float, voiced_ms: int) -> None:
    assert plausible(heard(text, probability), voiced_ms) == heard(text, probability)


def test_a_loop_is_said_once() -> None:
    looped = heard("We retrain it every night " + "every night " * 12 + "at two")
    assert plausible(looped, 9_000).text == "We retrain it every night at two"


def test_a_film_s_ending_after_an_answer_is_cut_off() -> None:
    assert plausible(heard("We retrain it nightly. Thanks for watching!"), 3_000).text == (
        "We retrain it nightly."
    )


def test_music_between_words_is_left_out() -> None:
    assert plausible(heard("We retrain [soft music] it nightly."), 2_000).text == "We retrain it nightly."


def test_hotwords_read_back_are_dropped_unless_the_recogniser_is_sure() -> None:
    hotwords = ["two-tower model", "FAISS", "recall at k", "hard negatives", "NDCG"]
    echo = "two-tower model FAISS recall at k hard"
    assert plausible(heard(echo, 0.5), 3_000, hotwords).text == ""
    assert plausible(heard(echo, 0.95), 3_000, hotwords).text == echo
    assert plausible(heard("FAISS hard negatives", 0.5), 3_000, hotwords).text == "FAISS hard negatives"


@given(st.text(max_size=120), st.floats(0, 1), st.integers(0, 30_000))
def test_text_and_words_stay_one(text: str, probability: float, voiced_ms: int) -> None:
    result = plausible(heard(text, probability), voiced_ms)
    assert result.text.split() == [word.text for word in result.words]
    assert len(result.words) <= len(text.split())
