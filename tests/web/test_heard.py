"""What was written down of a recording: turns are cut, joined and swapped without losing a word."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from web.node import run

MODULE = "grade/heard.js"
_WORDS = st.lists(st.text("abc.", min_size=1, max_size=4), min_size=1, max_size=8)


def turn(words: list[str], start: int = 0, speaker: str = "candidate") -> dict[str, Any]:
    said = [
        {"text": one, "start_ms": start + 100 * at, "end_ms": start + 100 * at + 80, "probability": 0.9}
        for at, one in enumerate(words)
    ]
    end = start + 100 * len(words)
    return {"speaker": speaker, "text": " ".join(words), "start_ms": start, "end_ms": end, "words": said}


@settings(max_examples=5, deadline=None)
@given(st.lists(_WORDS, min_size=10, max_size=10))
def test_a_cut_and_a_join_leave_every_word_with_its_time(texts: list[list[str]]) -> None:
    turns = [turn(words) for words in texts]
    body = (
        "return data.map((one) => [...one.text].map((_, at) => m.cut(one, at)).filter(Boolean)"
        "  .map((parts) => [parts, m.joined(parts[0], parts[1])]));"
    )
    for words, whole, cuts in zip(texts, turns, run(MODULE, body, turns), strict=True):
        for (first, second), joined in cuts:
            for part in (first, second):
                assert part["text"]
                if part["words"]:
                    assert [one["text"] for one in part["words"]] == part["text"].split()
            assert whole["start_ms"] <= first["end_ms"] <= whole["end_ms"]
            if first["words"]:
                assert joined["text"].split() == words
                assert joined["words"] == whole["words"]
                assert second["start_ms"] == second["words"][0]["start_ms"]


def test_a_word_cut_in_two_has_no_time_of_its_own() -> None:
    first, second = run(MODULE, "return m.cut(data, 6);", turn(["feature", "store"]))
    assert (first["text"], second["text"]) == ("featur", "e store")
    assert first["words"] == second["words"] == []


def test_other_words_lose_their_times_and_the_same_keep_them() -> None:
    said = turn(["feature", "star"])
    body = "return ['feature store', 'feature  star '].map((text) => m.reworded(data, text).words.length);"
    assert run(MODULE, body, said) == [0, 2]


def test_swapped_twice_is_as_before_and_empty_turns_are_not_sent() -> None:
    turns = [turn(["What", "now?"], speaker="interviewer"), turn(["This."], 300), turn([], 500)]
    swapped, twice, sent, tally = run(
        MODULE,
        "const once = m.swapped(data);return [once, m.swapped(once), m.sent(data), m.tallyHeard(data)];",
        turns,
    )
    assert [one["speaker"] for one in swapped] == ["candidate", "interviewer", "interviewer"]
    assert twice == turns
    assert [one["text"] for one in sent] == ["What now?", "This."]
    assert tally == {"speakers": 2, "words": 1, "turns": 2}
