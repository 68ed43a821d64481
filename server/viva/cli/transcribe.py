"""`viva transcribe`: speech to a timed transcript."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from viva.domain.errors import ErrorKind, VivaError

if TYPE_CHECKING:
    from viva.api.services import Services
    from viva.coach.transcription import Written

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Output(StrEnum):
    """How a transcript is printed."""

    TEXT = "text"
    JSON = "json"


@app.command()
def transcribe(
    audio: Annotated[
        str, typer.Argument(metavar="AUDIO", help="A recording: .wav .mp3 .m4a .webm .flac .ogg and others.")
    ],
    question: Annotated[
        str | None, typer.Option(metavar="ID", help="The question it answers: its terms are heard better.")
    ] = None,
    format_: Annotated[Output, typer.Option("--format", help="Text or JSON.")] = Output.TEXT,
) -> None:
    """Prints what viva grade reads. Notes on the recording go to stderr."""
    from viva.cli.context import with_services

    path = Path(audio)
    with opened(path) as file:

        async def work(services: "Services") -> None:
            if question is not None:
                services.library.question(question)
            written = await write_down(services, file, path.name, question)
            _show(written, question, format_)

        with_services(work)


def opened(path: Path) -> IO[bytes]:
    """The file, to be read. Raises `VivaError` (no-file)."""
    try:
        return path.open("rb")
    except OSError as error:
        raise VivaError(
            "no-file",
            f"Couldn't read {path}: {(error.strerror or str(error)).lower()}.",
            "Name a recording that is there.",
            ErrorKind.NOT_FOUND,
        ) from error


async def write_down(services: "Services", file: IO[bytes], name: str, question: str | None) -> "Written":
    """The words of a recording; what the user should know of it is said on stderr. Raises `VivaError`."""
    from viva.adapters.audio_file import AudioFile
    from viva.cli.progress import progress_bar
    from viva.coach.transcription import expected_words, transcription

    work = transcription(services.voices())
    with progress_bar("Writing it down") as tell:
        written = await work.write(
            AudioFile(file, name), hotwords=expected_words(services.library, question), progress=tell
        )
    if written.note:
        typer.echo(f"viva: {written.note}", err=True)
    return written


def _show(written: "Written", question: str | None, output: Output) -> None:
    from viva.codec.transcript_json import dump_turns

    if output is Output.JSON:
        said = {"question": question} if question is not None else {}
        data = {**said, "turns": dump_turns(written.transcript)}
        sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
        return
    from viva.grading.report.view import clock

    for turn in written.transcript.turns:
        sys.stdout.write(f"[{clock(turn.start_ms or 0)}] {turn.speaker.value.capitalize()}: {turn.text}\n")
