"""Stored sessions: list, show, replay, export, import, delete."""

import json
from pathlib import Path

import pytest
from terminal import Terminal, session_ids

ROUND = ("practise", "behavioural-short", "--question", "model-failed-in-production")
TITLE = "A model of yours that failed in production"


@pytest.fixture
def session(terminal: Terminal) -> str:
    """A graded one."""
    terminal.run(*ROUND, stdin="situation and task\n\n/end\n")
    return session_ids(terminal)[0]


def test_an_empty_list_says_how_to_begin(terminal: Terminal) -> None:
    assert "Nothing here yet." in terminal.run("sessions").out
    assert json.loads(terminal.run("sessions", "list", "--format", "json").out) == []


def test_the_list_shows_title_round_and_result(terminal: Terminal, session: str) -> None:
    out = terminal.run("sessions", "list").out
    assert session in out
    assert TITLE in out
    assert "Behavioural, short" in out
    assert "No verdict" in out


def test_show_is_scorecard_and_transcript(terminal: Terminal, session: str) -> None:
    out = terminal.run("sessions", "show", session).out
    assert "● Situation" in out
    assert "situation and task" in out


def test_replay_prints_every_turn_in_order_and_the_scorecard(terminal: Terminal, session: str) -> None:
    out = " ".join(terminal.run("replay", session).out.split())
    question = " ".join(terminal.library.question("model-failed-in-production").prompt.split())
    assert out.index(TITLE) < out.index(question) < out.index("situation and task") < out.index("● Situation")


def test_an_export_comes_back_as_the_same_session(terminal: Terminal, session: str, tmp_path: Path) -> None:
    before = json.loads(terminal.run("sessions", "show", session, "--format", "json").out)
    file = tmp_path / "session.json"
    assert terminal.run("replay", session, "--export", "json", str(file)).code == 0
    assert terminal.run("sessions", "delete", session, "--yes").code == 0
    assert not session_ids(terminal)
    ran = terminal.run("sessions", "import", str(file))
    assert ran.out == f"{session}\n"
    assert json.loads(terminal.run("sessions", "show", session, "--format", "json").out) == before


def test_importing_twice_keeps_both(terminal: Terminal, session: str) -> None:
    exported = terminal.run("replay", session, "--export", "json", "-").out
    ran = terminal.run("sessions", "import", "-", stdin=exported)
    assert ran.out.strip() not in {"", session}
    assert len(session_ids(terminal)) == 2


@pytest.mark.parametrize(("kind", "start"), [("html", "<!doctype html>"), ("md", "# A model")])
def test_an_export_to_read_is_a_file_of_its_own(
    terminal: Terminal, session: str, tmp_path: Path, kind: str, start: str
) -> None:
    file = tmp_path / f"session.{kind}"
    ran = terminal.run("replay", session, "--export", kind, str(file))
    assert ran.code == 0
    assert not ran.out
    assert file.read_text("utf-8").startswith(start)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"viva_export": 9, "id": "x", "created_at": "2026-01-05T19:00:00Z", "events": []}'],
)
def test_a_broken_import_changes_nothing(terminal: Terminal, content: bytes) -> None:
    ran = terminal.run("sessions", "import", "-", stdin=content)
    assert ran.code == 1
    assert "Nothing was changed." in ran.err
    assert ran.err.count("\n") == 1
    assert not session_ids(terminal)


def test_an_unknown_session_is_one_line(terminal: Terminal) -> None:
    for arguments in (("replay", "nope"), ("sessions", "show", "nope"), ("sessions", "resume", "last")):
        ran = terminal.run(*arguments)
        assert ran.code == 1
        assert ran.err.startswith("viva: There is no session called")


def test_a_finished_interview_cannot_be_resumed(terminal: Terminal, session: str) -> None:
    ran = terminal.run("sessions", "resume", session)
    assert ran.code == 1
    assert f"viva sessions show {session}" in ran.err


@pytest.mark.parametrize("arguments", [(), ("last",), ("--all", "last", "--yes")])
def test_deleting_needs_names_and_a_yes(terminal: Terminal, session: str, arguments: tuple[str, ...]) -> None:
    assert terminal.run("sessions", "delete", *arguments).code == 2
    assert session_ids(terminal) == [session]


def test_deleting_everything(terminal: Terminal, session: str) -> None:
    del session
    assert terminal.run("sessions", "delete", "--all", "--yes").out == "Deleted 1.\n"
    assert not session_ids(terminal)


def test_an_export_that_cannot_be_written_says_so(terminal: Terminal, session: str, tmp_path: Path) -> None:
    ran = terminal.run("replay", session, "--export", "html", str(tmp_path / "no" / "such.html"))
    assert ran.code == 1
    assert "Couldn't write" in ran.err
    assert terminal.run("replay", session, "--export", "pdf", "-").code == 2


@pytest.mark.parametrize(
    "arguments",
    [("sessions", "list"), ("sessions", "show", "x"), ("replay", "x"), ("practise", "behavioural")],
    ids=" ".join,
)
def test_a_damaged_database_is_one_line_and_left_as_it_is(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    file = tmp_path / "home" / "viva.db"
    file.parent.mkdir()
    content = b"this is not a database, whatever its name says. " * 100
    file.write_bytes(content)
    ran = terminal.run(*arguments)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines()[-1].startswith("viva: The database file is damaged. Move the file aside")
    assert file.read_bytes() == content


def test_a_data_folder_that_cannot_be_is_one_line(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file is in the way")
    ran = terminal.run("sessions", "list")
    assert ran.code == 1
    assert "VIVA_HOME" in ran.err
    assert ran.err.count("\n") == 1


def test_own_labels_are_written_as_files_that_are_read_as_transcripts(
    terminal: Terminal, session: str, tmp_path: Path
) -> None:
    folder = tmp_path / "mine" / "labelled"
    ran = terminal.run("sessions", "labels", str(folder))
    assert ran.code == 1
    assert "choose “I disagree”" in ran.err
    assert not folder.exists()
    disputed(terminal, session, tmp_path)
    ran = terminal.run("sessions", "labels", str(folder), session)
    assert ran.out == f"{folder / session}.json\n"
    written = json.loads((folder / f"{session}.json").read_text("utf-8"))
    assert written["labels"] == {"situation": 1}
    assert written["notes"] == {"situation": "Barely."}
    assert written["turns"][-1]["speaker"] in {"candidate", "interviewer"}


def disputed(terminal: Terminal, session: str, tmp_path: Path) -> None:
    """The session is there again, with a label of the candidate's own."""
    file = tmp_path / "session.json"
    terminal.run("replay", session, "--export", "json", str(file))
    data = json.loads(file.read_text("utf-8"))
    last = data["events"][-1]
    own = {"type": "label_disputed", "criterion": "situation", "label": 1, "note": "Barely."}
    data["events"].append({"seq": last["seq"] + 1, "at_ms": last["at_ms"], "event": own})
    file.write_text(json.dumps(data), "utf-8")
    terminal.run("sessions", "delete", session, "--yes")
    assert terminal.run("sessions", "import", str(file)).out == f"{session}\n"
