"""What moves a label: the flip tests, as tables in Markdown."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from flips import FLIPS, Flip
from grader_tables import share
from subject import Called, Subject
from viva.ports import Case

Pairs = list[tuple[int | None, int | None]]

SAME: Final = (
    "| change that leaves the meaning | covered or not flips, of what is called both times | "
    "any label changes |"
)
NOT_HIGHER: Final = "| change that adds nothing | labels | rise | fall |"


async def moved(subject: Subject, cases: Sequence[Case]) -> list[str]:
    """What share of verdicts changes when the words change and the meaning does not, and how many labels rise
    when nothing is added that could earn any."""
    before = [await subject.labels(case) for case in cases]
    rows: dict[str, list[str]] = {
        "same": [SAME, "|---|---|---|"],
        "not higher": [NOT_HIGHER, "|---|---|---|---|"],
    }
    for flip in FLIPS:
        pairs = await _pairs(subject, cases, flip, before)
        shown = _flips(pairs) if flip.rule == "same" else _risen(pairs)
        rows[flip.rule].append(f"| {flip.name} | {shown} |")
    return [*rows["same"], "", *rows["not higher"]]


async def _pairs(subject: Subject, cases: Sequence[Case], flip: Flip, whole: Sequence[Called]) -> Pairs:
    """Labels before and after of what was judged both times."""
    found: Pairs = []
    for case, known in zip(cases, whole, strict=True):
        base = flip.base(case)
        before = known if base is case else await subject.labels(base)
        after = await subject.labels(flip.change(base))
        found += [(before[name], after[name]) for name in before if name in after]
    return found


def _flips(pairs: Pairs) -> str:
    both = [(b > 0) != (a > 0) for b, a in pairs if b is not None and a is not None]
    return f"{share(both)} | {share([b != a for b, a in pairs])}"


def _risen(pairs: Pairs) -> str:
    """A can't call counts as nothing: from there to a label above missing is a rise."""
    steps = np.array([(a or 0) - (b or 0) for b, a in pairs], dtype=np.int64)
    return f"{len(pairs)} | {int((steps > 0).sum())} | {int((steps < 0).sum())}"
