"""`viva bench`: the benchmarks of a checkout, each a script of its own."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from viva.domain.errors import ErrorKind, VivaError

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(context_settings={"ignore_unknown_options": True})
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which; all without a name.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List them and exit.")] = False,
) -> None:
    """Runs benchmarks one after the other; what they measure is theirs to print.

    Options that are not named here are the benchmark's own: viva bench grader --data DIR.
    """
    known = benchmarks()
    if list_:
        for name in known:
            typer.echo(name)
        return
    given = list(names or ())
    at = next((i for i, word in enumerate(given) if word.startswith("-")), len(given))
    wanted, options = given[:at], given[at:]
    unknown = [name for name in wanted if name not in known]
    if unknown:
        raise VivaError(
            "unknown-benchmark",
            f"There is no benchmark called “{unknown[0]}”.",
            f"Known: {', '.join(known)}.",
        )
    if options and len(wanted) != 1:
        raise VivaError(
            "whose-options",
            "Options belong to one benchmark, and it was not named.",
            "As in: viva bench grader --data my-labels",
        )
    failed = [name for name in wanted or known if not _run(known[name], options)]
    if failed:
        raise VivaError(
            "benchmark-failed",
            f"Failed: {', '.join(failed)}.",
            "Its own output above says why.",
            ErrorKind.INTERNAL,
        )


def benchmarks() -> dict[str, Path]:
    """Scripts by name. Raises `VivaError` (no-benchmarks) outside a checkout."""
    from viva.content.roots import shipped_root

    folder = shipped_root() / "benchmarks"
    scripts = [file for file in sorted(folder.glob("*.py")) if "__main__" in file.read_text("utf-8")]
    if not scripts:
        raise VivaError(
            "no-benchmarks",
            "There are no benchmarks here: they come with a checkout, not with the installed package.",
            "Clone the project and run make bench there.",
            ErrorKind.UNAVAILABLE,
        )
    return {file.stem: file for file in scripts}


def _run(script: Path, options: Sequence[str]) -> bool:
    typer.echo(f"{script.stem}:", err=True)
    return subprocess.run([sys.executable, str(script), *options], check=False).returncode == 0  # noqa: S603 own script
