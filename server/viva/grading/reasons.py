"""Why a label: what was said and what was not, in words for the candidate."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from viva.domain.label import Label
from viva.domain.rubric import Criterion, ExampleKind
from viva.grading.shown import Floats, Shown

NOTHING_SAID: Final = "Nothing was said."
SAID_AT: Final = 0.4
"""Mean cosine to a sub-point's two nearest examples from which it counts as said."""

UNSAID_BELOW: Final = 0.3
"""The same below which it counts as not said. Of what lies between, nothing is told."""

_NEAR: Final = 0.5
_NEARER_BY: Final = 0.04
_QUOTE_WORDS: Final = 18
_READS_AS: Final = {
    ExampleKind.DECLINED: "reads as waved off",
    ExampleKind.DELEGATED: "reads as handed to somebody else",
    ExampleKind.HEARSAY: "reads as what others do, not what you would do",
    ExampleKind.KEYWORD: "names it without saying what you would do",
}
_LEADS: Final = (
    "Says that ",
    "Says, or asks, ",
    "Says ",
    "Explains that ",
    "Explains ",
    "Describes ",
    "States that ",
    "Shows that ",
    "Names ",
    "Gives, or asks for, ",
    "Gives ",
    "Proposes ",
    "Tells of ",
)
"""How a sub-point begins; what follows reads on from “Said:”."""


def spoken_points(shown: Shown, vectors: Floats) -> list[float]:
    """How near some window comes to each sub-point, as a cosine. `vectors` are the windows that count."""
    if not len(vectors):
        return [0.0] * len(shown.sub_points)
    return [_nearness(vectors @ examples.T) for examples in shown.sub_points]


def reason(criterion: Criterion, label: Label, points: Sequence[float]) -> str:
    """“Said: ... Not said: ...” from the criterion's sub-points, or from its meaning where it has none."""
    clauses = [_clause(point.text) for point in criterion.sub_points]
    if not clauses:
        return _plain(criterion, label)
    order = sorted(range(len(clauses)), key=lambda i: -points[i])
    said = {i for i in order if points[i] >= SAID_AT}
    unsaid = {i for i in order if points[i] < UNSAID_BELOW}
    match label:
        case Label.MISSING:
            said, unsaid = set[int](), set(order)
        case Label.PARTIAL:
            said = (said | {order[0]}) - {order[-1]}
            unsaid = (unsaid | {order[-1]}) - {order[0]}
        case Label.FULL:
            said, unsaid = said | {order[0]}, set[int]()
    told = [("Said", said), ("Not said", unsaid)]
    return " ".join(
        f"{head}: {'; '.join(clauses[i] for i in sorted(items))}." for head, items in told if items
    )


def near_miss(shown: Shown, vector: Floats, words: str) -> str | None:
    """How words on the topic miss it: waved off, handed over, hearsay. None where they do not."""
    if not len(shown.contrast):
        return None
    against = shown.contrast @ vector
    nearest = int(np.argmax(against))
    how = _READS_AS.get(shown.contrast_kinds[nearest])
    if how is None or against[nearest] < _NEAR:
        return None
    if against[nearest] < float((shown.positive @ vector).max()) + _NEARER_BY:
        return None
    quoted = words.split()
    cut = " ".join(quoted[:_QUOTE_WORDS]) + (" …" if len(quoted) > _QUOTE_WORDS else "")
    return f"“{cut}” {how}."


def _nearness(cosines: Floats) -> float:
    nearest = np.sort(cosines, axis=1)[:, -2:].mean(axis=1)
    return float(nearest.max())


def _plain(criterion: Criterion, label: Label) -> str:
    clause = _clause(criterion.meaning)
    match label:
        case Label.MISSING:
            return f"Not said: {clause}."
        case Label.PARTIAL:
            return f"Said in part: {clause}."
        case Label.FULL:
            return f"Said: {clause}."


def _clause(text: str) -> str:
    """A sub-point's sentence as what follows “Said:”."""
    text = text.strip().rstrip(".")
    for lead in _LEADS:
        if text.startswith(lead):
            return text.removeprefix(lead)
    lower = len(text) > 1 and text[1].islower()
    return text[:1].lower() + text[1:] if lower else text
