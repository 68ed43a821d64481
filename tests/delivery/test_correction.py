"""A correction keeps the times of what stays, and refuses what cannot be corrected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.spoken import FIRST, STARTED, line, spoken_session, stored, words_of
from viva.coach.correction import MAX_CHARS, correction, realigned
from viva.domain.errors import VivaError
from viva.domain.event import AnswerTaken, TurnCorrected
from viva.domain.session import fold
from viva.domain.transcript import Word

WORD = st.sampled_from(["we", "use", "face", "FAISS,", "for", "the", "search.", "index", "—"])
TEXT = st.lists(WORD, min_size=1, max_size=30).map(" ".join)


@st.composite
def heard(draw: st.DrawFn) -> tuple[Word, ...]:
    """Words in order of time, with gaps."""
    at = 0
    words: list[Word] = []
    for text in draw(st.lists(WORD, min_size=1, max_size=30)):
        start = at + draw(st.integers(0, 400))
        at = start + draw(st.integers(0, 600))
        words.append(Word(text, start, at, 0.5))
    return tuple(words)


@given(heard(), TEXT)
def test_words_are_those_of_the_text_in_order_of_time(words: tuple[Word, ...], text: str) -> None:
    new = realigned(words, text)
    assert [word.text for word in new] == text.split()
    edges = [edge for word in new for edge in (word.start_ms, word.end_ms)]
    assert edges == sorted(edges)
    assert words[0].start_ms <= edges[0]
    assert edges[-1] <= words[-1].end_ms


@given(heard())
def test_the_same_text_changes_nothing(words: tuple[Word, ...]) -> None:
    assert realigned(words, " ".join(word.text for word in words)) == words


def test_unchanged_words_keep_their_times() -> None:
    words = words_of("we use face for the search", 1_000, 7_000, 0.4)
    new = realigned(words, "We use FAISS flat for the search.")
    assert [(w.text, w.start_ms, w.end_ms, w.probability) for w in new] == [
        ("We", 1_000, 2_000, 0.4),
        ("use", 2_000, 3_000, 0.4),
        ("FAISS", 3_000, 3_555, 1.0),
        ("flat", 3_555, 4_000, 1.0),
        ("for", 4_000, 5_000, 0.4),
        ("the", 5_000, 6_000, 0.4),
        ("search.", 6_000, 7_000, 0.4),
    ]


def test_a_spoken_turn_stays_its_words() -> None:
    event = correction(spoken_session(), 1, "  I fixed\n the join. ")
    assert isinstance(event, TurnCorrected)
    assert event.text == "I fixed the join."
    assert [word.text for word in event.words] == event.text.split()


def test_the_words_that_stand_there_are_no_correction() -> None:
    assert correction(spoken_session(), 1, f" {FIRST}\n") is None


@pytest.mark.parametrize(
    ("turn", "text", "code"),
    [
        (9, "words", "unknown-turn"),
        (-1, "words", "unknown-turn"),
        (0, "words", "not-yours"),
        (1, " \n", "empty-answer"),
        (1, "a" * (MAX_CHARS + 1), "answer-too-long"),
    ],
)
def test_what_cannot_be_corrected(turn: int, text: str, code: str) -> None:
    with pytest.raises(VivaError) as caught:
        correction(spoken_session(), turn, text)
    assert caught.value.code == code


def test_a_typed_answer_was_not_misheard() -> None:
    session = fold("typed", stored([(0, STARTED), (0, line(0, "Well?")), (9, AnswerTaken(1, "We did."))]))
    with pytest.raises(VivaError) as caught:
        correction(session, 1, "We did not.")
    assert caught.value.code == "not-heard"
