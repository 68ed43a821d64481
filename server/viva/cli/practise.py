"""`viva practise`: an interview in the terminal, typed; the interviewer may speak."""

from typing import TYPE_CHECKING, Annotated

import typer

from viva.domain.level import Level, Mode, Style

if TYPE_CHECKING:
    from viva.content.library import Library

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Say = Annotated[
    bool,
    typer.Option(
        "--say",
        help="Speak the interviewer's lines too. Your answers are typed: to speak them, open viva serve.",
    ),
]


@app.command()
def practise(
    round_: Annotated[
        str, typer.Argument(metavar="ROUND", help="For instance system-design or behavioural-short.")
    ],
    *,
    question: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Ask this question; again for a round of several parts."),
    ] = None,
    level: Annotated[Level, typer.Option(help="The seniority it is held at.")] = Level.SENIOR,
    style: Annotated[Style, typer.Option(help="The interviewer's manner.")] = Style.NEUTRAL,
    mode: Annotated[
        Mode, typer.Option(help="Coach shows coverage as you go; exam keeps it until the end.")
    ] = Mode.COACH,
    say: Say = False,
) -> None:
    """Holds an interview: type an answer, end it with an empty line. Ctrl-C pauses; nothing is lost."""
    from rich.console import Console

    from viva.cli.context import services
    from viva.cli.engine import Engine
    from viva.cli.interview import hold
    from viva.cli.screen import Screen
    from viva.coach import Setup

    screen = Screen(Console())
    with Engine(services) as engine:
        coach = engine.services.coach
        asked = questions_by_leg(engine.services.library, round_, question or [])
        session = engine.call(coach.create(Setup(round_, asked, level, style, mode)))
        hold(engine, coach, session.id, screen, say=say)


def questions_by_leg(library: "Library", round_id: str, names: list[str]) -> tuple[str | None, ...] | None:
    """The questions named, each at the first free part with its bank; None where none is named.

    Raises `VivaError`: unknown-round, unknown-question, wrong-bank.
    """
    from viva.domain.errors import VivaError

    held = library.round(round_id)
    if not names:
        return None
    asked: list[str | None] = [None] * len(held.legs)
    for name in names:
        bank = library.question(name).bank
        free = [i for i, leg in enumerate(held.legs) if leg.rubric == bank and asked[i] is None]
        if not free:
            raise VivaError(
                "wrong-bank",
                f"“{name}” is a {bank} question, and “{held.title}” has no free part for it.",
                "Choose a question of another bank, or another round.",
            )
        asked[free[0]] = name
    return tuple(asked)
