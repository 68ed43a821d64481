"""From played milliseconds to the words that were heard."""

import re

from hypothesis import given
from hypothesis import strategies as st

from viva.coach.spoken_line import Sounding, SpokenLine, heard_characters
from viva.speech.spoken_form import spoken_clauses

TEXT = "One, two. Three four"
SOUNDINGS = [Sounding(0, 9, 0, 900), Sounding(10, 20, 1_000, 2_000)]

words = st.text(st.sampled_from("abc é“”’.,-?1%"), min_size=1, max_size=9)
lines = st.lists(words, max_size=25).map(" ".join)


@st.composite
def spoken(draw: st.DrawFn) -> tuple[str, list[Sounding]]:
    """A line with its clauses, each as long as it likes, some of no length, with pauses between."""
    text = draw(lines)
    soundings: list[Sounding] = []
    at = 0
    for clause in spoken_clauses(text):
        at += draw(st.integers(0, 400))
        end = at + draw(st.integers(0, 3_000))
        soundings.append(Sounding(clause.start, clause.end, at, end))
        at = end
    return text, soundings


def test_words_are_heard_as_their_time_passes() -> None:
    heard = [
        TEXT[: heard_characters(TEXT, SOUNDINGS, ms)] for ms in (0, 390, 410, 900, 950, 1_499, 1_500, 2_000)
    ]
    assert heard == ["", "", "One,", "One, two.", "One, two.", "One, two.", "One, two. Three", TEXT]


@given(spoken(), st.lists(st.integers(0, 60_000), max_size=30))
def test_what_was_heard_only_grows_and_ends_at_a_word(
    line: tuple[str, list[Sounding]], times: list[int]
) -> None:
    text, soundings = line
    heard = [heard_characters(text, soundings, ms) for ms in sorted(times)]
    assert heard == sorted(heard)
    assert set(heard) <= {0, len(text), *(word.end() for word in re.finditer(r"\S+", text))}


@given(spoken())
def test_at_its_end_all_that_was_said_was_heard(line: tuple[str, list[Sounding]]) -> None:
    text, soundings = line
    end = max((sounding.to_ms for sounding in soundings), default=0)
    last = max((sounding.end for sounding in soundings), default=0)
    heard = heard_characters(text, soundings, end)
    assert len(text[heard:last].split()) <= (0 if text[last:].strip() == "" or text[last].isspace() else 1)


@given(lines.filter(lambda text: bool(spoken_clauses(text))), st.integers(0, 2_000))
def test_a_line_that_was_sent_and_played_to_its_end_was_heard_in_whole(text: str, length_ms: int) -> None:
    line = SpokenLine(0, text, spoken_clauses(text))
    for _ in line.clauses:
        line.send(bytes(length_ms * 16 * 2), 16_000, 0)
        line.end_clause()
    assert line.heard(line.position(len(line.clauses) * length_ms)) == len(text)


@given(
    lines.filter(lambda text: bool(spoken_clauses(text))),
    st.lists(st.tuples(st.integers(1, 4_000), st.integers(0, 5_000)), min_size=1, max_size=12),
)
def test_a_line_that_is_cut_and_resumed_never_takes_back_what_was_heard(
    text: str, course: list[tuple[int, int]]
) -> None:
    line = SpokenLine(0, text, spoken_clauses(text))
    now, heard = 0, 0
    for length, played in course:
        if line.next_clause < len(line.clauses):
            line.send(bytes(length * 16 * 2), 16_000, now)
            line.end_clause()
        now += played
        at = line.position(now)
        assert 0 <= at <= line.sent_ms
        assert line.heard(at) >= heard
        heard = line.heard(at)
        line.cut(at, now)
        assert line.sent_ms == at
        assert line.heard(line.sent_ms) >= heard
    assert heard <= len(text)
