"""Recordings on the command line."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from audio.sounds import in_format, silence, tone
from cli.terminal import Terminal
from viva.adapters.scripted_ears import ScriptedTranscriber

ASKS = np.concatenate([tone(3, hertz=600), silence(9)])
ANSWERS = np.concatenate([silence(4), tone(7), silence(1)])


@pytest.fixture
def interview(tmp_path: Path) -> str:
    """A recording with a channel for each side."""
    file = tmp_path / "interview.m4a"
    file.write_bytes(in_format("m4a", ASKS, ANSWERS))
    return str(file)


def heard(terminal: Terminal) -> None:
    """What the two sides say."""
    terminal.ears = ScriptedTranscriber(["How would you rank it?", "I would say objective and more of it."])


def test_the_text_is_what_grade_reads(terminal: Terminal, interview: str) -> None:
    heard(terminal)
    ran = terminal.run("transcribe", interview)
    assert ran.code == 0, ran.err
    asked, answered = ran.out.splitlines()
    assert asked == "[0:00] Interviewer: How would you rank it?"
    assert answered.startswith("[0:0")
    assert answered.endswith("Candidate: I would say objective and more of it.")
    assert "Two speakers" in ran.err
    graded = terminal.run("grade", "-", "--round", "system-design-short", "--format", "json", stdin=ran.out)
    assert graded.code == 0, graded.err


def test_json_has_the_times_of_the_words_and_is_what_grade_reads(terminal: Terminal, interview: str) -> None:
    heard(terminal)
    ran = terminal.run("transcribe", interview, "--format", "json", "--question", "ad-click-prediction")
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    assert said["question"] == "ad-click-prediction"
    assert [turn["speaker"] for turn in said["turns"]] == ["interviewer", "candidate"]
    for turn in said["turns"]:
        assert [word["text"] for word in turn["words"]] == turn["text"].split()
        assert turn["start_ms"] == turn["words"][0]["start_ms"]
    file = Path(interview).with_name("said.json")
    file.write_text(ran.out)
    graded = terminal.run("grade", str(file), "--round", "system-design-short", "--format", "json")
    assert graded.code == 0, graded.err


@pytest.mark.parametrize("name", ["interview.m4a", "interview"])
def test_a_recording_is_graded_like_a_transcript(terminal: Terminal, interview: str, name: str) -> None:
    heard(terminal)
    file = Path(interview).with_name(name)
    if not file.exists():
        shutil.copy(interview, file)
    ran = terminal.run("grade", str(file), "--round", "system-design-short", "--format", "json")
    assert ran.code == 0, ran.err
    assert any("Two speakers" in warning for warning in json.loads(ran.out)["warnings"])
    assert terminal.ears is not None
    assert len(terminal.ears.calls) == 2


def test_a_recording_without_a_round_is_not_written_down_first(terminal: Terminal, interview: str) -> None:
    heard(terminal)
    ran = terminal.run("grade", interview)
    assert ran.code == 2
    assert "--round" in ran.err
    assert terminal.ears is not None
    assert terminal.ears.calls == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "is empty"), (b"words " * 500, "not a recording"), (in_format("wav", silence(3)), "No speech")],
)
def test_what_cannot_be_written_down_ends_with_one_line(
    terminal: Terminal, tmp_path: Path, content: bytes, words: str
) -> None:
    file = tmp_path / "talk.mp3"
    file.write_bytes(content)
    ran = terminal.run("transcribe", str(file))
    assert ran.code == 1
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert words in ran.err
    assert "talk.mp3" in ran.err


def test_a_file_that_is_not_there_and_a_question_that_is_not(terminal: Terminal, interview: str) -> None:
    assert "Couldn't read" in terminal.run("transcribe", "/no/such/talk.wav").err
    assert "no question" in terminal.run("transcribe", interview, "--question", "nothing").err


def test_without_ears_it_says_what_is_missing(terminal: Terminal, interview: str) -> None:
    terminal.ears = None
    ran = terminal.run("transcribe", interview)
    assert ran.code == 1
    assert "viva doctor" in ran.err


def test_a_deleted_session_takes_its_recordings_with_it(terminal: Terminal, tmp_path: Path) -> None:
    terminal.run("practise", "system-design-short", stdin="")
    (session,) = (line.split()[0] for line in terminal.run("sessions", "list").out.splitlines()[1:])
    recordings = tmp_path / "home" / "audio" / session
    recordings.mkdir(parents=True)
    (recordings / "1.flac").write_bytes(b"fLaC")
    assert "recorded; 0.0 MB" in terminal.run("doctor").out
    assert terminal.run("sessions", "delete", session, "--yes").code == 0
    assert not recordings.exists()
