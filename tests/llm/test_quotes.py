"""Quotes of others become exact spans of what the candidate said, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.quotes import SpokenWords, tokens

SAID = (
    "Well, um, I'd watch the null-rate on each input, you know, and p99 latency. "
    "If it's over 5% we page — the on-call rolls back! Then we “look” again."
)


def spoken(*texts: str, interviewer: str = "And what would you watch in production?") -> SpokenWords:
    turns = [Turn(Speaker.INTERVIEWER, interviewer), *(Turn(Speaker.CANDIDATE, text) for text in texts)]
    return SpokenWords(Transcript(tuple(turns)), range(len(turns)))


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("I'd watch the null-rate on each input", "I'd watch the null-rate on each input"),
        ("i’d WATCH the null rate, on each input", "I'd watch the null-rate on each input"),
        ("“each input and p99 latency.”", "each input, you know, and p99 latency."),
        ("Well I'd watch the null rate", "Well, um, I'd watch the null-rate"),
        ("over 5 we page - the on call rolls back", "over 5% we page — the on-call rolls back!"),
        ("If it's over 5%", "If it's over 5%"),
        ("then we look again", "Then we “look” again."),
    ],
)
def test_case_marks_dashes_and_fillers_do_not_matter(quote: str, found: str) -> None:
    evidence = spoken(SAID).find(quote)
    assert [(e.turn, e.quote) for e in evidence] == [(1, found)]
    assert SAID[evidence[0].start : evidence[0].end] == found


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "...",
        "I'd watch the error rate on each input",  # a word exchanged
        "watch null-rate on each input",  # a word left out
        "p99 latency",  # too short to mean anything
        "what would you watch in production",  # the interviewer's
        "and p99 latency. If it's over 5% we page and page",  # goes on beyond what was said
    ],
)
def test_words_that_were_not_said_by_the_candidate_are_found_nowhere(quote: str) -> None:
    assert spoken(SAID).find(quote) == ()


def test_parts_between_ellipses_are_spans_of_one_turn_in_order() -> None:
    words = spoken(SAID, "Nothing more from me there.")
    parts = words.find("I'd watch the null-rate ... the on-call rolls back")
    assert [e.quote for e in parts] == ["I'd watch the null-rate", "the on-call rolls back!"]
    assert words.find("the on-call rolls back … I'd watch the null-rate") == ()
    assert words.find("I'd watch the null-rate […] Nothing more from me") == ()


def test_a_short_turn_may_be_quoted_whole() -> None:
    assert [e.quote for e in spoken("Weekly.").find("weekly")] == ["Weekly."]


def test_turns_outside_the_leg_are_not_searched() -> None:
    transcript = Transcript(
        tuple(Turn(Speaker.CANDIDATE, f"I would retrain it on part {i}") for i in range(3))
    )
    assert SpokenWords(transcript, (1,)).find("I would retrain it on part 2") == ()
    assert SpokenWords(transcript, (1,)).find("I would retrain it on part 1")[0].turn == 1


@given(st.text(max_size=300), st.data())
def test_any_run_of_words_is_found_exactly_where_it_can_stand(text: str, data: st.DataObject) -> None:
    words = tokens(text)
    if len(words) < 3:
        return
    first = data.draw(st.integers(0, len(words) - 3))
    last = data.draw(st.integers(first + 2, len(words) - 1))
    quote = " ".join(text[word.start : word.end] for word in words[first : last + 1])
    [evidence] = spoken(text).find(quote)
    assert text[evidence.start : evidence.end] == evidence.quote
    assert evidence.quote == evidence.quote.strip()
    assert [t.word for t in tokens(evidence.quote)] == [w.word for w in words[first : last + 1]]


@given(st.text(max_size=200), st.text(max_size=60))
def test_a_span_always_holds_the_words_of_its_quote(text: str, quote: str) -> None:
    for evidence in spoken(text).find(quote):
        assert text[evidence.start : evidence.end] == evidence.quote
        said = [t.word for t in tokens(evidence.quote)]
        assert " ".join(said) in " ".join(t.word for t in tokens(quote))
