"""The command `viva`: a table of commands, each imported when it is used."""

import importlib
import sys
from typing import Annotated, Any, Final

import typer
import typer.main
from typer.core import TyperGroup

from viva.domain.errors import VivaError

COMMANDS: Final = {
    "serve": "Open the app in a browser; this is what viva alone does.",
    "practise": "Hold an interview in the terminal.",
    "grade": "Grade one transcript or pasted answer.",
    "replay": "Play a stored session again, or export it to a file.",
    "sessions": "List, show, resume, import and delete stored sessions.",
    "transcribe": "Write down a recording, with the times of its words.",
    "models": "List, fetch, verify and remove model files.",
    "bench": "Run the benchmarks of a checkout.",
    "check": "Check every content file: rubrics, questions, rounds, notes, prompts.",
    "doctor": "Say what is installed, configured and missing, and how to mend it.",
}
"""Each is the module `viva.cli.<name>` with a typer application called `app`."""


class Commands(TyperGroup):
    """Imports a command's module when it is asked for by name; help needs none of them."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """The command, or None for a name that is none."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"viva.cli.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        command.help = command.short_help = COMMANDS[cmd_name]
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """One line a command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Mock interviews for ML and AI engineers, on your own machine.",
)


def _version(wanted: bool) -> None:
    if wanted:
        from viva import __version__

        typer.echo(f"viva {__version__}")
        raise typer.Exit


@app.callback()
def root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Serves the app where no command is named."""
    del version
    if context.invoked_subcommand is None:
        from viva.cli.serve import serve

        serve()


def main() -> None:
    """Runs the command line. Exits with 0 when done, 1 when it failed, 2 for bad usage."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    try:
        app(prog_name="viva")
    except VivaError as error:
        from viva.cli.failure import exit_code, failure_line

        sys.stderr.write(failure_line(error))
        sys.exit(exit_code(error))
    except OSError as error:
        # Everything else that fails with the system says so as a `VivaError`: this is the output itself.
        from viva.cli.failure import FAILED, failure_line, unwritten

        sys.stderr.write(failure_line(unwritten(error)))
        sys.exit(FAILED)
