"""`viva grade`: what goes in, what comes out, what goes wrong."""

import errno
import io
import json
import sys
from pathlib import Path

import pytest
from terminal import Terminal, answer_file

from viva.codec.scorecard import ScorecardOut

ANSWER = "The situation was a queue. My task was to drain it. action_own and result."


def grade(terminal: Terminal, *arguments: str, stdin: str | bytes = "") -> ScorecardOut:
    """The scorecard as JSON."""
    ran = terminal.run("grade", *arguments, "--format", "json", stdin=stdin)
    assert ran.code == 0, ran.err
    return ScorecardOut.model_validate_json(ran.out)


def test_json_is_the_scorecard_and_nothing_else_on_stdout(terminal: Terminal, tmp_path: Path) -> None:
    file = answer_file(tmp_path, ANSWER)
    card = grade(terminal, file, "--round", "behavioural", "--question", "model-failed-in-production")
    labels = {item.id: item.label for item in card.criteria}
    assert labels["situation"] == 2
    assert labels["reflection"] == 0
    assert card.question == "model-failed-in-production"
    for item in card.criteria:
        for evidence in item.evidence:
            assert ANSWER[evidence.start : evidence.end] == evidence.quote


def test_a_dash_reads_standard_input(terminal: Terminal) -> None:
    card = grade(terminal, "-", "--round", "behavioural", "--question", "A story", stdin=ANSWER)
    assert card.score is not None


def test_a_json_transcript_brings_its_round_and_question(terminal: Terminal, tmp_path: Path) -> None:
    data = {
        "round": "behavioural",
        "question": "model-failed-in-production",
        "turns": [{"speaker": "interviewer", "text": "Go on."}, {"speaker": "candidate", "text": ANSWER}],
    }
    card = grade(terminal, answer_file(tmp_path, json.dumps(data), "t.json"))
    assert card.round == "behavioural"
    assert card.criteria[0].evidence[0].turn == 1


def test_key_points_of_ones_own_are_criteria(terminal: Terminal) -> None:
    card = grade(
        terminal, "-", "--round", "fundamentals", "--question", "What is a heap?",
        "--key-point", "Says that the root is the smallest.", "--key-point", "Names the cost of a push.",
        stdin="A heap is a tree, and kp-1 holds.",
    )  # fmt: skip
    assert [item.id for item in card.criteria[:2]] == ["kp-1", "kp-2"]
    assert card.criteria[0].label == 2


def test_another_rubric_is_read_from_its_file(terminal: Terminal, tmp_path: Path) -> None:
    rubric = tmp_path / "mine.yaml"
    rubric.write_text(
        """
id: mine
version: "3"
title: My own
phases: [{id: story, title: Story}]
scale: {no_hire: 30, hire: 50, strong_hire: 80}
criteria:
  - id: humour
    name: Humour
    phase: story
    meaning: Makes the listener smile.
    anchors: {"0": None of it, "1": Somewhat, "2": Clearly}
    examples:
      positive: [{kind: plain, text: "The pager went off at my own wedding."}]
      contrast: [{kind: neighbour, text: "The pager went off at night."}]
""",
        "utf-8",
    )
    card = grade(
        terminal, "-", "--round", "behavioural-short", "--question", "A story", "--rubric", str(rubric),
        stdin="humour",
    )  # fmt: skip
    assert (card.rubric.id, card.rubric.version) == ("mine", "3")
    assert [item.name for item in card.criteria] == ["Humour"]


def test_the_grader_asked_for_is_the_one_that_judges(terminal: Terminal) -> None:
    grade(terminal, "-", "--round", "behavioural", "--grader", "embedded", stdin=ANSWER)
    grade(terminal, "-", "--round", "behavioural", stdin=ANSWER)
    assert terminal.graded_by == ["embedded", "auto"]


@pytest.mark.parametrize(("format", "start"), [("text", "No "), ("md", "# "), ("html", "<!doctype html>")])
def test_the_other_formats_are_readable(terminal: Terminal, format: str, start: str) -> None:  # noqa: A002
    ran = terminal.run(
        "grade", "-", "--round", "behavioural", "--question", "model-failed-in-production",
        "--format", format, stdin=ANSWER,
    )  # fmt: skip
    assert ran.out.startswith(start)
    assert "drain it" in ran.out
    assert not ran.err


@pytest.mark.parametrize(
    ("stdin", "words"),
    [
        ("", "There are no words to grade."),
        (" \n\t ", "There are no words to grade."),
        (b"%PDF-1.7 \x00\x01", "text"),
        (b'{"turns": [', "Not valid JSON at line 1"),
        (b"x " * 1_500_000, "2 MB"),
    ],
)
def test_input_that_cannot_be_graded_is_one_line_on_stderr(
    terminal: Terminal, stdin: str | bytes, words: str
) -> None:
    ran = terminal.run("grade", "-", "--round", "behavioural", stdin=stdin)
    assert ran.code == 1
    assert not ran.out
    assert words in ran.err
    assert ran.err.count("\n") == 1


def test_a_file_that_is_not_there_says_so(terminal: Terminal) -> None:
    ran = terminal.run("grade", "/nowhere/notes.txt", "--round", "behavioural")
    assert ran.code == 1
    assert ran.err == (
        "viva: Couldn't read /nowhere/notes.txt: no such file or directory. "
        "Name a file that is there, or - to paste the words.\n"
    )


def test_output_that_cannot_be_written_is_one_line(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.StringIO):
        def write(self, _text: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    ran = terminal.run("grade", "-", "--round", "behavioural", "--format", "json", stdin=ANSWER)
    assert ran.code == 1
    assert ran.err == (
        "viva: The output could not be written: no space left on device. "
        "Free some space or send it elsewhere. What was saved is safe.\n"
    )


def test_every_round_is_named_where_one_is_not_known(terminal: Terminal) -> None:
    ran = terminal.run("grade", "-", "--round", "poker", stdin=ANSWER)
    assert all(name in ran.err for name in terminal.library.rounds)


@pytest.mark.parametrize(
    "arguments",
    [("-",), ("-", "--round", "no-such-round"), ("-", "--round", "behavioural", "--format", "pdf"), ()],
)
def test_a_wrong_call_exits_with_2(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    ran = terminal.run("grade", *arguments, stdin=ANSWER)
    assert ran.code == 2
    assert not ran.out


def test_a_broken_rubric_is_placed_by_line_and_field(terminal: Terminal, tmp_path: Path) -> None:
    rubric = tmp_path / "bad.yaml"
    rubric.write_text("id: mine\nversion: '1'\ntitle: Mine\nscal: {}\n", "utf-8")
    ran = terminal.run("grade", "-", "--round", "behavioural", "--rubric", str(rubric), stdin=ANSWER)
    assert ran.code == 1
    assert f"{rubric}:" in ran.err
