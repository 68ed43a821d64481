"""The words of spoken turns: where they stand, when they were said, which may be misheard."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from viva.speech.clause import FUNCTION_WORDS
from web.node import run

MODULE = "card/words.js"
_TEXTS = st.lists(st.text("abcé😀.,", min_size=1, max_size=5), min_size=1, max_size=12)


def spoken(
    words: Sequence[str], *, doubtful: tuple[int, ...] = (), text: str | None = None
) -> dict[str, object]:
    """A turn whose words take 300 ms each, with 100 ms between them, from one second on."""
    said = [
        {
            "text": word,
            "start_ms": 1_000 + 400 * index,
            "end_ms": 1_300 + 400 * index,
            "probability": 0.1 if index in doubtful else 0.9,
        }
        for index, word in enumerate(words)
    ]
    end = 1_300 + 400 * (len(words) - 1)
    text = " ".join(words) if text is None else text
    return {"speaker": "candidate", "text": text, "start_ms": 900, "end_ms": end, "words": said}


@settings(max_examples=5, deadline=None)
@given(st.lists(_TEXTS, min_size=20, max_size=20))
def test_every_word_is_found_where_it_stands_and_when_it_was_said(texts: list[list[str]]) -> None:
    body = (
        "return data.map((turn) => m.saidWords(turn).map((one) => [turn.text.slice(one.start, one.end),"
        " m.momentOf(turn, one.start), m.momentOf(turn, one.end - 1), one.from]));"
    )
    for words, found in zip(texts, run(MODULE, body, [spoken(words) for words in texts]), strict=True):
        assert [one[0] for one in found] == words
        assert all(one[1] == one[2] == one[3] for one in found)


def test_word_lasts_until_the_next_begins() -> None:
    turn = spoken(["one", "two", "three"])
    body = (
        "return [950, 1000, 1350, 1400, 2050, 2100].map((at) => {"
        "  const word = m.wordAt(data, at); return word && data.text.slice(word.start, word.end); });"
    )
    assert run(MODULE, body, turn) == ["", "one", "one", "two", "three", None]


def test_words_that_are_not_the_text_are_passed_over() -> None:
    turn = spoken(["one", "two"], text="one two three")
    assert run(MODULE, "return m.saidWords(data);", turn) == []
    assert run(MODULE, "return m.momentOf(data, data.text.length);", turn) == turn["end_ms"]


def unsure(turn: dict[str, object]) -> list[str]:
    """The words of a turn that are marked as perhaps misheard."""
    return run(MODULE, "return m.unsureSpans(data).map((one) => data.text.slice(one.start, one.end));", turn)


def test_neighbours_that_may_be_misheard_are_one_span() -> None:
    words = ["read,", "then", "feature", "star", "store...", "...", *["more"] * 20]
    assert unsure(spoken(words, doubtful=(0, 2, 3, 4, 5))) == ["read", "feature star store"]


def test_small_words_are_not_worth_a_mark() -> None:
    said = "We shard the index by “The user” and I’d merge all of these shards then, shard by shard"
    words = said.split()
    doubtful = [i for i, word in enumerate(words) if word in {"shard", "the", "by", "“The", "I’d", "then,"}]
    assert unsure(spoken(words, doubtful=tuple(doubtful))) == ["shard"] * 3
    assert unsure(spoken(["the", "of", "..."], doubtful=(0, 1, 2))) == []


def test_of_many_the_least_sure_are_marked() -> None:
    said = [
        {"text": f"word{i}", "start_ms": 0, "end_ms": 0, "probability": 0.4 - i / 1000} for i in range(100)
    ]
    turn: dict[str, object] = {"text": " ".join(f"word{i}" for i in range(100)), "words": said}
    assert unsure(turn) == [" ".join(f"word{i}" for i in range(85, 100))]
    assert unsure(spoken(["cash", "bird"], doubtful=(0, 1))) == ["cash"]


def test_the_servers_function_words_are_small() -> None:
    assert set(run("card/small-words.js", "return [...m.SMALL_WORDS];")) >= FUNCTION_WORDS
