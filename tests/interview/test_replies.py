"""Facts, hints and wishes: what the interviewer says to each."""

import pytest

from interview.talk import Talk
from viva.content.library import Library
from viva.domain.event import Act, Control
from viva.domain.level import Level, Style

FEED = ("photo-feed-ranking",)


def design(library: Library, script: dict[str, dict[str, int]] | None = None) -> Talk:
    return Talk(library, "system-design", FEED, script=script or {})


def test_a_fact_is_given_once_in_full_and_then_briefly(library: Library) -> None:
    talk = design(library)
    fact = next(f for f in library.question(FEED[0]).facts if f.id == "scale")
    first = talk.say(fact.asks[0])
    again = talk.say(fact.asks[0])
    assert [line.act for line in (*first, *again)] == [Act.FACT, Act.FACT]
    assert first[0].text == fact.answer
    assert fact.answer.split(".")[0] in again[0].text
    assert again[0].text != first[0].text


def test_all_questions_of_an_answer_are_answered(library: Library) -> None:
    talk = design(library)
    facts = library.question(FEED[0]).facts[:3]
    (line,) = talk.say(" ".join(fact.asks[0] for fact in facts))
    assert all(fact.answer in line.text for fact in facts)


def test_an_answer_that_also_asks_gets_both_treated(library: Library) -> None:
    talk = design(library)
    fact = library.question(FEED[0]).facts[0]
    told, asked = talk.say(
        "The aim is that people come back each week, so we score every photo for each visitor by how likely "
        f"they are to linger on it. {fact.asks[0]}"
    )
    assert told.act is Act.FACT
    assert asked.act is Act.PROBE
    assert asked.criterion


def test_what_nobody_knows_is_theirs_to_assume(library: Library) -> None:
    talk = design(library)
    (line,) = talk.say("What colour is the logo?")
    assert line.act is Act.ASSUME
    own = library.question(FEED[0]).yours_to_assume[0]
    (line,) = talk.say(own.asks[0])
    assert (line.act, line.text) == (Act.ASSUME, own.reply)


def test_hints_are_graded_and_end(library: Library) -> None:
    talk = design(library)
    talk.say("We'd build something for the people who use it and see how it goes from there.")
    lines = [talk.wish(Control.HINT)[0] for _ in range(4)]
    aimed = talk.plan.legs[0].criterion(lines[0].criterion)
    assert aimed is not None
    assert lines[0].text.endswith(aimed.hints[0])
    assert lines[1].text.endswith(aimed.hints[1])
    assert [line.criterion for line in lines[2:]] == [None, None]
    assert lines[2].text != lines[3].text


def test_stuck_twice_brings_a_hint_and_then_lets_go(library: Library) -> None:
    talk = design(library)
    talk.say("We'd build something for the people who use it and see how it goes from there.")
    aim = talk.last.criterion
    one = talk.say("I don't know.")[-1]
    two = talk.say("No idea.")[-1]
    three = talk.say("I don't know.")[-1]
    assert (one.act, one.criterion) == (Act.PROBE, aim)
    assert (two.act, two.criterion) == (Act.HINT, aim)
    assert three.criterion != aim


def test_a_long_answer_is_never_taken_for_being_stuck(library: Library) -> None:
    talk = design(library)
    for _ in range(3):
        talk.say("I would go about it from the side of those who post and those who read, and " * 2)
    assert all(line.act is not Act.HINT for line in talk.lines)


def test_a_partial_is_deepened_with_the_candidates_words(library: Library) -> None:
    talk = design(library, {"daily visits": {"success_metric": 1, "objective": 2}})
    line = talk.say("Success to me is more daily visits, so the feed brings people back in the evening.")[-1]
    assert (line.act, line.criterion) == (Act.DEEPEN, "success_metric")
    asks = {p.ask for p in library.rubric("system-design").criterion("success_metric").sub_points}
    assert any(line.text.endswith(ask) for ask in asks)


@pytest.mark.parametrize("wish", ["Could you repeat the question?", Control.REPEAT])
def test_the_last_question_is_repeated(library: Library, wish: str | Control) -> None:
    talk = design(library)
    (first,) = talk.wish(wish) if isinstance(wish, Control) else talk.say(wish)
    assert first.text.endswith(library.question(FEED[0]).prompt)
    asked = talk.say("We'd build something for the people who use it and see how it goes.")[-1]
    (again,) = talk.wish(wish) if isinstance(wish, Control) else talk.say(wish)
    assert again.act is Act.REPEAT
    assert asked.text.split(". ")[-1] in again.text


def test_what_was_skipped_is_not_asked_again(library: Library) -> None:
    talk = design(library)
    talk.say("We'd build something for the people who use it and see how it goes from there.")
    left = talk.last.criterion
    talk.wish(Control.SKIP)
    skipped = next(line for line in talk.lines if line.act is Act.SKIP)
    assert skipped.criterion == left
    for i in range(40):
        talk.say(f"Then there is point {i} which I would look at with the people who run it.", 30)
    after = talk.lines[talk.lines.index(skipped) + 1 :]
    assert all(line.criterion != left for line in after)


def test_done_moves_on_and_covered_phases_are_passed(library: Library) -> None:
    everything = {c.id: 2 for c in library.rubric("behavioural").criteria}
    talk = Talk(
        library, "behavioural", ("model-failed-in-production",), Level.MID, Style.WARM, {"all": everything}
    )
    talk.say("That was all of it, from the first day to the last, and what came of it.")
    assert talk.over
    assert [line.act for line in talk.lines][-1] is Act.CLOSING


def test_how_much_time_is_left(library: Library) -> None:
    talk = design(library)
    (line,) = talk.say("How much time do I have?", 120)
    assert line.act is Act.TIME
    assert "three minutes" in line.text


def test_no_view_is_given_before_the_end(library: Library) -> None:
    talk = design(library)
    talk.say("We'd build something for the people who use it and see how it goes from there.")
    before = talk.last.criterion
    (line,) = talk.say("Is that right?")
    assert (line.act, line.criterion) == (Act.PATIENCE, None)
    assert before


def test_an_audience_without_a_listener_is_not_asked_after(library: Library) -> None:
    talk = Talk(library, "fundamentals", ("attention-without-the-word",))
    for i in range(40):
        talk.say(f"It mixes the vectors of the words around it, and that is point {i} of them.", 10)
    assert all(line.criterion != "audience" for line in talk.lines)
