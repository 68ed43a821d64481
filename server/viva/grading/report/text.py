"""The report as plain text, in lines whose parts say what they are, so that a terminal may set them."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from viva.domain.delivery import Measure
from viva.domain.label import Label
from viva.grading.report.view import (
    NOT_IN_SCORE,
    VERDICT_WORDS,
    CardView,
    CriterionView,
    PhaseView,
    ReportView,
    TurnView,
    clock,
    counts_words,
    measured,
    usual,
)

WIDTH: Final = 80
Role = Literal["plain", "strong", "faint", "verdict", "quote", "heading"]
_SHAPES: Final[dict[Label | None, str]] = {Label.FULL: "●", Label.PARTIAL: "◐", Label.MISSING: "○", None: "▨"}


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a line."""

    text: str
    role: Role = "plain"


TextLine = tuple[Part, ...]


def text_report(view: ReportView, width: int = WIDTH) -> str:
    """Plain text. Control characters of what was said are not passed on to the terminal."""
    return "\n".join(line_text(line).rstrip() for line in report_lines(view, width)) + "\n"


def line_text(line: TextLine) -> str:
    """A line without its roles."""
    return "".join(part.text for part in line)


def report_lines(view: ReportView, width: int = WIDTH, *, transcript: bool = True) -> Iterator[TextLine]:
    """All lines of a report, wrapped."""
    if view.card:
        yield (Part(VERDICT_WORDS[view.card.verdict], "verdict"),)
    yield from _wrapped(view.title, width, role="strong")
    if view.facts:
        yield from _wrapped(view.facts, width, role="faint")
    if view.card:
        yield from _card(view.card, width)
    else:
        yield ()
        yield (Part("Not graded yet."),)
    if view.delivery and view.delivery.measures:
        yield from _heading("Delivery", NOT_IN_SCORE)
        for measure in view.delivery.measures:
            yield from _measure(measure, width)
    if transcript:
        yield from _heading("Transcript")
        for turn in view.turns:
            yield from _turn(turn, width)


def criterion_line(criterion: CriterionView) -> TextLine:
    """One line: shape, name, label, ledger."""
    return (
        Part(f"  {_SHAPES[criterion.label]} "),
        Part(f"{_safe(criterion.name):<28} ", "strong"),
        Part(f"{criterion.word:<11}"),
        Part(criterion.ledger, "faint"),
    )


def _card(card: CardView, width: int) -> Iterator[TextLine]:
    if card.why:
        yield ()
        yield from _wrapped(card.why, width)
    for warning in card.warnings:
        yield ()
        yield from _wrapped(warning, width)
    if card.phases:
        yield from _heading("Where the time went" if _timed(card.phases) else "Phases")
        yield from _phases(card.phases)
    yield from _heading("Criteria", counts_words(card))
    for group in card.groups:
        yield (Part(_safe(group.title), "faint"),)
        for criterion in group.criteria:
            yield criterion_line(criterion)
            yield from _details(criterion, width, told=card.step_of(criterion) is not None)
        yield ()
    yield from _list("What held", card.strengths, width)
    yield from _list("Next time", card.next_steps, width)
    yield from _wrapped(card.colophon, width, role="faint")


def _timed(phases: Iterable[PhaseView]) -> bool:
    return any(phase.used is not None for phase in phases)


def _phases(phases: Sequence[PhaseView]) -> Iterator[TextLine]:
    timed = _timed(phases)
    head = f"  {'Phase':<24}" + (f"{'Used':>8}" if timed else "") + f"{'Planned':>9}{'Score':>8}"
    yield (Part(head, "faint"),)
    for phase in phases:
        used = f"{clock(phase.used * 60_000) if phase.used is not None else '-':>8}" if timed else ""
        score = "-" if phase.score is None else f"{phase.score:.0f}"
        planned = f"{phase.planned:g} min"
        yield (Part(f"  {_safe(phase.title):<24}{used}{planned:>9}{score:>8}"),)


def _details(criterion: CriterionView, width: int, *, told: bool) -> Iterator[TextLine]:
    """`told` where a next step says what a strong answer adds."""
    for quote in criterion.quotes:
        place = f"turn {quote.turn}, {quote.at}" if quote.at else f"turn {quote.turn}"
        yield from _wrapped(f"“{quote.text}” ({place})", width, indent=6, role="quote")
    if criterion.reason:
        yield from _wrapped(criterion.reason, width, indent=6)
    if criterion.own:
        yield from _wrapped(f"{criterion.own.head} {criterion.own.note}".strip(), width, indent=6)
    if criterion.adds and not told:
        yield from _wrapped(f"A strong answer adds {criterion.adds}", width, indent=6, role="faint")
    if criterion.readings and not told:
        yield from _wrapped("Read: " + "; ".join(criterion.readings), width, indent=6, role="faint")


def _list(title: str, items: Sequence[str], width: int) -> Iterator[TextLine]:
    if not items:
        return
    yield (Part(title, "heading"),)
    for number, item in enumerate(items, start=1):
        yield from _wrapped(item, width, indent=5, lead=f"  {number}. ")
    yield ()


def _measure(measure: Measure, width: int) -> Iterator[TextLine]:
    yield (Part(f"  {measure.name:<22} ", "strong"), Part(measured(measure)))
    yield from _wrapped(measure.text, width, indent=6)
    yield from _wrapped(usual(measure), width, indent=6, role="faint")


def _turn(turn: TurnView, width: int) -> Iterator[TextLine]:
    head = ", ".join(part for part in (turn.who, turn.at, turn.kind, turn.remark) if part)
    yield (Part(f"{turn.number}. ", "faint"), Part(head, "strong" if turn.candidate else "faint"))
    for paragraph in turn.text.splitlines() or [""]:
        yield from _wrapped(paragraph, width, indent=3)
    yield ()


def _heading(title: str, beside: str = "") -> Iterator[TextLine]:
    yield ()
    yield (Part(title, "heading"), Part(f"  {beside}" if beside else "", "faint"))


def _wrapped(
    text: str, width: int, *, indent: int = 0, lead: str | None = None, role: Role = "plain"
) -> Iterator[TextLine]:
    space = " " * indent
    first = space if lead is None else lead
    for line in textwrap.wrap(
        _safe(text), width, initial_indent=first, subsequent_indent=space, break_on_hyphens=False
    ):
        yield (Part(line, role),)


def _safe(text: str) -> str:
    """Without control characters: what was said must not steer the reader's terminal."""
    return "".join(char if char.isprintable() else " " for char in text)
