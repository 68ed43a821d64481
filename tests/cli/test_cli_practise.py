"""An interview in the terminal."""

from terminal import Terminal, session_ids


def test_a_short_interview_from_the_opening_to_the_scorecard(terminal: Terminal) -> None:
    ran = terminal.run(
        "practise", "behavioural-short", "--question", "model-failed-in-production",
        stdin="It was the pricing model. situation\nand task.\n\n/hint\n/done\naction_own\n\n/end\n",
    )  # fmt: skip
    print(ran.out, ran.err)
    assert ran.code == 0
