"""The documents say what is so: commands, options, settings and calls are there, and examples work."""

import importlib.util
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final, cast

import pytest
import typer.main

from viva import __version__
from viva.cli.main import COMMANDS
from viva.codec.transcript import parse_transcript
from viva.content.library import Library
from viva.content.questions import load_question
from viva.domain.event import Control
from viva.settings import ENVIRONMENT, Settings

ROOT: Final = Path(__file__).resolve().parents[2]
_PATH: Final = re.compile(
    r"^(?:\.ci|benchmarks|docs|knowledge|prompts|requirements|rubrics|server|tests|tools|web)/[\w./-]*$"
)


def document(name: str) -> str:
    """A document's text."""
    return (ROOT / name).read_text("utf-8")


def block(name: str, language: str, containing: str = "") -> str:
    """The first fenced block of a language that contains some words."""
    found = re.findall(rf"^```{language}\n(.*?)^```", document(name), re.DOTALL | re.MULTILINE)
    return next(text for text in found if containing in text)


@pytest.fixture(scope="module")
def build() -> ModuleType:
    """`docs/build.py`."""
    spec = importlib.util.spec_from_file_location("docs_build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def commands() -> Iterator[tuple[str, Any]]:
    """Every command, and every command of a command."""
    for name in COMMANDS:
        module = importlib.import_module(f"viva.cli.{name}")
        command = cast("Any", typer.main.get_command(module.app))
        yield name, command
        for own, inner in getattr(command, "commands", {}).items():
            yield f"{name} {own}", inner


def test_every_command_and_option_is_documented() -> None:
    text = document("docs/commands.md")
    for name, command in commands():
        group, _, inner = name.partition(" ")
        assert f"viva {group}" in text, name
        assert not inner or f"`{inner}" in text, name
        for parameter in command.params:
            longest = max(parameter.opts, key=len)
            assert not longest.startswith("--") or f"{longest}" in text, (name, longest)


def test_every_command_of_an_interview_is_documented() -> None:
    text = document("docs/commands.md")
    assert {f"/{control.value}" for control in Control} <= set(re.findall(r"`(/\w+)`", text))


def test_every_setting_and_variable_is_documented() -> None:
    text = document("docs/settings.md")
    for name in ("VIVA_HOME", *ENVIRONMENT, *(set(Settings.model_fields) - {"home"})):
        assert f"`{name}`" in text, name
    for variable in re.findall(
        r"`(VIVA_\w+|OPENAI_\w+)`", "".join(document(p.name) for p in ROOT.glob("*.md"))
    ):
        assert variable in {"VIVA_HOME", *ENVIRONMENT}


def test_every_call_of_the_api_is_documented(library: Library) -> None:
    from api.harness import Bench

    text = re.sub(r"\?[\w=]+", "", document("docs/api.md"))
    known = {re.sub(r"\{\w+\}", "{id}", path) for path in Bench(library=library).app.openapi()["paths"]}
    missing = {path for path in known if path.startswith("/api/") and f" {path}`" not in text}
    assert not missing
    told = set(re.findall(r"`(?:GET|POST|PUT|DELETE) (/api/[^`]*)`", text))
    assert told <= known


def test_the_question_of_the_content_guide_is_one(tmp_path: Path) -> None:
    text = block("docs/content.md", "yaml", "key_points:")
    name = re.search(r"^id: (\S+)$", text, re.MULTILINE)
    assert name is not None
    file = tmp_path / f"{name[1]}.yaml"
    file.write_text(text, "utf-8")
    assert load_question(file, "fundamentals").audience is not None


def test_the_settings_of_the_guide_are_settings() -> None:
    Settings.model_validate({"home": "/data", **tomllib.loads(block("docs/settings.md", "toml"))})


def test_the_transcript_of_the_command_guide_is_one(library: Library) -> None:
    text = block("docs/commands.md", "json")
    given = parse_transcript(text, filename="t.json")
    assert given.question in library.questions
    assert json.loads(text)["round"] in library.rounds


def test_the_errors_and_ids_named_in_examples_exist(library: Library) -> None:
    everything = document("README.md") + document("docs/commands.md") + document("docs/api.md")
    for question in re.findall(r"--question ([a-z-]+)|question=([a-z-]+)", everything):
        assert "".join(question) in library.questions
    for round_ in re.findall(r"(?:--round|viva practise) ([a-z-]+)|round=([a-z-]+)", everything):
        assert "".join(round_) in library.rounds


def test_no_link_is_dead(build: ModuleType) -> None:
    assert build.missing() == []


def test_files_that_are_named_are_there(build: ModuleType) -> None:
    for page in build.pages():
        for words in re.findall(r"`([^`\n]+)`", document(page)):
            if _PATH.match(words):
                assert (ROOT / words).exists(), f"{page}: {words}"


def test_the_one_page_holds_every_document_and_links_within_itself(build: ModuleType) -> None:
    page = build.site("docs/site")
    assert page.count("<section") == len(build.pages())
    ids = set(re.findall(r'id="([^"]+)"', page))
    inner = set(re.findall(r'href="#([^"]+)"', page))
    assert inner
    assert inner <= ids
    assert '.md"' not in page


def test_every_decision_is_listed() -> None:
    text = document("docs/adr/README.md")
    for file in ROOT.glob("docs/adr/0*.md"):
        assert f"]({file.name})" in text
        assert re.match(rf"# {file.name[:4]}: ", file.read_text("utf-8"))


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{__version__}]" in document("CHANGELOG.md")


@pytest.mark.parametrize("part", ["grader", "measured"])
def test_the_readme_has_places_for_figures(part: str) -> None:
    text = document("README.md")
    assert text.count(f"<!-- {part}:begin -->") == text.count(f"<!-- {part}:end -->") == 1


def test_every_fault_names_tests_that_there_are() -> None:
    there = {
        name
        for file in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^(?:async )?def (test_\w+)\(", file.read_text("utf-8"), re.MULTILINE)
    }
    rows = [
        row for row in document("docs/faults.md").splitlines() if row.startswith("|") and "---" not in row
    ]
    told = [row for row in rows if not row.startswith("| fault")]
    assert len(told) > 40
    for row in told:
        names = re.findall(r"`(test_\w+)`", row)
        assert names, row
        assert set(names) <= there, row
