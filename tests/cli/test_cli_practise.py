"""An interview in the terminal."""

import json

import pytest
from terminal import Terminal, session_ids

ROUND = ("practise", "behavioural-short", "--question", "model-failed-in-production")


def test_an_interview_from_the_opening_to_the_scorecard(terminal: Terminal) -> None:
    said = "It was the pricing model. situation\nand task.\n\n/done\nI rolled it back. action_own\n\n/end\n"
    ran = terminal.run(*ROUND, stdin=said)
    assert ran.code == 0
    prompt = terminal.library.question("model-failed-in-production").prompt
    words = " ".join(ran.out.split())
    assert " ".join(prompt.split()) in words
    assert words.index("Story, 2 min") < words.index("Action, 3 min") < words.index("Outcome, 3 min")
    assert "2 of 8 covered. ● Situation, Task" in words
    assert "● Your own actions Full Unprompted" in words
    assert f"viva replay {session_ids(terminal)[0]} --export html FILE" in words


def test_lines_up_to_an_empty_one_are_one_answer(terminal: Terminal) -> None:
    terminal.run(*ROUND, stdin="First line.\nSecond line.\n\n/end\n")
    shown = json.loads(terminal.run("sessions", "show", "last", "--format", "json").out)
    assert [turn["text"] for turn in shown["turns"] if turn["speaker"] == "candidate"] == [
        "First line.\nSecond line."
    ]


def test_the_end_of_input_pauses_and_resume_goes_on(terminal: Terminal) -> None:
    paused = terminal.run(*ROUND, stdin="situation\n\n")
    (session,) = session_ids(terminal)
    assert paused.code == 0
    assert f"Paused. Nothing is lost. Go on with: viva sessions resume {session}" in paused.out
    resumed = terminal.run("sessions", "resume", session[:6], stdin="task\n\n/end\n")
    assert resumed.code == 0
    shown = json.loads(terminal.run("sessions", "show", session, "--format", "json").out)
    assert [turn["text"] for turn in shown["turns"] if turn["speaker"] == "candidate"] == [
        "situation",
        "task",
    ]
    assert shown["state"] == "graded"


def test_resuming_shows_what_was_asked_last(terminal: Terminal) -> None:
    terminal.run(*ROUND, stdin="")
    prompt = terminal.library.question("model-failed-in-production").prompt
    resumed = terminal.run("sessions", "resume", "last", stdin="")
    assert " ".join(prompt.split()) in " ".join(resumed.out.split())


def test_a_hint_a_repeat_and_help_are_commands_and_no_answers(terminal: Terminal) -> None:
    ran = terminal.run(*ROUND, stdin="/help\n/hint\n/repeat\n/nonsense\n/end\n")
    assert "ask for a hint" in ran.out
    assert ", hint" in ran.out
    assert "There is no command /nonsense" in ran.out
    shown = json.loads(terminal.run("sessions", "show", "last", "--format", "json").out)
    assert not [turn for turn in shown["turns"] if turn["speaker"] == "candidate"]


def test_exam_mode_shows_no_coverage_before_the_scorecard(terminal: Terminal) -> None:
    ran = terminal.run(*ROUND, "--mode", "exam", stdin="situation and task\n\n/end\n")
    assert "covered" not in ran.out.partition("Grading has begun")[0]
    assert "Situation" in ran.out


def test_words_cannot_steer_the_terminal(terminal: Terminal) -> None:
    ran = terminal.run(
        *ROUND, stdin="The queue was stuck \x1b[2J\x1b]0;owned\x07 for an hour. situation\n\n/end\n"
    )
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("practise", "no-such-round"), "There is no round called “no-such-round”."),
        (("practise", "behavioural-short", "--question", "nope"), "There is no question called “nope”."),
        (
            ("practise", "behavioural-short", "--question", "photo-feed-ranking"),
            "is a system-design question",
        ),
        (("practise", "behavioural-short", "--level", "god"), "--level"),
        (("practise",), "ROUND"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_exits_with_2(
    terminal: Terminal, arguments: tuple[str, ...], words: str
) -> None:
    ran = terminal.run(*arguments)
    assert ran.code == 2
    assert words in ran.err
    assert not ran.out


def test_each_question_finds_its_part_of_a_loop(terminal: Terminal) -> None:
    terminal.run(
        "practise", "startup-loop",
        "--question", "model-failed-in-production", "--question", "photo-feed-ranking",
    )  # fmt: skip
    shown = json.loads(terminal.run("sessions", "show", "last", "--format", "json").out)
    ids = [question["id"] for question in shown["questions"]]
    assert ids[0] == "photo-feed-ranking"
    assert ids[2] == "model-failed-in-production"
