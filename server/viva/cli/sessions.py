"""`viva sessions`: what is stored."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from viva.cli.practise import Say
from viva.domain.errors import ErrorKind, VivaError, not_found

if TYPE_CHECKING:
    from viva.api.schemas.sessions import SummaryOut
    from viva.api.services import Services

app = typer.Typer(rich_markup_mode=None, add_completion=False)

SessionId = Annotated[str, typer.Argument(metavar="SESSION", help="Its id, the beginning of it, or “last”.")]


class ListOutput(StrEnum):
    """How a list is printed."""

    TEXT = "text"
    JSON = "json"


class ShowOutput(StrEnum):
    """How a session is printed."""

    TEXT = "text"
    JSON = "json"
    MD = "md"
    HTML = "html"


@app.callback(invoke_without_command=True)
def sessions(context: typer.Context) -> None:
    """Lists them where no command is named."""
    if context.invoked_subcommand is None:
        list_()


@app.command("list", help="List stored sessions, newest first.")
def list_(
    format_: Annotated[ListOutput, typer.Option("--format", help="Text or JSON.")] = ListOutput.TEXT,
) -> None:
    """One line a session."""
    from viva.cli.context import with_services

    async def work(services: "Services") -> None:
        from viva.api.session_views import summary_out

        found = [summary_out(services.library, item) for item in await services.coach.summaries()]
        if format_ is ListOutput.JSON:
            _write_json([item.model_dump(mode="json") for item in found])
        elif not found:
            typer.echo("Nothing here yet. Start with a 15-minute question: viva practise system-design-short")
        else:
            _table(found)

    with_services(work)


@app.command(help="Show one session: its scorecard and its transcript.")
def show(
    session: SessionId,
    format_: Annotated[ShowOutput, typer.Option("--format", help="How it is printed.")] = ShowOutput.TEXT,
) -> None:
    """Prints a session on stdout."""
    from viva.cli.context import with_services

    async def work(services: "Services") -> None:
        from viva.api.session_views import session_out
        from viva.domain.session import fold
        from viva.grading.report import render_session
        from viva.speech.delivery import session_delivery

        name = await find_session(services, session)
        log = await services.store.read(name)
        folded = fold(name, log)
        if format_ is ShowOutput.JSON:
            sys.stdout.write(session_out(services.library, folded, log).model_dump_json(indent=2) + "\n")
        else:
            delivery = session_delivery(folded, services.library)
            sys.stdout.write(render_session(folded, services.library, format_.value, delivery))

    with_services(work)


@app.command(help="Go on with an interview that was left.")
def resume(session: SessionId, say: Say = False) -> None:
    """Takes up an interview where it stands."""
    from rich.console import Console

    from viva.cli.context import services
    from viva.cli.engine import Engine
    from viva.cli.interview import hold
    from viva.cli.screen import Screen

    with Engine(services) as engine:
        name = engine.call(find_session(engine.services, session))
        coach = engine.services.coach
        if engine.call(coach.session(name)).over:
            raise VivaError(
                "session-over",
                "This interview is over.",
                f"See it with viva sessions show {name}, or start another one with viva practise.",
                ErrorKind.CONFLICT,
            )
        hold(engine, coach, name, Screen(Console()), say=say)


@app.command("import", help="Take in a session's JSON export.")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A JSON export; - reads standard input.")],
) -> None:
    """Checks everything, then writes it; prints the session's id."""
    from viva.cli.context import with_services
    from viva.cli.grade import read_input

    _, content = read_input(file)

    async def work(services: "Services") -> None:
        from viva.cli.transfer import take_in

        typer.echo(await take_in(services, content))

    with_services(work)


@app.command(help="Write your own labels to a folder, as labelled transcripts for the benchmarks.")
def labels(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files go.", file_okay=False)],
    names: Annotated[list[str] | None, typer.Argument(metavar="[SESSION]...", help="Which; all.")] = None,
) -> None:
    """One file a session, or a part of one; prints their paths."""
    from viva.cli.context import with_services

    async def work(services: "Services") -> None:
        from viva.cli.transfer import write_labels

        heads = await services.store.heads()
        found = [await find_session(services, name) for name in names or ()] or [head.id for head in heads]
        written = [path for name in found for path in await write_labels(services, name, folder)]
        if not written:
            raise VivaError(
                "no-own-labels",
                "There is no label of yours to write.",
                "Open a criterion of a scorecard in the page and choose “I disagree”.",
                ErrorKind.NOT_FOUND,
            )
        for path in written:
            typer.echo(path)

    with_services(work)


@app.command(help="Delete sessions for good.")
def delete(
    names: Annotated[list[str] | None, typer.Argument(metavar="[SESSION]...", help="Which.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Every session.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Deletes after asking."""
    from viva.cli.context import with_services
    from viva.cli.failure import usage

    if bool(names) == all_:
        raise usage("Name the sessions to delete, or give --all.", "viva sessions lists them.")

    async def work(services: "Services") -> None:
        coach = services.coach
        if all_:
            count = len(await services.store.heads())
            _confirm(f"Delete all {count} sessions for good?", yes=yes)
            typer.echo(f"Deleted {await coach.delete_all()}.")
            return
        found = [await find_session(services, name) for name in names or ()]
        _confirm(f"Delete {', '.join(found)} for good?", yes=yes)
        for name in found:
            await coach.delete(name)
        typer.echo(f"Deleted {len(found)}.")

    with_services(work)


async def find_session(services: "Services", name: str) -> str:
    """The id that a name, its beginning or “last” stands for. Raises `VivaError` (unknown-session)."""
    ids = [head.id for head in await services.store.heads()]
    if name == "last" and ids:
        return ids[0]
    found = [item for item in ids if item == name] or [item for item in ids if name and item.startswith(name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise VivaError(
            "unknown-session",
            f"{len(found)} sessions begin with “{name}”.",
            "Type more of the id.",
            ErrorKind.NOT_FOUND,
        )
    raise not_found("session", name, "viva sessions lists them.")


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        from viva.cli.failure import usage

        raise usage("Deleting needs a yes.", "Give --yes where nobody can be asked.")
    typer.confirm(question, abort=True, err=True)


def _table(found: "list[SummaryOut]") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from viva.cli.screen import safe
    from viva.grading.report.view import VERDICT_WORDS, clock

    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("Session", "When", "Question", "Round", "Length", "Result"):
        table.add_column(title, no_wrap=title != "Question")
    for item in found:
        if item.state != "graded":
            result = f"open, in {item.phase}" if item.state == "live" and item.phase else item.state
        else:
            score = "" if item.score is None else f", {int(item.score)}"
            result = f"{VERDICT_WORDS[item.verdict]}{score}"
        when = item.created_at[:16].replace("T", " ")
        cells = (item.id, when, item.title, item.round_title, clock(item.duration_ms), result)
        table.add_row(*(Text(safe(cell)) for cell in cells))
    width = None if sys.stdout.isatty() else 160
    Console(width=width).print(table)


def _write_json(data: object) -> None:
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")
