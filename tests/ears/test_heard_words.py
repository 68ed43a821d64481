"""Words out of what a recogniser gives."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from viva.adapters.heard_words import Piece, dewhirled, heard, spoken_words, timed

times = st.floats(-5, 50, allow_nan=False)
piece = st.builds(Piece, st.text(" -.,'ab\n\u00a0é", max_size=6), times, times, st.floats(-1, 2))
texts = st.text(" .,'abé\n", max_size=40)


def words(text: str) -> list[Piece]:
    return [Piece(f" {word}", i, i + 0.5, 1.0) for i, word in enumerate(text.split())]


@given(st.lists(piece, max_size=12), st.floats(0, 30))
def test_words_are_the_text_and_their_times_are_in_order(given_pieces: list[Piece], length_s: float) -> None:
    said = heard(spoken_words(given_pieces, length_s))
    assert said.text.split() == [word.text for word in said.words]
    assert "".join(said.text.split()) == "".join("".join(part.text for part in given_pieces).split())
    moments = [moment for word in said.words for moment in (word.start_ms, word.end_ms)]
    assert moments == sorted(moments)
    assert all(0 <= moment <= round(length_s * 1000) for moment in moments)
    assert all(0 <= word.probability <= 1 for word in said.words)


@given(texts, st.lists(st.tuples(texts, times, times), max_size=8), st.floats(0.1, 30))
def test_a_text_keeps_its_words_whatever_times_come_with_it(
    text: str, given_words: list[tuple[str, float, float]], length_s: float
) -> None:
    with_times = [Piece(word, start, end, 1.0) for word, start, end in given_words]
    said = heard(timed(text, with_times, length_s))
    assert [word.text for word in said.words] == text.split()
    moments = [moment for word in said.words for moment in (word.start_ms, word.end_ms)]
    assert moments == sorted(moments)


def test_punctuation_and_parts_of_a_word_belong_to_it() -> None:
    parts = [
        Piece(" fine", 0.0, 0.2, 0.9),
        Piece("-", 0.2, 0.2, 0.6),
        Piece("tuning", 0.2, 0.6, 0.9),
        Piece(",", 0.6, 0.6, 0.4),
        Piece(" yes", 0.7, 0.9, 1.0),
        Piece(".", 0.9, 1.0, 1.0),
    ]
    joined = spoken_words(parts, 2.0)
    assert [(word.text, word.start_s, word.end_s) for word in joined] == [
        ("fine-tuning,", 0.0, 0.6),
        ("yes.", 0.7, 1.0),
    ]


def test_a_pause_is_no_part_of_a_word() -> None:
    first, *_, cut, after = spoken_words(
        [
            Piece(" So", 0.0, 3.0, 1.0),
            Piece(" we", 3.0, 3.2, 1.0),
            Piece(" wait,", 3.2, 9.2, 1.0),
            Piece(" then", 9.2, 14.0, 1.0),
        ],
        15.0,
    )
    assert first.start_s > 2
    assert first.end_s == 3.0
    assert cut.start_s == 3.2
    assert cut.end_s < 5
    assert after.start_s > 12
    assert after.end_s == 14.0


def test_the_quiet_ends_of_a_long_word_are_cut_off() -> None:
    loudness = np.array([0.01] * 200 + [0.5] * 60 + [0.01] * 140, dtype=np.float32)
    (word,) = spoken_words([Piece(" Precision", 0.5, 3.5, 1.0)], 4.0, loudness)
    assert (word.start_s, word.end_s) == (2.0, 2.6)
    (short,) = spoken_words([Piece(" Precision", 1.8, 2.6, 1.0)], 4.0, loudness)
    assert (short.start_s, short.end_s) == (1.8, 2.6)


def test_a_loop_stays_once() -> None:
    looped = words("we measure it. " + "the the metric is. " * 5)
    assert " ".join(word.text.strip() for word in dewhirled(looped)) == "we measure it. the the metric is."
    twice = words("no no that is it that is it")
    assert list(dewhirled(twice)) == twice
