"""The report as one HTML file: styles inline, no script, nothing fetched. Every text is escaped.

Hovering over a criterion lights up its words by `:has()`; a link to a quote lights them up by `:target`.
Class names and ids are numbers of this report's own, never ids that a file brought along.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from viva.domain.delivery import Delivery
from viva.domain.label import Label, Prompted
from viva.grading.report.view import (
    LABEL_WORDS,
    NOT_IN_SCORE,
    VERDICT_WORDS,
    CardView,
    CriterionView,
    PhaseView,
    ReportView,
    Segment,
    TurnView,
    clock,
    counts_words,
    measured,
    usual,
)

_STYLE: Final = Path(__file__).with_name("report.css")
_SYMBOLS: Final = Path(__file__).with_name("symbols.svg")
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SHAPES: Final[dict[Label | None, str]] = {
    Label.FULL: "full",
    Label.PARTIAL: "half",
    Label.MISSING: "none",
    None: "can",
}
_LEDGERS: Final = {Prompted.UNPROMPTED: "own", Prompted.AFTER_PROBE: "probe", Prompted.AFTER_HINT: "hint"}
_KINDS: Final = {"Probe": "probe", "Hint": "hint"}


def html_report(view: ReportView) -> str:
    """A document that opens anywhere, without a network."""
    title = escape(view.title)
    body = "".join(_body(view))
    style = _STYLE.read_text("utf-8") + "".join(_lights(view.card))
    symbols = _SYMBOLS.read_text("utf-8")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title} · Viva</title>\n<style>\n{style}</style>\n</head>\n<body>\n{symbols}"
        f"{body}\n</body>\n</html>\n"
    )


def _lights(card: CardView | None) -> Iterator[str]:
    """What lights up with what. All of it is made of numbers."""
    for criterion in card.criteria if card else ():
        key = criterion.key
        yield f"body:has(#c{key}:hover) mark.c{key}{{background:var(--mark-2)}}\n"
        for quote in criterion.quotes:
            yield f"#q{quote.id}:target~mark.c{key}{{background:var(--mark-2)}}\n"


def _body(view: ReportView) -> Iterator[str]:
    yield '<header class="top"><span class="brand">' + _icon("mark") + "Viva</span></header>\n<main>\n"
    yield from _head(view)
    if view.card:
        if view.card.phases:
            yield from _phases(view.card.phases)
        yield from _delivery(view.delivery)
        yield '<div class="split">\n'
        yield from _criteria(view.card)
    else:
        yield from _delivery(view.delivery)
        yield '<div class="whole">\n'
    yield from _transcript(view)
    yield "</div>\n</main>"


def _head(view: ReportView) -> Iterator[str]:
    facts = f' <span class="faint">{escape(view.facts)}</span>' if view.facts else ""
    card = view.card
    yield '<header class="verdict"><div>\n'
    yield f'<p class="sm quiet">{escape(view.title)}.{facts}</p>\n'
    yield f'<h1 class="call">{VERDICT_WORDS[card.verdict] if card else "Not graded yet"}</h1>\n'
    if card:
        for text in (card.why, *card.warnings):
            if text:
                words = (
                    escape(text).replace("Capped.", "<b>Capped.</b>", 1) if card.capped_from else escape(text)
                )
                yield f'<p class="why">{words}</p>\n'
    yield "</div>\n"
    if card:
        yield '<div class="gauge">\n'
        yield from _scale(card)
        yield f'<p class="dots" role="img" aria-label="{escape(counts_words(card))}">'
        for label, count in card.counts:
            yield f"<span>{_label(label)}{count} {LABEL_WORDS[label].lower()}</span> "
        yield "</p></div>\n"
    yield "</header>\n"
    for prompt in view.questions:
        yield f'<p class="prompt">{escape(prompt)}</p>\n'


def _scale(card: CardView) -> Iterator[str]:
    if card.score is None or not card.bands:
        return
    said = f"Score {int(card.score)} of 100. {VERDICT_WORDS[card.verdict]}."
    yield f'<div class="scale" role="img" aria-label="{said}">'
    for band in card.bands:
        at = ' class="at"' if band.verdict is card.verdict else ""
        word = VERDICT_WORDS[band.verdict].replace("Strong no hire", "Strong no")
        yield f'<span{at} style="--w:{band.end - band.start:g}"><i>{word}</i></span>'
    side = " left" if card.score > 88 else ""
    yield f'<em class="pin{side}" style="left:{card.score:g}%"><b>{int(card.score)}</b></em></div>\n'


def _phases(phases: Sequence[PhaseView]) -> Iterator[str]:
    timed = any(phase.used is not None for phase in phases)
    longest = max([*(phase.planned for phase in phases), *(phase.used or 0 for phase in phases)])
    yield '<section class="phases" aria-labelledby="h-phases">\n'
    yield f'<h2 id="h-phases">{"Where the time went" if timed else "Phases"}</h2>\n<table><thead><tr>'
    yield '<th scope="col">Phase</th>'
    if timed:
        yield '<th scope="col">Tick marks the plan</th><th scope="col">Used</th>'
    yield '<th scope="col">Planned</th><th scope="col">Score</th></tr></thead><tbody>\n'
    for phase in phases:
        score = "–" if phase.score is None else f"{phase.score:.0f}"
        yield f'<tr><th scope="row">{escape(phase.title)}</th>'
        if timed:
            used = "–" if phase.used is None else clock(phase.used * 60_000)
            share = 100 * (phase.used or 0) / longest
            bar = f"--u:{share:.1f}%;--p:{100 * phase.planned / longest:.1f}%"
            yield f'<td><span class="mins" style="{bar}"><i></i></span></td><td>{used}</td>'
        yield f"<td>{phase.planned:g} min</td><td>{score}</td></tr>\n"
    yield "</tbody></table></section>\n"


def _delivery(delivery: Delivery | None) -> Iterator[str]:
    if delivery is None or not delivery.measures:
        return
    yield '<section class="delivery" aria-labelledby="h-delivery">\n'
    yield f'<div><h2 id="h-delivery">Delivery</h2><p class="sm quiet">{NOT_IN_SCORE}</p></div>\n<dl>'
    for measure in delivery.measures:
        yield f"<div><dt>{escape(measure.name)}</dt><dd><b>{escape(measured(measure))}</b>"
        yield f'<p>{escape(measure.text)}</p><p class="xs faint">{escape(usual(measure))}</p></dd></div>\n'
    yield "</dl></section>\n"


def _criteria(card: CardView) -> Iterator[str]:
    yield '<section class="crits" aria-labelledby="h-crits"><h2 id="h-crits">Criteria</h2>\n'
    for group in card.groups:
        yield f'<h3 class="ph">{escape(group.title)}</h3>\n<ul>\n'
        for criterion in group.criteria:
            yield from _criterion(criterion)
        yield "</ul>\n"
    yield from _list("What held", map(escape, card.strengths))
    yield from _list("Next time", _steps(card))
    yield f'<p class="faint xs colophon">{escape(card.colophon)}</p></section>\n'


def _criterion(criterion: CriterionView) -> Iterator[str]:
    uncalled = ' class="uncalled"' if criterion.label is None else ""
    icon = _LEDGERS.get(criterion.prompted) if criterion.label is not None else None
    yield f'<li id="c{criterion.key}"{uncalled}><div class="crit">{_label(criterion.label)}'
    yield f'<b>{escape(criterion.name)}</b><span class="w">{criterion.word}</span>'
    yield f'<span class="led">{_icon(icon) if icon else ""}{criterion.ledger}</span></div>'
    more = "".join(_details(criterion))
    yield f'<div class="more">{more}</div></li>\n' if more else "</li>\n"


def _details(criterion: CriterionView) -> Iterator[str]:
    for quote in criterion.quotes:
        place = quote.at or f"turn {quote.turn}"
        yield f'<blockquote class="say"><mark class="hl">{escape(quote.text)}</mark> '
        yield f'<a class="xs" href="#q{quote.id}">{place}</a></blockquote>'
    if criterion.reason:
        yield f"<p>{escape(criterion.reason)}</p>"
    if criterion.own:
        yield f"<p><b>{criterion.own.head}</b> {escape(criterion.own.note)}</p>"
    if criterion.adds or criterion.readings:
        yield "<dl>"
        if criterion.adds:
            adds = criterion.adds[:1].upper() + criterion.adds[1:]
            yield f"<dt>A strong answer adds</dt><dd>{escape(adds)}</dd>"
        if criterion.readings:
            yield f"<dt>Read</dt><dd>{escape(', '.join(criterion.readings))}</dd>"
        yield "</dl>"


def _steps(card: CardView) -> Iterator[str]:
    """The next steps as HTML; one whose criterion says the same above is a link to it."""
    links = {
        step: f'<a href="#c{criterion.key}">{escape(criterion.name)}</a>'
        for criterion in card.criteria
        if criterion.adds and (step := card.step_of(criterion))
    }
    return (links.get(step, escape(step)) for step in card.next_steps)


def _list(title: str, items: Iterable[str]) -> Iterator[str]:
    rows = "".join(f"<li>{item}</li>" for item in items)
    if rows:
        yield f'<h2 class="next">{title}</h2>\n<ol>{rows}</ol>\n'


def _transcript(view: ReportView) -> Iterator[str]:
    names = {c.key: c.name for c in view.card.criteria} if view.card else {}
    labels = {c.key: c.label for c in view.card.criteria} if view.card else {}
    owners = {q.id: c.key for c in view.card.criteria for q in c.quotes} if view.card else {}
    yield '<section class="paper" aria-labelledby="h-paper"><h2 id="h-paper">Transcript</h2>\n'
    for turn in view.turns:
        yield f'<div class="turn{" you" if turn.candidate else ""}" id="t{turn.number}"><div class="who">'
        yield f"<b>{turn.who}</b>{f'<time>{turn.at}</time>' if turn.at else ''}{_kind(turn)}</div>"
        yield f'<p class="{"say" if turn.candidate else "ask"}">'
        for segment in turn.segments:
            yield from _segment(segment, names, labels, owners)
        yield "</p></div>\n"
    yield "</section>\n"


def _segment(
    segment: Segment, names: dict[int, str], labels: dict[int, Label | None], owners: dict[int, int]
) -> Iterator[str]:
    for quote in segment.begins:
        yield f'<span class="at" id="q{quote}"></span>'
    if not segment.criteria:
        yield escape(segment.text)
        return
    classes = " ".join(f"c{key}" for key in segment.criteria)
    title = escape(", ".join(names[key] for key in segment.criteria))
    icons = "".join(_label(labels[key]) for key in dict.fromkeys(owners[quote] for quote in segment.begins))
    first, space, rest = segment.text.partition(" ") if icons else ("", "", segment.text)
    lead = f'<span class="nb">{icons}{escape(first)}</span>' if icons else ""
    words = f"{lead}{space}{escape(rest)}"
    yield f'<mark class="{classes}" title="{title}">{words}</mark>'


def _kind(turn: TurnView) -> str:
    remark = f'<span class="kind">{turn.remark}</span>' if turn.remark else ""
    if turn.kind is None:
        return remark
    return remark + f'<span class="kind">{_icon(_KINDS[turn.kind])}{turn.kind}</span>'


def _label(label: Label | None) -> str:
    shape = _SHAPES[label]
    return f'<svg class="lab {shape}" aria-hidden="true"><use href="#{shape}"/></svg>'


def _icon(name: str) -> str:
    return f'<svg class="ico" aria-hidden="true"><use href="#{name}"/></svg>'
