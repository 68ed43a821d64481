"""An unsure word that sounds like a term is asked about only when the term would change a verdict."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.domain.note import Term
from viva.domain.transcript import Word
from viva.speech.misheard import MOST_TRIED, Doubt, find_doubt
from viva.speech.sounds import alike, phonetic

TERMS = (
    Term("FAISS", "face", ""),
    Term("CUPED", "cue ped", ""),
    "NDCG",
    "hard negatives",
    "LoRA",
    "calibration",
)


def words(text: str) -> list[Word]:
    """Words, of which those marked with a `?` in front were heard unsurely."""
    return [
        Word(word.lstrip("?"), 300 * i, 300 * i + 250, 0.3 if word.startswith("?") else 0.95)
        for i, word in enumerate(text.split())
    ]


def always(_text: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("text", "heard", "term"),
    [
        ("We put them into ?face for look-up.", "face", "FAISS"),
        ("Then ?cupid reduces the variance.", "cupid", "CUPED"),
        ("We report ?and DCG at ten.", "and DCG", "NDCG"),
        ("I'd fine-tune it with ?Laura.", "Laura", "LoRA"),
        ("We mine ?heart ?negative examples", "heart negative", "hard negatives"),
    ],
)
def test_a_word_that_sounds_like_a_term_is_found(text: str, heard: str, term: str) -> None:
    doubt = find_doubt(4, words(text), TERMS, always)
    assert doubt is not None
    assert (doubt.turn, doubt.heard, doubt.term) == (4, heard, term)
    said = " ".join(word.text for word in words(text))
    assert said[doubt.start : doubt.end] == heard


def test_the_verdict_is_tried_with_the_term_in_place() -> None:
    tried: list[str] = []

    def would_flip(text: str) -> bool:
        tried.append(text)
        return True

    doubt = find_doubt(0, words("We use ?face, then rank."), TERMS, would_flip)
    assert doubt == Doubt(0, 7, 11, "face", "FAISS")
    assert tried == ["We use FAISS, then rank."]


@pytest.mark.parametrize(
    "text",
    [
        "We put them into face for look-up.",  # heard surely
        "We put them into ?FAISS for look-up.",  # the term itself
        "We use ?embeddings here.",  # sounds like none
        "We use FAISS, so the ?face is clear.",  # it has been said
        "",
    ],
)
def test_nothing_else_is_doubted(text: str) -> None:
    assert find_doubt(0, words(text), TERMS, always) is None


def test_what_changes_no_verdict_is_not_asked_about() -> None:
    assert find_doubt(0, words("We put them into ?face."), TERMS, lambda _text: False) is None


def test_only_a_few_readings_are_judged() -> None:
    tried: list[str] = []
    find_doubt(0, words("?face ?cupid ?Laura " * 8), TERMS, lambda text: bool(tried.append(text)))
    assert 0 < len(tried) <= MOST_TRIED


@given(
    st.lists(st.tuples(st.sampled_from(["face", "a", "NDCG,", "hard.", "le"]), st.floats(0, 1)), max_size=20)
)
def test_a_doubt_s_place_holds_what_was_heard(heard: list[tuple[str, float]]) -> None:
    said = [Word(text, 0, 0, probability) for text, probability in heard]
    doubt = find_doubt(0, said, TERMS, always)
    if doubt is not None:
        assert " ".join(word.text for word in said)[doubt.start : doubt.end] == doubt.heard


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("cash", "cache", 1.0),
        ("to tower", "two-tower", 0.9),
        ("N D C G", "NDCG", 1.0),
        ("bird", "BERT", 0.85),
    ],
)
def test_like_sounds_are_alike(one: str, other: str, least: float) -> None:
    assert alike(phonetic(one), phonetic(other)) >= least


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_bounded(one: str, other: str) -> None:
    a, b = phonetic(one), phonetic(other)
    assert 0 <= alike(a, b) <= 1
    assert alike(a, b) == pytest.approx(alike(b, a))
    assert alike(a, a) == 1.0
