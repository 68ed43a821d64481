"""The candidate's own words, said back: short, whole and verbatim."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.interview.quotes import LEAST_WORDS, MOST_WORDS, content_words, pick_quote, quotable, telling_quote


@pytest.mark.parametrize(
    ("said", "quotes"),
    [
        (
            "I'd start with logistic regression, because it's calibrated and I can ship it this week.",
            ["start with logistic regression", "I can ship it this week"],
        ),
        (
            "so i would watch the null rates and then the p99 latency",
            ["i would watch the null rates", "the p99 latency"],
        ),
        ("If the provider is down the bot takes over.", []),
        ("If train and test error are both high I add features.", []),
        ("If it is down, we fall back to the rules.", ["we fall back to the rules"]),
        ("Well, next time I would test more.", ["next time I would test more"]),
        ("Um, well, I think, you know, latency.", []),
        ("We'd A/B test it.", ["We'd A/B test it"]),
        ("The label is a click, I guess that is the question.", ["The label is a click"]),
        ("It depends on the", []),
    ],
)
def test_clauses_that_can_be_quoted(said: str, quotes: list[str]) -> None:
    assert [quote.text for quote in quotable(said)] == quotes


def test_the_quote_bears_on_what_is_asked() -> None:
    said = "The catalogue has nine million items. I'd watch the null rates on each input."
    about = content_words("watch null rates alerts dashboards")
    found = pick_quote(said, about)
    assert found is not None
    assert found.text == "watch the null rates on each input"
    assert pick_quote(said, content_words("fairness across regions")) is None


def test_no_quote_is_used_twice() -> None:
    said = "I'd watch the null rates. I'd watch the refunds each hour."
    first = telling_quote(said)
    assert first is not None
    second = telling_quote(said, [first.text])
    assert second is not None
    assert second.text != first.text


WORDS = ["I", "we", "watch", "the", "null", "rates.", "and", ",", "because", "so", "um", "?", "p99"]


@given(st.text(max_size=200) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_a_quote_is_verbatim_and_short(said: str) -> None:
    for quote in quotable(said):
        assert said[quote.start : quote.end] == quote.text
        assert LEAST_WORDS <= len(quote.text.split()) <= MOST_WORDS
        assert not set(quote.text) & set(".!?\n“”")
