"""What recent sessions keep missing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from viva.codec.scorecard import load_scorecard
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.evidence import Scored
from viva.domain.label import Label
from viva.domain.rubric import Rubric
from viva.domain.session import Session

LOOK_BACK: Final = 3
MOST: Final = 3


@dataclass(frozen=True, slots=True)
class Gap:
    """A criterion that the last sessions with its rubric all left missing or partial. `note` is an id."""

    criterion: str
    name: str
    label: Label
    text: str
    note: str | None


def find_gaps(sessions: Iterable[Session], library: Library) -> tuple[Gap, ...]:
    """At most three, worst first. `sessions` come newest first; those without a scorecard do not count.

    Key points are left out: they belong to one question each.
    """
    seen: dict[str, list[Label]] = defaultdict(list)
    for session in sessions:
        for name, label in _labels(session).items():
            seen[name].append(label)
    found: list[tuple[tuple[float, ...], Gap]] = []
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            labels = seen[criterion.id][:LOOK_BACK]
            worst = max(labels, default=Label.FULL)
            if worst is Label.FULL:
                continue
            note = next((note for note in criterion.notes if note in library.notes), None)
            gap = Gap(criterion.id, criterion.name, worst, _text(worst, len(labels), rubric), note)
            found.append(((worst, -len(labels), -criterion.weight), gap))
    return tuple(gap for _, gap in sorted(found, key=lambda item: item[0])[:MOST])


def _labels(session: Session) -> dict[str, Label]:
    if session.grade is None:
        return {}
    try:
        card = load_scorecard(session.grade.scorecard)
    except VivaError:  # a scorecard of another version: it tells nothing here
        return {}
    return {
        result.id: result.judgement.label for result in card.criteria if isinstance(result.judgement, Scored)
    }


def _text(label: Label, times: int, rubric: Rubric) -> str:
    what = "Missing" if label is Label.MISSING else "Never full" if times > 1 else "Partial"
    kind = rubric.id.replace("-", " ")
    return f"{what} in your last {kind} round" if times == 1 else f"{what} in your last {times} {kind} rounds"
