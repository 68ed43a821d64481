"""`viva replay`: a stored session again, at its own pace, or to a file."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, get_args

import typer

from viva.cli.sessions import SessionId
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import AnswerTaken, InterviewerSaid, PhaseEntered, SessionResumed, Stored, TurnImported

if TYPE_CHECKING:
    from viva.api.services import Services
    from viva.cli.screen import Screen
    from viva.content.library import Library

app = typer.Typer(rich_markup_mode=None, add_completion=False)

LONGEST_PAUSE_S: Final = 20.0
"""However long somebody thought, a replay waits no longer than this."""


@app.command()
def replay(
    session: SessionId,
    speed: Annotated[float, typer.Option(min=0.1, max=1000, help="How many times faster than it was.")] = 2.0,
    export: Annotated[
        tuple[str, Path] | None,
        typer.Option(metavar="FORMAT FILE", help="Write html, md or json to FILE (- for stdout)."),
    ] = None,
) -> None:
    """Plays it turn by turn. Without a terminal, nothing is waited for."""
    from viva.cli.context import with_services
    from viva.cli.sessions import find_session

    async def work(services: "Services") -> None:
        name = await find_session(services, session)
        if export is not None:
            await _export(services, name, *export)
            return
        from rich.console import Console

        from viva.cli.screen import Screen
        from viva.domain.session import fold
        from viva.grading.report import session_view
        from viva.speech.delivery import session_delivery

        log = await services.store.read(name)
        screen = Screen(Console())
        pause = asyncio.sleep if sys.stdout.isatty() else None
        await play(log, services.library, screen, speed=speed, pause=pause)
        folded = fold(name, log)
        if folded.grade is not None:
            delivery = session_delivery(folded, services.library)
            screen.report(session_view(folded, services.library, delivery), transcript=False)

    try:
        with_services(work)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")


async def play(
    log: Sequence[Stored],
    library: "Library",
    screen: "Screen",
    *,
    speed: float,
    pause: Callable[[float], Awaitable[None]] | None,
) -> None:
    """Prints the log in order; `pause` (seconds) waits between events as long as the session did."""
    from viva.domain.event import SessionStarted
    from viva.domain.session import fold

    held = None
    before = 0
    said = fold("replay", log).turns
    for stored in log:
        if pause is not None and stored.at_ms > before:
            await pause(min((stored.at_ms - before) / 1000 / speed, LONGEST_PAUSE_S))
        before = stored.at_ms
        match stored.event:
            case SessionStarted():
                held = library.rounds.get(stored.event.round)
                screen.line(stored.event.title, "bold")
            case PhaseEntered(leg=leg, phase=name):
                phases = held.legs[leg].phases if held and leg < len(held.legs) else ()
                phase = next((item for item in phases if item.id == name), None)
                screen.phase(phase.title if phase else name, phase.minutes if phase else 0)
            case InterviewerSaid():
                screen.interviewer(stored.event, stored.at_ms, heard=said[stored.event.turn].text)
            case TurnImported():
                screen.imported(stored.event, stored.at_ms)
            case AnswerTaken():
                turn = said[stored.event.turn]
                at_ms = stored.event.start_ms or stored.at_ms
                screen.candidate(turn.text, at_ms, corrected=turn.corrected)
            case SessionResumed():
                screen.line(f"(a gap of {stored.event.gap_ms / 60_000:.0f} min)", "dim")
            case _:
                pass


async def _export(services: "Services", session_id: str, format_: str, file: Path) -> None:
    from viva.cli.failure import usage
    from viva.cli.transfer import ExportFormat, export_text

    formats: Sequence[ExportFormat] = get_args(ExportFormat)
    chosen = next((item for item in formats if item == format_), None)
    if chosen is None:
        raise usage(f"A session cannot be exported as {format_}.", "Use html, md or json.")
    text = await export_text(services, session_id, chosen)
    if str(file) == "-":
        sys.stdout.write(text)
    else:
        write_file(file, text)
        sys.stderr.write(f"Wrote {file}.\n")


def write_file(file: Path, text: str, *, folder: bool = False) -> None:
    """Raises `VivaError` (not-written). `folder`: the one that it goes to is made where there is none."""
    try:
        if folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        raise VivaError(
            "not-written",
            f"Couldn't write {file}: {(error.strerror or str(error)).lower()}.",
            "Name a file in a folder that you can write to.",
            ErrorKind.UNAVAILABLE,
        ) from error
