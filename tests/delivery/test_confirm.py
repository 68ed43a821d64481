"""One question about a word that may have been misheard: what it asks, what its reply does."""

from dataclasses import dataclass, replace

import pytest

from delivery.spoken import ASKED, STARTED, answer, line, stored
from interview.talk import plan_of
from viva.content.library import Library
from viva.domain.event import Act, AnswerTaken, Event, InterviewerSaid, PhaseEntered
from viva.domain.level import Style
from viva.domain.session import Session, fold
from viva.interview.conductor import react
from viva.interview.confirm import before_asking, confirm, confirmed_text, may_confirm, read_confirmation
from viva.interview.effects import Answered

SAID = "We put the vectors into a face index and searched that."


@dataclass(frozen=True)
class Doubt:
    """Heard “face index”, which sounds like a term of two words."""

    turn: int = 1
    start: int = SAID.index("face index")
    end: int = SAID.index("face index") + len("face index")
    heard: str = "face index"
    term: str = "FAISS index"


OPENING: list[tuple[int, Event]] = [
    (0, STARTED),
    (0, PhaseEntered(0, "story")),
    (0, line(0, ASKED, slot="opening question:0")),
    (9_000, answer(1, SAID, (2_000, 9_000))),
]


def asked(library: Library, reply: str | None = None) -> Session:
    """The session once the question was put, and replied to."""
    before = fold("confirm", stored(OPENING))
    say = confirm(plan_of(library, STARTED), before, Doubt(), seed=3)
    events = [*OPENING, (9_500, InterviewerSaid(2, say.text, say.act, slot=say.slot))]
    if reply is not None:
        events.append((12_000, AnswerTaken(3, reply, "voice", 11_000, 12_000)))
    return fold("confirm", stored(events))


@pytest.mark.parametrize("style", list(Style))
def test_the_question_names_the_term(library: Library, style: Style) -> None:
    plan = plan_of(library, STARTED)
    bank = library.phrases[style]
    for seed in range(6):
        session = fold("confirm", stored(OPENING))
        say = confirm(replace(plan, bank=bank), session, Doubt(), seed=seed)
        assert say.act is Act.CONFIRM
        assert "FAISS index?" in say.text


def test_it_is_asked_once_of_what_was_spoken(library: Library) -> None:
    assert may_confirm(fold("confirm", stored(OPENING)))
    assert not may_confirm(asked(library))
    assert not may_confirm(asked(library, "Yes."))
    typed = [*OPENING[:3], (9_000, AnswerTaken(1, SAID))]
    assert not may_confirm(fold("confirm", stored(typed)))


@pytest.mark.parametrize(
    ("reply", "means", "answers"),
    [
        ("Yes.", "yes", False),
        ("Yeah, that's right, the face index.", "yes", False),
        ("FAISS index.", "yes", False),
        ("No, I meant FAISS index.", "yes", False),
        ("Um, no.", "no", False),
        ("Not quite, I said base index.", "no", False),
        (
            "Yes, and we sharded it by region because one machine could not hold so many million vectors.",
            "yes",
            True,
        ),
        ("The vectors came from a two-tower model.", "else", True),
    ],
)
def test_replies(library: Library, reply: str, means: str, answers: bool) -> None:
    found = read_confirmation(asked(library, reply))
    assert found is not None
    assert (found.reply.value, found.answers) == (means, answers)
    assert (found.heard, found.term) == ("face index", "FAISS index")


def test_a_yes_puts_the_term_in_and_only_once(library: Library) -> None:
    session = asked(library, "Yes.")
    found = read_confirmation(session)
    assert found is not None
    text = confirmed_text(session, found)
    assert text == "We put the vectors into a FAISS index and searched that."
    turns = (session.turns[0], replace(session.turns[1], text=text), *session.turns[2:])
    assert confirmed_text(replace(session, turns=turns), found) is None


def test_a_no_leaves_the_words(library: Library) -> None:
    session = asked(library, "No.")
    found = read_confirmation(session)
    assert found is not None
    assert confirmed_text(session, found) is None


def test_only_what_follows_the_question_is_its_reply(library: Library) -> None:
    assert read_confirmation(asked(library)) is None
    assert read_confirmation(fold("confirm", stored(OPENING))) is None


def test_the_answer_before_is_reacted_to_as_if_nothing_was_asked(library: Library) -> None:
    plain, later = fold("confirm", stored(OPENING)), before_asking(asked(library, "Yes."))
    assert (later.turns, later.turn_legs, later.lines) == (plain.turns, plain.turn_legs, plain.lines)
    plan = plan_of(library, STARTED)
    first, second = (react(plan, s, {}, Answered(), now_ms=12_000, seed=3) for s in (plain, later))
    assert first == second
