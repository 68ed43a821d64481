"""The report as Markdown. What was said is escaped: it can be neither markup nor HTML."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from viva.domain.delivery import Measure
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

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST: Final = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")


def markdown_report(view: ReportView) -> str:
    """CommonMark with pipe tables."""
    return "\n".join(_lines(view)).strip("\n") + "\n"


def escaped(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    line = _MARKUP.sub(r"\\\1", " ".join(text.split())).replace("&", "&amp;")
    if line.startswith("="):
        return "\\" + line
    return _LIST.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", line)


def _lines(view: ReportView) -> Iterator[str]:
    yield f"# {escaped(view.title)}"
    yield ""
    if view.facts:
        yield f"{escaped(view.facts)}."
        yield ""
    for prompt in view.questions:
        yield f"> {escaped(prompt)}"
        yield ""
    if view.card:
        yield from _card(view.card)
    else:
        yield "Not graded yet."
        yield ""
    if view.delivery and view.delivery.measures:
        yield from _delivery(view.delivery.measures)
    yield "## Transcript"
    yield ""
    for turn in view.turns:
        yield from _turn(turn)


def _card(card: CardView) -> Iterator[str]:
    yield f"## {VERDICT_WORDS[card.verdict]}"
    yield ""
    for text in (card.why, *card.warnings):
        if text:
            yield escaped(text)
            yield ""
    if card.phases:
        yield from _phases(card.phases)
    yield "## Criteria"
    yield ""
    yield f"{counts_words(card)}."
    yield ""
    for group in card.groups:
        yield f"### {escaped(group.title)}"
        yield ""
        for criterion in group.criteria:
            yield from _criterion(criterion, told=card.step_of(criterion) is not None)
    yield from _list("What held", card.strengths)
    yield from _list("Next time", card.next_steps)
    yield escaped(card.colophon)
    yield ""


def _phases(phases: Sequence[PhaseView]) -> Iterator[str]:
    yield "| Phase | Used | Planned | Score |"
    yield "|---|---:|---:|---:|"
    for phase in phases:
        used = "" if phase.used is None else clock(phase.used * 60_000)
        score = "" if phase.score is None else f"{phase.score:.0f}"
        yield f"| {escaped(phase.title)} | {used} | {phase.planned:g} min | {score} |"
    yield ""


def _criterion(criterion: CriterionView, *, told: bool) -> Iterator[str]:
    yield f"**{escaped(criterion.name)}**: {criterion.word}, {criterion.ledger.lower()}"
    yield ""
    for quote in criterion.quotes:
        place = f"turn {quote.turn}, {quote.at}" if quote.at else f"turn {quote.turn}"
        yield f"> “{escaped(quote.text)}” ({place})"
        yield ""
    if criterion.reason:
        yield escaped(criterion.reason)
        yield ""
    if criterion.own:
        yield f"*{criterion.own.head}* {escaped(criterion.own.note)}".strip()
        yield ""
    if criterion.adds and not told:
        yield f"A strong answer adds {escaped(criterion.adds)}"
        yield ""
    if criterion.readings and not told:
        yield "Read: " + "; ".join(escaped(title) for title in criterion.readings) + "."
        yield ""


def _list(title: str, items: Sequence[str]) -> Iterator[str]:
    if not items:
        return
    yield f"## {title}"
    yield ""
    for number, item in enumerate(items, start=1):
        yield f"{number}. {escaped(item)}"
    yield ""


def _delivery(measures: Sequence[Measure]) -> Iterator[str]:
    yield "## Delivery"
    yield ""
    yield NOT_IN_SCORE
    yield ""
    for measure in measures:
        words = f"{escaped(measure.text)} {escaped(usual(measure))}".strip()
        yield f"- **{escaped(measure.name)}**: {escaped(measured(measure))}. {words}"
    yield ""


def _turn(turn: TurnView) -> Iterator[str]:
    head = ", ".join(part for part in (turn.who, turn.at, turn.kind, turn.remark) if part)
    yield f"**{turn.number}. {head}**"
    yield ""
    for paragraph in turn.text.splitlines():
        if paragraph.strip():
            yield escaped(paragraph)
            yield ""
