"""What holds in every interview, whatever a candidate does."""

import itertools
import re
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview.talk import Talk
from viva.content.library import Library
from viva.content.phrases import Phrase
from viva.content.roots import content_roots
from viva.domain.event import Act, AnswerTaken, Control, InterviewerSaid, PhaseEntered, Stored
from viva.domain.level import Level, Style
from viva.domain.session import fold

LIBRARY = Library(content_roots())
ROUNDS = {
    "system-design": ("photo-feed-ranking",),
    "system-design-short": ("card-fraud-scoring",),
    "fundamentals": ("bias-variance-backend",),
    "fundamentals-short": ("attention-without-the-word",),
    "behavioural": ("model-failed-in-production",),
    "behavioural-short": ("disagreement-over-a-model",),
    "startup-loop": ("delivery-eta", "l1-vs-l2", "release-that-broke-something"),
}
SCRIPT = {
    "alpha": {"objective": 2, "labels": 1, "kp-1": 2, "situation": 2, "serving": 1, "mechanism": 1},
    "beta": {"success_metric": 1, "data_sources": 2, "kp-2": 1, "task": 1, "baseline": 2, "monitoring": 1},
    "gamma": {"constraints": 2, "features": 1, "example": 2, "action_own": 2, "monitoring": 2, "result": 1},
}
ANSWERS = [
    "We would follow the alpha path for every user and write it down at the end of each day.",
    "I think the beta option costs less and holds up on the busiest hour of the year.",
    "My choice is gamma since it can be undone within a minute by whoever is on call.",
    "I'd look at it from the side of the people who use it and keep the moving parts few.",
    "Yes.",
    "I don't know.",
    "let me think",
    "How many people use it a day? And what data do we have?",
    "What metric do you want me to optimise?",
    "Could you repeat the question?",
    "Can I have a hint?",
    "skip",
    "Let's move on.",
    "How much time do I have?",
    "Is that right?",
    "so what is the latency budget, i would go with alpha in any case for the first version of it",
]
STEPS = st.lists(
    st.tuples(st.sampled_from([*ANSWERS, *list(Control)[:4]]), st.sampled_from([3, 20, 60, 200])), max_size=25
)
ANY_TALK = st.tuples(
    st.sampled_from(list(ROUNDS)), st.sampled_from(list(Level)), st.sampled_from(list(Style))
)
ONCE = ("follow", "probe", "ask", "hint-for")
PRAISE = re.compile(
    r"\b(?:good|great|excellent|perfect|nice|nicely|well done|brilliant|awesome|impressive|fantastic|"
    r"wonderful|superb|amazing|exactly right|spot on|strong answer|lovely|correct|wrong)\b",
    re.IGNORECASE,
)
some = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def held(setup: tuple[str, Level, Style], steps: list[tuple[str | Control, int]]) -> Talk:
    name, level, style = setup
    talk = Talk(LIBRARY, name, ROUNDS[name], level, style, SCRIPT)
    for what, seconds in steps:
        if isinstance(what, Control):
            talk.wish(what, seconds)
        else:
            talk.say(what, seconds)
    return talk


def finished(talk: Talk) -> Talk:
    """The interview, answered to its end."""
    for i in range(120):
        if talk.over:
            return talk
        talk.say(f"{ANSWERS[i % 4]} That is point {i}.", 15)
    raise AssertionError("the interview does not end\n" + talk.told())


def check(log: list[Stored]) -> None:
    lines = [s.event for s in log if isinstance(s.event, InterviewerSaid)]
    tokens = Counter(t for line in lines for t in (line.slot or "").split() if t.split(":")[0] in ONCE)
    assert not [token for token, times in tokens.items() if times > 1]
    assert all(a.at_ms <= b.at_ms for a, b in itertools.pairwise(log))
    assert all(line.text.strip() and "{" not in line.text for line in lines)
    entered = [(s.event.leg, s.event.phase) for s in log if isinstance(s.event, PhaseEntered)]
    assert len(set(entered)) == len(entered)
    questions = [line for line in lines if line.act is Act.QUESTION]
    assert len(questions) == 1 + max(leg for leg, _ in entered)
    turns = fold("x", log).turns
    for line in lines:
        assert turns[line.turn].text == line.text
        if line.quote:
            assert any(line.quote in turn.text for turn in turns[: line.turn] if turn.speaker == "candidate")


@some
@given(ANY_TALK, STEPS)
def test_nothing_repeats_and_it_always_ends(
    setup: tuple[str, Level, Style], steps: list[tuple[str | Control, int]]
) -> None:
    talk = finished(held(setup, steps))
    check(talk.log)
    assert talk.lines[-1].act is Act.CLOSING


@some
@given(ANY_TALK, STEPS, st.integers(0, 200), st.booleans())
def test_killed_at_any_event_it_goes_on(
    setup: tuple[str, Level, Style], steps: list[tuple[str | Control, int]], at: int, greet: bool
) -> None:
    talk = finished(held(setup, steps))
    again = talk.cut(1 + at % len(talk.log), greet=greet)
    assert again.over or again.lines, "the interviewer has said nothing"
    if not again.over:
        assert again.session.phase is not None
        assert any(line.act is Act.QUESTION for line in again.lines)
    check(finished(again).log)


@pytest.mark.parametrize("name", ROUNDS)
def test_a_silent_candidate_ends_in_time(name: str) -> None:
    talk = Talk(LIBRARY, name, ROUNDS[name])
    talk.wait(60 * 200)
    assert talk.over
    assert talk.session.ended is not None
    assert talk.session.ended.reason == "time"
    assert (talk.session.ended_ms or 0) <= LIBRARY.round(name).minutes * 60_000 * 1.3 + 1


@pytest.mark.parametrize("name", ROUNDS)
def test_a_candidate_who_knows_nothing_gets_through(name: str) -> None:
    talk = Talk(LIBRARY, name, ROUNDS[name])
    for _ in range(150):
        talk.say("I don't know.", 10)
    assert talk.over
    hints = [line for line in talk.lines if line.act is Act.HINT]
    assert hints


def test_equal_arguments_give_equal_words() -> None:
    one, two = (finished(held(("system-design", Level.SENIOR, Style.WARM), [])) for _ in range(2))
    assert one.told() == two.told()


@pytest.mark.parametrize("style", Style)
def test_no_word_of_praise_and_no_verdict(style: Style) -> None:
    bank = LIBRARY.phrases[style]
    for name, variants in bank.variants.items():
        for text in variants:
            assert not PRAISE.search(text), f"{style} {name}: {text}"
            assert "!" not in text


def test_the_interviewer_never_acknowledges_twice_in_the_same_words() -> None:
    for style in Style:
        talk = finished(held(("startup-loop", Level.STAFF, style), []))
        told = [
            token
            for line in talk.lines
            for token in (line.slot or "").split()
            if token.startswith(f"{Phrase.ACKNOWLEDGE}:")
        ]
        assert all(a != b for a, b in itertools.pairwise(told))


@pytest.mark.parametrize("bank", ["system-design", "fundamentals", "behavioural"])
def test_no_line_gives_the_answer_away(bank: str) -> None:
    rubric = LIBRARY.rubric(bank)
    given = {
        criterion.id: [
            *(e.text for e in criterion.positive),
            criterion.anchors.full,
            criterion.anchors.partial,
            criterion.strong_answer,
            *(example for point in criterion.sub_points for example in point.examples),
        ]
        for criterion in rubric.criteria
    }
    for name, questions in ROUNDS.items():
        if not any(leg.rubric == bank for leg in LIBRARY.round(name).legs):
            continue
        talk = Talk(LIBRARY, name, questions)
        for _ in range(60):
            talk.say("I have nothing on that, sorry to say it.", 10)
        for line in talk.lines:
            for text in given.get(line.criterion or "", []):
                assert text.casefold().rstrip(".") not in line.text.casefold()


def test_short_rounds_ask_less() -> None:
    counts: dict[str, int] = {}
    for name in ("system-design", "system-design-short"):
        talk = finished(Talk(LIBRARY, name, ROUNDS["system-design"]))
        counts[name] = sum(isinstance(s.event, AnswerTaken) for s in talk.log)
    assert counts["system-design-short"] < counts["system-design"]


def test_staff_is_asked_more_than_mid() -> None:
    def asked(level: Level) -> int:
        talk = finished(Talk(LIBRARY, "system-design", ROUNDS["system-design"], level))
        return sum(line.act in {Act.PROBE, Act.DEEPEN, Act.FOLLOW_UP} for line in talk.lines)

    assert asked(Level.MID) < asked(Level.SENIOR) <= asked(Level.STAFF)
