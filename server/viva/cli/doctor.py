"""`viva doctor`: what is there, what is missing, and how to mend it."""

import asyncio
import json
import sys
from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(rich_markup_mode=None, add_completion=False)


class Output(StrEnum):
    """How the findings are printed."""

    TEXT = "text"
    JSON = "json"


@app.command()
def doctor(
    format_: Annotated[Output, typer.Option("--format", help="Text or JSON.")] = Output.TEXT,
) -> None:
    """Exit code 1 where something has to be mended."""
    from viva.cli.context import settings
    from viva.cli.findings import Finding, findings
    from viva.cli.progress import progress

    async def collect() -> list[Finding]:
        return [finding async for finding in findings(settings())]

    with progress("Looking"):
        found = asyncio.run(collect())
    if format_ is Output.JSON:
        rows = [
            {"name": item.name, "status": item.status, "detail": item.detail, "hint": item.hint}
            for item in found
        ]
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        for item in found:
            typer.echo(f"{item.status:<5} {item.name}: {' '.join(item.detail.split())}")
            if item.hint:
                typer.echo(f"      {item.hint}")
    bad = [item.name for item in found if item.status == "bad"]
    if bad:
        typer.echo(f"viva: to mend: {', '.join(bad)}. The hints above say how.", err=True)
        raise typer.Exit(1)
