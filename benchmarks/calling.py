"""How right labels are as fewer are called than are, and as more are: coverage against accuracy."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from grader_tables import Item
from training.agreement import accuracy
from viva.grading.deciding import Reading

SHARES: Final = (0.25, 0.5, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0)


def distance(reading: Reading) -> float:
    """How far a reading is from the middle of the band in which nothing is called: −1 there, 0 at its edges,
    1 at a probability of 0 or 1."""
    low, high = reading.calibration.unsure
    if reading.covered < low:
        return (low - reading.covered) / low
    if reading.covered >= high:
        return (reading.covered - high) / (1 - high) if high < 1 else 1.0
    return -min(reading.covered - low, high - reading.covered) / ((high - low) / 2)


def pressed(reading: Reading) -> int:
    """The label that a reading would have if the band were as narrow as can be."""
    if reading.covered < sum(reading.calibration.unsure) / 2:
        return 0
    return 2 if reading.full >= reading.calibration.full_from else 1


def by_coverage(items: Sequence[Item]) -> list[str]:
    """A row a share of all labels, and one for the share that is called."""
    kept = sorted(
        (item for item in items if item.called is not None or item.pressed is not None),
        key=lambda item: -item.sure,
    )
    as_is = sum(item.called is not None for item in items)
    counts = {round(at * len(items)) for at in SHARES if round(at * len(items)) <= len(kept)}
    rows = ["| called, most sure first | covered or not | three-way |", "|---|---|---|"]
    for count in sorted({*counts, as_is} - {0}):
        some = kept[:count]
        truth = np.array([item.label for item in some], dtype=np.int64)
        ours = np.array([_call(item) for item in some], dtype=np.int64)
        two = accuracy((truth > 0).astype(np.int64), (ours > 0).astype(np.int64))
        note = ", as it is" if count == as_is else ""
        rows.append(f"| {count / len(items):.0%}{note} | {two:.2f} | {accuracy(truth, ours):.2f} |")
    return rows


def _call(item: Item) -> int | None:
    return item.pressed if item.called is None else item.called
