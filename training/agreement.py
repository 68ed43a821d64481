"""How far two sets of labels agree, with intervals: plain statistics, no model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

DRAWS = 1_000
LABELS = 3


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the middle 95 per cent of its bootstrap draws; not a number where there was nothing."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if np.isnan(self.value):
            return "–"
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


def confusion(truth: Ints, called: Ints) -> Floats:
    """Counts, truth by row."""
    table = np.zeros((LABELS, LABELS))
    np.add.at(table, (truth, called), 1.0)
    return table


def kappa(truth: Ints, called: Ints, *, weighted: bool = False) -> float:
    """Cohen's kappa over labels 0..2, with quadratic weights where `weighted`.

    Cohen, A coefficient of agreement for nominal scales (1960); Weighted kappa (1968).
    """
    table = confusion(truth, called)
    table /= max(table.sum(), 1.0)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    rows, columns = np.indices((LABELS, LABELS))
    cost = (rows - columns) ** 2.0 if weighted else (rows != columns).astype(float)
    chance = float((cost * expected).sum())
    return 1.0 - float((cost * table).sum()) / chance if chance else 1.0


def accuracy(truth: Ints, called: Ints) -> float:
    """The share that is equal."""
    return float(np.equal(truth, called).mean()) if len(truth) else float("nan")


def auc(truth: Bools, scores: Floats) -> float:
    """Area under the ROC curve; ties count a half."""
    high, low = scores[truth], scores[~truth]
    if not (len(high) and len(low)):
        return float("nan")
    return float(((high[:, None] > low).mean() + (high[:, None] >= low).mean()) / 2)


def bootstrap(
    figure: Callable[[Ints, Ints], float], truth: Ints, called: Ints, groups: Sequence[str]
) -> Interval:
    """A figure with its interval; whole groups (transcripts) are drawn, since their labels hang together.
    Without any group there is no figure.

    Efron, Bootstrap methods (1979).
    """
    names = sorted(set(groups))
    if not names:
        return Interval(float("nan"), float("nan"), float("nan"))
    every = np.array(groups)
    places = [np.flatnonzero(np.equal(every, name)) for name in names]
    draw = np.random.default_rng(7)
    values: list[float] = []
    for _ in range(DRAWS):
        chosen: list[int] = draw.integers(0, len(names), len(names)).tolist()
        picked: Ints = np.concatenate([places[i] for i in chosen])
        values.append(figure(truth[picked], called[picked]))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return Interval(figure(truth, called), float(low), float(high))
