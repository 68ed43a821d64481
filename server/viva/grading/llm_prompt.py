"""What the judge is shown: the fenced record of the interview, criteria, passages found, background notes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from viva.content.fence import fence_for, neutral, record
from viva.content.prompts import render
from viva.domain.evidence import Evidence, Judgement
from viva.domain.note import Hit
from viva.domain.prompt import Prompt
from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.domain.transcript import Speaker
from viva.ports import Case, Message

MAX_CHARS: Final = 240_000
"""Characters of a leg that are sent to a model (about three hours of speech)."""

_NOTE_CHARS: Final = 900
_NONE: Final = "(none)"
_LEFT_OUT: Final = "[words to a grader, left out]"


def groups(criteria: Sequence[Criterion], size: int) -> tuple[tuple[Criterion, ...], ...]:
    """Criteria of one phase together, at most `size` of them, phases in order of appearance."""
    phases = list(dict.fromkeys(criterion.phase for criterion in criteria))
    parts: list[tuple[Criterion, ...]] = []
    for phase in phases:
        held = [criterion for criterion in criteria if criterion.phase == phase]
        count = -(-len(held) // size)
        share = -(-len(held) // count)
        parts += [tuple(held[at : at + share]) for at in range(0, len(held), share)]
    return tuple(parts)


def note_query(criteria: Sequence[Criterion], question: Question) -> str:
    """What to look up in the notes before these criteria are judged."""
    return f"{question.title}. " + " ".join(f"{c.name}: {c.strong_answer or c.meaning}" for c in criteria)


def in_order(criteria: Sequence[Criterion], reading: int) -> tuple[Criterion, ...]:
    """A group's criteria as a reading takes them: each in another order, so that none is always the last."""
    turned = tuple(criteria[::-1] if reading % 2 else criteria)
    at = reading // 2 % max(len(turned), 1)
    return turned[at:] + turned[:at]


def case_record(case: Case, aside: Sequence[Evidence]) -> str:
    """The turns of the case's leg as lines, without the words of `aside`, which address whoever grades."""
    turns = case.transcript.turns
    return record((i, replace(turns[i], text=_but(turns[i].text, i, aside))) for i in case.turns)


def messages(
    prompt: Prompt,
    case: Case,
    said: str,
    criteria: Sequence[Criterion],
    hits: Sequence[Hit],
    *,
    found: Mapping[str, Judgement],
    aside: Sequence[Evidence],
    problem: str = "",
) -> tuple[Message, ...]:
    """The judge's messages.

    `said` is `case_record` without the words of `aside`; `found` has what another grader took for evidence,
    by criterion; `problem` is why the judge's last answer was of no use.
    """
    question = case.question.prompt or case.question.title
    again = (
        f"Your last answer could not be used: {neutral(problem)}. Answer again, in full." if problem else ""
    )
    system, user = render(
        prompt,
        {
            "round": case.rubric.title,
            "question": _one_line(question) + _listener(case.question),
            "level": case.level.value,
            "fence": fence_for(said),
            "transcript": said,
            "criteria": "\n\n".join(_criterion(criterion) for criterion in criteria),
            "passages": _fenced(_passages(case, criteria, found, aside)),
            "notes": "\n\n".join(_note(hit) for hit in hits) or _NONE,
            "again": again,
        },
    )
    return (Message("system", system), Message("user", user.strip()))


def _but(text: str, turn: int, aside: Sequence[Evidence]) -> str:
    kept: list[str] = []
    at = 0
    for span in aside:
        if span.turn == turn:
            kept += [text[at : span.start], _LEFT_OUT]
            at = span.end
    return "".join([*kept, text[at:]])


def _passages(
    case: Case, criteria: Sequence[Criterion], found: Mapping[str, Judgement], aside: Sequence[Evidence]
) -> str:
    """One line a passage, each headed as in the record, so that none can pass for anything else."""
    return "\n".join(
        f"{criterion.id} C{span.turn}| {_one_line(span.quote)}"
        for criterion in criteria
        if criterion.id in found
        for span in found[criterion.id].evidence
        if case.transcript.turns[span.turn].speaker is Speaker.CANDIDATE
        and not any(span.overlaps(other) for other in aside)
    )


def _fenced(text: str) -> str:
    fence = fence_for(text)
    return f"{fence}\n{text}\n{fence}" if text else _NONE


def _criterion(criterion: Criterion) -> str:
    lines = [
        f"id: {criterion.id}",
        f"name: {_one_line(criterion.name)}",
        f"meaning: {_one_line(criterion.meaning)}",
        f"full: {_one_line(criterion.anchors.full)}",
        f"partial: {_one_line(criterion.anchors.partial)}",
        f"missing: {_one_line(criterion.anchors.missing)}",
    ]
    parts = "; ".join(_one_line(point.text) for point in criterion.sub_points)
    return "\n".join([*lines, f"parts of a full answer: {parts}"] if parts else lines)


def _listener(question: Question) -> str:
    audience = question.audience
    if audience is None:
        return ""
    wishes = [text for text in (audience.listener, audience.constraint) if text]
    return f" (Listener or constraint: {_one_line('; '.join(wishes))})" if wishes else ""


def _note(hit: Hit) -> str:
    text = neutral(hit.passage.text)
    return text if len(text) <= _NOTE_CHARS else text[:_NOTE_CHARS].rsplit(" ", 1)[0] + "…"


def _one_line(text: str) -> str:
    return " ".join(neutral(text).split())
