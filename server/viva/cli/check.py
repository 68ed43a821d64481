"""`viva check`: every content file, with each problem placed by file, line and field."""

from pathlib import Path

import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def check() -> None:
    """Names every problem as file:line: field: message, on stdout. Exit code 1 if there is one."""
    from viva.cli.context import settings
    from viva.content.check import check as problems_of
    from viva.content.library import Library
    from viva.content.roots import content_roots

    library = Library(content_roots(settings().home))
    problems = list(problems_of(library))
    for problem in problems:
        typer.echo(_near(str(problem)))
    if problems:
        plural = "problem" if len(problems) == 1 else "problems"
        typer.echo(
            f"viva: {len(problems)} {plural}. Mend the lines above and run viva check again.", err=True
        )
        raise typer.Exit(1)
    counts = (
        (len(library.rubrics), "rubrics"),
        (len(library.questions), "questions"),
        (len(library.rounds), "rounds"),
        (len(library.notes), "notes"),
        (len(library.prompts), "prompts"),
    )
    typer.echo("No problems in " + ", ".join(f"{count} {noun}" for count, noun in counts) + ".")


def _near(line: str) -> str:
    """The line with its file relative to the working directory, where it lies below."""
    here = f"{Path.cwd()}/"
    return line.removeprefix(here)
