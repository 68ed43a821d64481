"""What is likely to be said next is what is said next, to the letter."""

from collections.abc import Callable, Mapping, Sequence

import pytest

from interview.talk import Talk, scripted_coverage
from viva.coach.rehearsal import MOST, rehearse, worth_keeping
from viva.content.library import Library
from viva.domain.event import Act, AnswerTaken, Control, Stored
from viva.domain.evidence import Judgement
from viva.domain.session import apply
from viva.interview.effects import Asked, Say

ANSWER = "Two years ago a churn model of ours began to fail in production, and my job was to find out why."
SCRIPT = {"Two years ago": {"situation": 2}, "my job was": {"task": 1}}


@pytest.fixture
def talk(library: Library) -> Talk:
    made = Talk(library, "behavioural", ("model-failed-in-production",), script=SCRIPT)
    made.wait(20)
    return made


def likely(
    talk: Talk,
    words: str,
    asked: Sequence[Asked] = (),
    before: Mapping[str, Judgement] | None = None,
    worded: Callable[[Say], bool] = lambda _: False,
) -> tuple[str, ...]:
    """The rehearsal, with the coverage that the words will have."""
    return rehearse(
        talk.plan,
        talk.session,
        with_words(talk, words),
        words,
        now_ms=talk.now_ms,
        seed=talk.seed,
        asked=asked,
        before=before,
        worded=worded,
    )


def with_words(talk: Talk, words: str) -> dict[str, Judgement]:
    said = AnswerTaken(len(talk.session.turns), words, "voice")
    ahead = apply(talk.session, Stored(talk.session.seq + 1, talk.now_ms, said))
    return scripted_coverage(ahead.transcript, [c.id for c in talk.plan.legs[0].criteria], SCRIPT)


def test_the_likeliest_line_is_what_is_said_when_the_answer_ends(talk: Talk) -> None:
    thought = likely(talk, ANSWER)
    said = [line.text for line in talk.say(ANSWER, seconds=0)]
    assert said
    assert list(thought[: len(said)]) == said


def test_it_holds_through_an_interview(talk: Talk) -> None:
    for answer in (
        ANSWER,
        "I looked at the features first.",
        "I don't know.",
        "Let me think.",
        "It was late.",
    ):
        asked = talk.asked(answer)
        talk.wait(25)
        thought = likely(talk, answer, asked=asked)
        said = [line.text for line in talk.say(answer, seconds=0)]
        assert list(thought[: len(said)]) == said


@pytest.mark.parametrize("control", [Control.DONE, Control.HINT, Control.REPEAT])
def test_before_a_word_is_said_the_wishes_are_thought_of(talk: Talk, control: Control) -> None:
    thought = likely(talk, "")
    for line in talk.wish(control, seconds=0):
        assert line.text in thought


def test_if_the_last_words_earn_nothing_the_line_is_among_the_likely_ones(talk: Talk) -> None:
    before = talk.coverage()
    thought = likely(talk, ANSWER, before=before)
    nothing = rehearse(talk.plan, talk.session, before, ANSWER, now_ms=talk.now_ms, seed=talk.seed)
    assert nothing[0] != thought[0]
    assert nothing[0] in thought


def test_lines_are_few_and_none_comes_twice(talk: Talk) -> None:
    thought = likely(talk, ANSWER, before=talk.coverage())
    assert 0 < len(thought) <= MOST
    assert len(set(thought)) == len(thought)


def test_of_a_line_that_a_model_words_only_the_beginning_is_known(talk: Talk) -> None:
    whole = likely(talk, ANSWER)
    known = likely(talk, ANSWER, worded=lambda say: say.aim is not None)
    assert known[0] != whole[0]
    assert whole[0].startswith(f"{known[0]} ")
    assert known[1:] == whole[1:]


def test_nothing_is_thought_of_once_the_interview_is_over(talk: Talk) -> None:
    talk.wish(Control.END)
    assert likely(talk, ANSWER) == ()


def test_the_session_is_left_alone(talk: Talk) -> None:
    before = talk.session
    likely(talk, ANSWER)
    assert talk.session == before
    assert [line.act for line in talk.lines] == [Act.OPENING, Act.QUESTION]


def test_the_shelf_has_the_lines_of_the_interview_that_hold_nobody_elses_words(talk: Talk) -> None:
    kept = worth_keeping(talk.plan)
    assert kept[0] == talk.plan.round.format
    assert talk.plan.legs[0].question.prompt in kept
    probes = {probe for criterion in talk.plan.legs[0].criteria for probe in criterion.probes}
    assert {probe for probe in probes if "{" not in probe} <= set(kept)
    assert not any("{" in line for line in kept)
    assert len(set(kept)) == len(kept)
