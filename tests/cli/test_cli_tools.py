"""The commands around the interview: help, check, doctor, bench, and how failures are told."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from loudspeaker import WORKS, make_loudspeaker
from terminal import Report, Terminal

from viva.adapters.model_table import model_table
from viva.cli.main import COMMANDS
from viva.content import roots
from viva.content.roots import shipped_root

HEAVY = (
    "chromadb",
    "fastapi",
    "numpy",
    "onnxruntime",
    "openai",
    "pydantic",
    "rich.console",
    "sqlalchemy",
    "uvicorn",
)


def test_help_names_every_command_in_one_line(terminal: Terminal) -> None:
    out = " ".join(terminal.run("--help").out.split())
    for name, line in COMMANDS.items():
        assert f"{name} {line}" in out


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_of_its_own(terminal: Terminal, name: str) -> None:
    ran = terminal.run(name, "--help")
    assert ran.code == 0
    assert COMMANDS[name].split()[0] in ran.out


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, viva.cli.main as m\nsys.argv = ['viva', '--help']\n"
        "try: m.main()\nexcept SystemExit: pass\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code + "print('\\n'.join(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(ran.stdout.splitlines())
    assert not {name for name in HEAVY if name in loaded}
    assert not {name for name in loaded if name.startswith("viva.cli.") and name != "viva.cli.main"}


def test_an_unknown_command_is_bad_usage(terminal: Terminal) -> None:
    ran = terminal.run("frobnicate")
    assert ran.code == 2
    assert "frobnicate" in ran.err


def test_version(terminal: Terminal) -> None:
    assert terminal.run("--version").out.startswith("viva ")


def test_a_broken_settings_file_is_one_line_that_names_the_key(terminal: Terminal, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "viva.toml").write_text('grader = "oracle"\n', "utf-8")
    ran = terminal.run("sessions")
    assert ran.code == 1
    assert "“grader”" in ran.err
    assert ran.err.count("\n") == 1


def test_check_is_content_with_what_ships(terminal: Terminal) -> None:
    ran = terminal.run("check")
    assert ran.code == 0
    assert ran.out.startswith("No problems in ")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped content, to be broken."""
    place = tmp_path / "content"
    for name in ("rubrics", "knowledge", "prompts"):
        shutil.copytree(shipped_root() / name, place / name)
    monkeypatch.setattr(roots, "shipped_root", lambda: place)
    return place


def line_of(file: Path, words: str) -> int:
    """The line (from 1) where words stand."""
    return next(i for i, line in enumerate(file.read_text("utf-8").splitlines(), 1) if words in line)


def test_check_places_every_dangling_reference(terminal: Terminal, copied: Path) -> None:
    design = "system-design/photo-feed-ranking"
    watch = "what-to-watch-in-production"
    edits = (
        ("rubrics/system-design/criteria/monitoring.yaml", watch, "no-such-note", "notes.0"),
        (f"knowledge/questions/{design}.yaml", "criterion: data_quality", "criterion: nope", "follow_ups"),
        ("knowledge/rounds/behavioural.yaml", "rubric: behavioural", "rubric: astrology", "legs.0.rubric"),
        (f"knowledge/notes/{watch}.md", "criteria: [", "criteria: [no_such_one, ", "criteria.0"),
    )
    places: list[str] = []
    for path, old, new, field in edits:
        file = copied / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
        places.append(f"{file}:{line_of(file, new)}: {field}")
    ran = terminal.run("check")
    assert ran.code == 1
    for place in places:
        assert any(line.startswith(place) for line in ran.out.splitlines()), (place, ran.out)
    assert ran.err.startswith(f"viva: {len(ran.out.splitlines())} problems.")


def test_check_reads_the_users_own_content(terminal: Terminal, tmp_path: Path) -> None:
    own = tmp_path / "home" / "content" / "knowledge" / "notes"
    own.mkdir(parents=True)
    (own / "mine.md").write_text("---\nid: mine\ntitle: Mine\n---\nWords.\n", "utf-8")
    ran = terminal.run("check")
    assert ran.code == 1
    assert f"{own / 'mine.md'}:" in ran.out
    assert "sources: is missing" in ran.out


def test_doctor_says_what_is_there_and_what_need_not_be(terminal: Terminal) -> None:
    ran = terminal.run("doctor", "--format", "json")
    found = {item["name"]: item for item in json.loads(ran.out)}
    assert ran.code == 0
    assert found["Language model"]["status"] == "note"
    assert found["Network"]["detail"].startswith("Offline")
    assert {item["status"] for item in found.values()} == {"ok", "note"}


def test_doctor_takes_what_was_asked_for_by_name_seriously(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIVA_TTS", "festival")
    monkeypatch.setenv("VIVA_STT", "off")
    ran = terminal.run("doctor", "--format", "json")
    found = {item["name"]: item for item in json.loads(ran.out)}
    assert ran.code == 1
    assert (found["Speaking"]["status"], found["Hearing"]["status"]) == ("bad", "note")
    assert "festival" in found["Speaking"]["detail"]
    assert "piper" in found["Speaking"]["hint"]


def test_doctor_reads_every_byte_of_the_speech_models(terminal: Terminal, tmp_path: Path) -> None:
    entry = next(entry for entry in model_table() if entry.id == "voice-activity")
    place = tmp_path / "home" / "models" / entry.id
    place.mkdir(parents=True)
    for part in entry.files:
        with (place / part.name).open("wb") as file:
            file.truncate(part.size)
    ran = terminal.run("doctor")
    assert ran.code == 1
    assert f"bad   Speech models: The file {entry.files[0].name} is not what it should be." in ran.out
    assert f"viva models fetch {entry.id}" in ran.out


@pytest.mark.parametrize(("player", "status"), [(None, "note"), ("aplay", "ok")])
def test_doctor_says_what_plays_sound_in_the_terminal(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, player: str | None, status: str
) -> None:
    speaker = make_loudspeaker(tmp_path, monkeypatch)
    monkeypatch.setattr(sys, "platform", "linux")
    if player:
        speaker.has(player, WORKS)
    found = {item["name"]: item for item in json.loads(terminal.run("doctor", "--format", "json").out)}
    sound = found["Sound in the terminal"]
    assert sound["status"] == status
    assert "viva practise --say" in sound["detail"]
    assert bool(sound["hint"]) is (player is None)


def test_models_lists_what_is_here_and_what_a_spoken_interview_needs(terminal: Terminal) -> None:
    ran = terminal.run("models", "list")
    lines = ran.out.splitlines()
    assert any(line.startswith("encoder ") and "ships with Viva" in line for line in lines)
    assert any(line.startswith("voice ") and "not here" in line for line in lines)
    assert "viva models fetch voice-defaults" in ran.out
    assert lines[-1] == "speech-to-text, voice, voice-activity, end-of-turn."


def test_doctor_fails_for_an_endpoint_that_does_not_answer(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    ran = terminal.run("doctor")
    assert ran.code == 1
    assert f"bad   Language model: {Report().message}\n      {Report().hint}" in ran.out
    assert ran.err.startswith("viva: to mend: Language model.")


def test_doctor_names_a_data_folder_it_cannot_write_to(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("VIVA_HOME", str(tmp_path / "file" / "home"))
    ran = terminal.run("doctor")
    assert ran.code == 1
    assert "Data folder: Cannot write to" in ran.out


def test_bench_lists_and_runs_the_checkouts_scripts(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scripts = tmp_path / "checkout" / "benchmarks"
    scripts.mkdir(parents=True)
    (scripts / "good.py").write_text(
        "if __name__ == '__main__': open(__file__ + '.ran', 'w').close()\n", "utf-8"
    )
    (scripts / "bad.py").write_text("if __name__ == '__main__': raise SystemExit(3)\n", "utf-8")
    (scripts / "shared.py").write_text("SHARED = 1\n", "utf-8")
    monkeypatch.setattr(roots, "shipped_root", lambda: tmp_path / "checkout")
    assert terminal.run("bench", "--list").out == "bad\ngood\n"
    assert terminal.run("bench", "good").code == 0
    assert (scripts / "good.py.ran").exists()
    failed = terminal.run("bench")
    assert failed.code == 1
    assert "Failed: bad." in failed.err
    assert terminal.run("bench", "nope").code == 2


def test_bench_says_where_benchmarks_are(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roots, "shipped_root", lambda: tmp_path)
    ran = terminal.run("bench")
    assert ran.code == 1
    assert "they come with a checkout" in ran.err
