"""`viva models`: the model files that can be fetched."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

if TYPE_CHECKING:
    from viva.adapters.model_files import ListedModel, ModelFiles

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)

_USES: Final = {"shipped": "ships with Viva", "now": "on request", "later": "comes with voice"}

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A model of viva models list.")]


@app.command("list")
def list_models(
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to write the list.")
    ] = "text",
) -> None:
    """List every model file, with its size, licence and whether it is here."""
    listed = _files().listing()
    if format_ == "json":
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(item) for item in listed], indent=2, ensure_ascii=False))
        return
    wide = max(len(item.id) for item in listed)
    for item in listed:
        typer.echo(f"{item.id:<{wide}}  {_state(item):<17} {_megabytes(item.size_bytes):>8}  {item.title}")
        typer.echo(f"{'':<{wide}}  {item.role}. {item.licence}, from {item.upstream}.")


@app.command()
def fetch(name: NameArgument) -> None:
    """Fetch a model, verify it, and keep it in the data folder."""
    with _progress() as progress:
        place = _files().fetch(name, progress)
    typer.echo(f"“{name}” is in {place}, and its bytes are as they should be.")


@app.command()
def verify(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="All that are here, when left out.")
    ] = None,
) -> None:
    """Read every byte of a model and compare it with the table."""
    files = _files()
    names = [name] if name else [item.id for item in files.listing() if item.present]
    for each in names:
        files.verify(each)
        typer.echo(f"“{each}” is as it should be.")


@app.command()
def remove(name: NameArgument) -> None:
    """Delete a model from the data folder."""
    freed = _files().remove(name)
    typer.echo(
        f"“{name}” is gone: {_megabytes(freed).strip()} freed." if freed else f"“{name}” was not here."
    )


def _files() -> "ModelFiles":
    from viva.adapters.model_files import ModelFiles
    from viva.cli.context import settings

    current = settings()
    return ModelFiles(current.models_dir, offline=current.offline)


def _state(item: "ListedModel") -> str:
    return "here" if item.present and item.use != "shipped" else _USES[item.use]


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.0f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"


@contextmanager
def _progress() -> Generator[Callable[[str, int, int], None]]:
    """A bar on stderr, where somebody is looking."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=Console(stderr=True), disable=not Console(stderr=True).is_terminal
    ) as bar:
        tasks: dict[str, TaskID] = {}

        def show(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total)
            bar.update(tasks[name], completed=done, total=total)

        yield show
