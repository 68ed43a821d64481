"""`viva models`: the model files that can be fetched."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from viva.domain.errors import VivaError

if TYPE_CHECKING:
    from viva.adapters.model_files import ListedModel, ModelFiles

app = typer.Typer(rich_markup_mode=None, no_args_is_help=True, add_completion=False)

DEFAULTS: Final = "voice-defaults"
"""The group of `models.toml` with all that a spoken interview needs."""

_USES: Final = {"shipped": "ships with Viva", "now": "not here"}

NameArgument = Annotated[str, typer.Argument(metavar="NAME", help="A model of viva models list.")]


@app.command("list")
def list_models(
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", help="How to write the list.")
    ] = "text",
) -> None:
    """List every model file, with its size, licence and whether it is here."""
    files = _files()
    listed = files.listing()
    if format_ == "json":
        import json
        from dataclasses import asdict

        typer.echo(json.dumps([asdict(item) for item in listed], indent=2, ensure_ascii=False))
        return
    wide = max(len(item.id) for item in listed)
    for item in listed:
        typer.echo(f"{item.id:<{wide}}  {_state(item):<17} {_megabytes(item.size_bytes):>8}  {item.title}")
        typer.echo(f"{'':<{wide}}  {item.role}. {item.licence}, from {item.upstream}.")
    spoken = files.names(DEFAULTS)
    total = sum(item.size_bytes for item in listed if item.id in spoken)
    typer.echo(
        f"\nviva models fetch {DEFAULTS} brings what a spoken interview needs "
        f"({_megabytes(total)}):\n{', '.join(spoken)}."
    )


@app.command()
def fetch(
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Models of viva models list, or voice-defaults.")
    ],
    quiet: Annotated[
        bool,
        typer.Option("--if-possible", help="Say in one line what could not be had, and count it as done."),
    ] = False,
) -> None:
    """Fetch models, verify them, and keep them in the data folder."""
    files = _files()
    try:
        wanted = [model for name in names for model in files.names(name)]
        missing = [model for model in dict.fromkeys(wanted) if not quiet or not _here(files, model)]
        if missing and quiet:
            total = sum(item.size_bytes for item in files.listing() if item.id in missing)
            typer.echo(f"Fetching {', '.join(missing)} ({_megabytes(total)}), once.", err=True)
        for model in missing:
            with _progress() as progress:
                place = files.fetch(model, progress)
            if not quiet:
                typer.echo(f"“{model}” is in {place}, and its bytes are as they should be.")
    except VivaError as error:
        if not quiet:
            raise
        again = f"viva models fetch {' '.join(names)}"
        typer.echo(f"viva: {error.message} Typing works without; for speech run later: {again}", err=True)


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


def _here(files: "ModelFiles", model: str) -> bool:
    return any(item.id == model and item.present for item in files.listing())


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
