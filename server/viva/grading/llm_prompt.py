"""What the judge is shown: criteria, background notes and the fenced record of the interview."""

from collections.abc import Sequence
from typing import Final

from viva.content.fence import fence_for, neutral, record
from viva.content.prompts import render
from viva.domain.note import Hit
from viva.domain.prompt import Prompt
from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.ports import Case, Message

MAX_CHARS: Final = 240_000
"""Characters of a leg that are sent to a model (about three hours of speech)."""

_NOTE_CHARS: Final = 900
_NONE: Final = "(none)"


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


def case_record(case: Case) -> str:
    """The turns of the case's leg as lines."""
    return record((index, case.transcript.turns[index]) for index in case.turns)


def messages(
    prompt: Prompt,
    case: Case,
    said: str,
    criteria: Sequence[Criterion],
    hits: Sequence[Hit],
    *,
    problem: str = "",
) -> tuple[Message, ...]:
    """The judge's messages. `said` is `case_record`; `problem` is why its last answer was of no use."""
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
            "criteria": "\n\n".join(_criterion(criterion) for criterion in criteria),
            "notes": "\n\n".join(_note(hit) for hit in hits) or _NONE,
            "fence": fence_for(said),
            "transcript": said,
            "again": again,
        },
    )
    return (Message("system", system), Message("user", user.strip()))


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
