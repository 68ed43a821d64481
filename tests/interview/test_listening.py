"""The interviewer takes in what was said: what it quotes, comes back to, and lets count."""

import pytest

from interview.talk import Talk
from viva.content.library import Library
from viva.domain.event import Act
from viva.domain.level import Level

FRAUD = ("card-fraud-scoring",)


def design(library: Library, script: dict[str, dict[str, int]]) -> Talk:
    return Talk(library, "system-design", FRAUD, level=Level.SENIOR, script=script)


@pytest.mark.parametrize(
    "wish",
    ["Sorry, can you repeat that? I was writing.", "Could you say that again? The line dropped for me."],
)
def test_a_repeat_with_its_excuse_is_a_repeat(library: Library, wish: str) -> None:
    talk = design(library, {})
    assert talk.say(wish)[-1].act is Act.REPEAT


def test_a_quote_stands_only_before_a_question_about_it(library: Library) -> None:
    script = {"pounds lost": {"objective": 2, "success_metric": 2, "constraints": 2}}
    talk = design(library, script)
    talk.say("We minimise pounds lost under a fixed number of declined customers, within sixty milliseconds.")
    line = talk.say("Three years of payments keyed by card from the online store, every field of them.")[-1]
    assert line.act is Act.PROBE
    assert line.quote is None
    assert "“" not in line.text


def test_words_that_the_next_question_is_about_are_quoted(library: Library) -> None:
    framed = {"objective": 2, "constraints": 2, "success_metric": 2}
    data = {"data_sources": 2, "labels": 2, "features": 2}
    talk = design(library, {"pounds lost": framed, "three years": data})
    talk.say("We minimise pounds lost under a fixed number of declined customers, within sixty milliseconds.")
    talk.say("The history goes back three years, well, the rules have been declining things.")
    quoted = [line for line in talk.lines if line.quote]
    assert [(line.quote, line.criterion) for line in quoted] == [
        ("the rules have been declining things", "data_quality")
    ]


def test_a_question_passed_over_is_come_back_to_once(library: Library) -> None:
    script = {"pounds lost": {"objective": 2}, "confirmation message": {"success_metric": 2}}
    talk = design(library, {**script, "analysts": {"labels": 1}})
    asked = talk.say("We minimise pounds lost and approve, ask for a confirmation or decline.")[-1]
    again = talk.say(
        "Forty analysts look at the riskiest ones each day, and each writes down what they make of it, "
        "so after some weeks there is quite a pile of those to go through."
    )[-1]
    third = talk.say("Forty analysts, as I said, every working day of the week.")[-1]
    assert (again.act, again.criterion) == (Act.PROBE, asked.criterion)
    assert again.text != asked.text
    assert third.criterion != asked.criterion


def test_going_ahead_counts_and_what_is_missing_is_asked_for(library: Library) -> None:
    ahead = {"serving": 2, "rollout_fallback": 2, "objective": 2}
    talk = design(library, {"shadow mode": ahead})
    line = talk.say("Approve or decline by expected loss, behind an endpoint in shadow mode first.")[-1]
    assert line.act is Act.PROBE
    assert "serving" in line.text
    assert line.criterion in {"success_metric", "constraints"}
    later = talk.say("Well, the endpoint runs in shadow mode, so nobody is declined by it at first.")[-1]
    assert "serving" not in later.text.partition("?")[0].lower() or later.criterion != line.criterion


def test_an_earlier_partial_is_deepened_with_the_words_that_began_it(library: Library) -> None:
    framed = {"objective": 2, "constraints": 2, "success_metric": 2}
    script = {
        "pounds lost": framed,
        "show with a controlled comparison what changes": {"online_eval": 1},
        "one request": {"serving": 2, "trade_offs": 2},
    }
    talk = design(library, {**script, "old rules": {"rollout_fallback": 2}, "wronged": {"responsible_ai": 2}})
    talk.say("We minimise pounds lost, and for that I'd show with a controlled comparison what changes.")
    for _ in range(2):
        talk.say("OK, let's move on.")
    talk.say("Here is one request, with the old rules behind it, and I audit who is wronged by it.")
    line = talk.last
    assert (line.act, line.criterion, line.quote) == (
        Act.DEEPEN,
        "online_eval",
        "show with a controlled comparison what changes",
    )


def test_figures_are_not_asked_for_when_they_were_given(library: Library) -> None:
    talk = design(library, {"peak": {"constraints": 1, "objective": 2, "success_metric": 2}})
    line = talk.say("At peak it's 900 a second and I have 60 milliseconds, and I decline by expected loss.")[
        -1
    ]
    assert line.criterion == "constraints"
    assert "figures" not in line.text


def test_an_announced_part_begins_at_its_beginning(library: Library) -> None:
    script = {"pounds lost": {"objective": 2, "success_metric": 2, "constraints": 2}}
    talk = design(library, script)
    talk.say("We minimise pounds lost under a fixed number of declined customers, within sixty milliseconds.")
    talk.say("I'm done with this part.")
    first = talk.say("Well, it's a matter of taste, and many people would begin in one way or another.")[-1]
    phase = (
        next(p for p in talk.plan.phases if p.id == talk.session.phase.phase) if talk.session.phase else None
    )
    assert phase is not None
    assert first.criterion == phase.criteria[0].id


@pytest.mark.parametrize(
    "said",
    [
        "I'm not sure I follow, could you rephrase the question?",
        "What do you mean by that?",
        "I don't quite understand.",
    ],
)
def test_a_question_not_understood_is_put_another_way(library: Library, said: str) -> None:
    talk = design(library, {})
    asked = talk.say("We'd build something for the people who use it and see how it goes from there.")[-1]
    line = talk.say(said)[-1]
    assert (line.act, line.criterion) == (Act.PROBE, asked.criterion)
    assert line.text.split(". ")[-1] != asked.text.split(". ")[-1]


def test_what_the_listener_knows_is_theirs_to_judge(library: Library) -> None:
    talk = Talk(library, "fundamentals", ("bias-variance-backend",))
    line = talk.say("How much statistics do you remember, and do you know what a training set is?")[-1]
    assert line.act is Act.ASSUME
    assert (line.slot or "").startswith("listener:")


def test_what_was_told_already_is_conceded_and_left(library: Library) -> None:
    talk = design(library, {})
    asked = talk.say("We'd build something for the people who use it and see how it goes from there.")[-1]
    line = talk.say("I just gave you that, it is for the people who use it.")[-1]
    assert line.criterion != asked.criterion
    assert (line.slot or "").startswith("concede:")
    later = [
        talk.say("It would go in one way or another, as these things usually do go.")[-1] for _ in range(3)
    ]
    assert asked.criterion not in {item.criterion for item in later}


def test_an_answer_that_ends_the_part_is_not_asked_further(library: Library) -> None:
    talk = design(library, {})
    line = talk.say(
        "It should decline what is likely to be stolen and let the rest through. That's all from me."
    )[-1]
    assert line.act is Act.PHASE


def test_an_answer_with_a_habitual_ending_is(library: Library) -> None:
    line = design(library, {}).say("It should decline what is likely to be stolen. So yeah, that's it.")[-1]
    assert line.act is Act.PROBE


def test_the_last_part_is_not_lost_to_a_slip(library: Library) -> None:
    talk = Talk(library, "behavioural-short", ("model-failed-in-production",), script={})
    talk.say("I'm done with this part.")
    opened = talk.say("I'm done with this part.")[-1]
    assert opened.act is Act.PHASE
    again = talk.say("I'm done.")[-1]
    assert again.act is Act.REPEAT
    assert again.text.endswith("And how did it end?")
    assert talk.session.ended is None
    assert talk.say("I'm done.")[-1].act is Act.CLOSING
