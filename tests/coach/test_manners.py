"""Who has the floor when both talk at once."""

import pytest

from viva.coach.manners import Manner, is_nod, manner, sorry
from viva.content.library import Library
from viva.domain.event import Act, SessionStarted, Stored
from viva.domain.level import Level, Mode, Style
from viva.domain.session import begin

REST = "and which of the two would you measure first?"


@pytest.mark.parametrize(
    "text", ["", " ", "Mm-hmm.", "OK.", "Right, right.", "Uh-huh, got it.", "I see.", "Yeah"]
)
def test_the_line_goes_on_after_a_nod(text: str) -> None:
    assert is_nod(text)
    assert manner(REST, text) is Manner.RESUME


@pytest.mark.parametrize(
    "text",
    [
        "Recall.",
        "Wait.",
        "Sorry, could you say that again?",
        "Yes, but the labels come late.",
        "No.",
        "Right, so first",
    ],
)
def test_what_is_no_nod_has_the_floor(text: str) -> None:
    assert manner(REST, text) is Manner.LISTEN


def test_a_yes_into_the_last_words_of_a_question_answers_it() -> None:
    assert manner("that way?", "Yes.") is Manner.LISTEN


def test_a_noise_into_the_last_words_is_no_answer() -> None:
    assert manner("that way?", "") is Manner.RESUME


def test_who_broke_off_after_a_collision_is_asked_to_go_on() -> None:
    assert manner(REST, "So I would", overlap_ms=1_200) is Manner.SORRY
    assert manner(REST, "So I would", overlap_ms=400) is Manner.LISTEN
    assert manner(REST, "So I would take recall first", overlap_ms=1_200) is Manner.LISTEN


def test_the_apology_is_in_the_manner_of_the_interview_and_not_the_same_twice(library: Library) -> None:
    started = SessionStarted("behavioural", (), Level.SENIOR, Style.WARM, Mode.COACH, "interview", "T")
    session = begin("s", Stored(1, 0, started))
    said = sorry(library.phrases[Style.WARM], session, seed=4)
    assert (said.turn, said.act) == (0, Act.PATIENCE)
    assert said.text in library.phrases[Style.WARM].variants["sorry"]  # pyright: ignore[reportArgumentType]
