"""`viva grade`: one transcript or pasted answer to a scorecard."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.level import Level

if TYPE_CHECKING:
    from viva.api.services import Services
    from viva.codec.transcript import TranscriptInput
    from viva.content.library import Library
    from viva.domain.rubric import Rubric
    from viva.domain.scorecard import Scorecard

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Output(StrEnum):
    """How a scorecard is printed."""

    TEXT = "text"
    JSON = "json"
    MD = "md"
    HTML = "html"


class GraderName(StrEnum):
    """Who judges: a language model where one is configured (auto), or one of the two."""

    AUTO = "auto"
    EMBEDDED = "embedded"
    LLM = "llm"


@app.command()
def grade(  # noqa: PLR0917 options are given by name
    file: Annotated[
        str,
        typer.Argument(metavar="FILE", help="Text, .vtt, .srt, .json, a recording; - reads standard input."),
    ],
    round_: Annotated[
        str | None, typer.Option("--round", metavar="ROUND", help="The round; a JSON may say it.")
    ] = None,
    question: Annotated[str | None, typer.Option(metavar="ID", help="A question's id, or its text.")] = None,
    rubric: Annotated[
        str | None, typer.Option(metavar="FILE", help="Another rubric: a file, or an id.")
    ] = None,
    key_point: Annotated[
        list[str] | None, typer.Option(metavar="TEXT", help="For a question of your own; may be given again.")
    ] = None,
    level: Annotated[Level, typer.Option(help="The seniority it is judged at.")] = Level.SENIOR,
    grader: Annotated[
        GraderName | None, typer.Option(help="Who judges; the settings' choice without it.")
    ] = None,
    format_: Annotated[Output, typer.Option("--format", help="How the scorecard is printed.")] = Output.TEXT,
) -> None:
    """Prints the scorecard on stdout and keeps nothing."""
    from viva.cli.context import with_services
    from viva.cli.progress import progress
    from viva.codec.transcript import parse_transcript

    read: TranscriptInput | None = None
    if not _is_recording(file):
        name, content = read_input(file)
        read = parse_transcript(
            content, filename=name, round=round_, question=question, key_points=key_point or ()
        )

    async def work(services: "Services") -> None:
        used = _rubric(rubric, services.library)
        given = read or await _heard(services, file, round_, question, key_point or ())
        with progress("Grading"):
            card = await services.coach.grade_input(
                given, level=level, grader=grader and grader.value, rubric=used
            )
        _show(card, given, services.library, level=level, rubric=used, output=format_)

    with_services(work)


def read_input(file: str) -> tuple[str, bytes]:
    """A file's name and bytes; `-` is standard input. Raises `VivaError` (no-file)."""
    if file == "-":
        return "", sys.stdin.buffer.read()
    path = Path(file)
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise VivaError(
            "no-file",
            f"Couldn't read {file}: {(error.strerror or str(error)).lower()}.",
            "Name a file that is there, or - to paste the words.",
            ErrorKind.NOT_FOUND,
        ) from error


def _is_recording(file: str) -> bool:
    from viva.adapters.audio_file import is_recording

    path = Path(file)
    if file == "-" or not path.is_file():
        return False
    try:
        with path.open("rb") as opened:
            return is_recording(path.name, opened.read(16))
    except OSError:
        return False  # reading it as text says why


async def _heard(
    services: "Services", file: str, round_: str | None, question: str | None, key_points: Sequence[str]
) -> "TranscriptInput":
    """A recording's words, to be graded. What cannot be graded is told before they are written down."""
    from viva.cli.transcribe import opened, write_down
    from viva.codec.transcript import TranscriptInput

    if round_ is None:
        rounds = ", ".join(services.library.rounds)
        raise VivaError("no-round", "Which round is this?", f"Name one with --round: {rounds}.")
    services.library.round(round_)
    path = Path(file)
    with opened(path) as sound:
        written = await write_down(services, sound, path.name, question)
    warnings = (written.note,) if written.note else ()
    return TranscriptInput(written.transcript, round_, question, tuple(key_points), warnings)


def _rubric(name: str | None, library: "Library") -> "Rubric | None":
    if name is None:
        return None
    from viva.content.rubrics import load_rubric

    path = Path(name)
    if path.is_dir():
        path /= "rubric.yaml"
    if path.is_file():
        return load_rubric(path)
    return library.rubric(name)


def _show(
    card: "Scorecard",
    given: "TranscriptInput",
    library: "Library",
    *,
    level: Level,
    rubric: "Rubric | None",
    output: Output,
) -> None:
    if output is Output.JSON:
        import json

        from viva.codec.scorecard import dump_scorecard

        sys.stdout.write(json.dumps(dump_scorecard(card), ensure_ascii=False, indent=2) + "\n")
        return
    from viva.grading.report import render, scorecard_view

    view = scorecard_view(card, given.transcript, library, level=level, rubric=rubric)
    if output is Output.TEXT and sys.stdout.isatty():
        from rich.console import Console

        from viva.cli.screen import Screen

        Screen(Console()).report(view, transcript=False)
        return
    sys.stdout.write(render(view, output.value))
