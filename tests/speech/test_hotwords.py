"""The recogniser is told the question's words first, then the candidate's own."""

from hypothesis import given
from hypothesis import strategies as st

from viva.content.library import Library
from viva.domain.note import Term
from viva.speech.hotwords import MOST_TERMS, MOST_TOKENS, Hotwords

GLOSSARY = (
    Term("AdaBoost", "ada boost", ""),
    Term("FAISS", "face", ""),
    Term("two-tower model", "two tower model", ""),
    Term("Bayes’ rule", "bayes rule", ""),
    Term("recall@k", "recall at k", ""),
)


def test_the_question_s_terms_come_first_in_their_order() -> None:
    hotwords = Hotwords(["NDCG", "cold start"], GLOSSARY)
    assert hotwords.pick("We index them with ada boost.") == ("NDCG", "cold start", "AdaBoost")


def test_a_term_is_known_as_it_is_said_and_expected_as_it_is_written() -> None:
    said = "So a two tower model, then recall at k."
    assert Hotwords([], GLOSSARY).pick(said) == ("recall@k", "two-tower model")


def test_a_term_appears_once_however_often_it_is_said() -> None:
    hotwords = Hotwords(["two tower model", "two-tower model"], GLOSSARY)
    assert hotwords.pick("a two-tower model, the two tower model") == ("two-tower model",)


def test_names_are_expected_when_they_were_heard_twice() -> None:
    said = "We stream through Kafka. We used Spark once, and then Kafka again. Because Kafka keeps order."
    assert Hotwords([]).pick(said) == ("Kafka",)


def test_ordinary_words_and_beginnings_of_sentences_are_not() -> None:
    assert Hotwords([]).pick("The model is big. The model is slow. I think I'd shrink it. I would.") == ()


def test_acronyms_and_words_with_figures_are_names() -> None:
    said = "The p99 is high on H100, so p99 matters. The H100 and the SLA; that SLA again."
    assert set(Hotwords([]).pick(said)) == {"p99", "H100", "SLA"}


def test_typographic_apostrophes_become_plain() -> None:
    assert Hotwords(["Newton’s method", "Bayes’ rule"]).pick() == ("Newton's method", "Bayes' rule")


def test_there_is_an_end_to_what_is_expected() -> None:
    few = Hotwords([f"embedding dimension {i}" for i in range(100)]).pick()
    assert len(few) < MOST_TERMS
    assert sum(len(term) / 3.2 + 1 for term in few) <= MOST_TOKENS
    assert len(Hotwords([f"k{i}" for i in range(100)]).pick()) == MOST_TERMS


def test_every_shipped_question_s_terms_fit(library: Library) -> None:
    for question in library.questions.values():
        picked = Hotwords(question.glossary, library.glossary).pick()
        assert len(picked) >= 0.85 * len(question.glossary), question.id


@given(st.lists(st.text(max_size=30), max_size=60), st.text(max_size=300))
def test_any_words_are_bounded_and_distinct(terms: list[str], said: str) -> None:
    picked = Hotwords(terms, GLOSSARY).pick(said)
    assert len(picked) <= MOST_TERMS
    assert len({term.lower() for term in picked}) == len(picked)
