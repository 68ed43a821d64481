"""How log-odds become labels: a logistic curve a family, and the band in which nothing is called.

Platt, Probabilistic outputs for support vector machines (1999): slope and offset by maximum likelihood, here
with a little shrinkage, a term for short answers and an offset a criterion. Fitted on development
transcripts, never on training data, whose odds are too sure.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from training.agreement import kappa
from training.logistic import fitted
from training.transcripts import Labelled
from viva.grading.cases import point_name
from viva.grading.deciding import length, probability, summary
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.ports import Calibration, Curve

Floats = NDArray[np.float64]

UNSURE: Final = 0.145
"""The share of criteria, nearest to the middle, that is not called."""

LEAST: Final = 30
"""Labelled criteria from which a family gets a calibration of its own."""

_AS_GOOD: Final = 0.01

_SHRINK: Final = 0.02
"""How hard the slope is held to 1, a sample."""

_LENGTH_PULL: Final = 0.5
_OWN_PULL: Final = 3.0
"""How hard a criterion's own offset is held to none: as if so much variance had been seen without one. Chosen
on development transcripts."""

_STEPS: Final = 60
_FLAT: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled criterion of a transcript with its best windows’ log-odds, of how many."""

    transcript: str
    rubric: str
    family: str
    criterion: str
    label: int
    windows: int
    covered: float
    full: float


def samples(model: EmbeddedEvidenceModel, labelled: Sequence[Labelled]) -> list[Sample]:
    """Every labelled criterion of transcripts that say anything."""
    return [sample for item in labelled for sample in _samples(model, item)]


def bare_samples(model: EmbeddedEvidenceModel, labelled: Sequence[Labelled]) -> list[Sample]:
    """Every key point of the bank as if it were a user's own: without examples, named by its first words."""
    found: list[Sample] = []
    for item in labelled:
        points = {point.id for point in item.case.question.key_points}
        bare = tuple(
            replace(c, name=point_name(c.meaning), positive=(), contrast=())
            if c.id in points and c.teachable
            else c
            for c in item.case.criteria
        )
        if bare != item.case.criteria:
            read = _samples(model, replace(item, case=replace(item.case, criteria=bare)))
            found += [sample for sample in read if sample.criterion in points]
    return found


def _samples(model: EmbeddedEvidenceModel, item: Labelled) -> list[Sample]:
    found: list[Sample] = []
    odds = model.odds(item.case)
    for criterion in item.case.criteria:
        if criterion.id in item.labels and criterion.id in odds.each:
            label = item.labels[criterion.id]
            family = model.family(criterion, item.case)
            covered, full = summary(odds.each[criterion.id])
            rubric = item.case.rubric.id
            found.append(Sample(item.name, rubric, family, criterion.id, label, odds.windows, covered, full))
    return found


def calibrate(items: Sequence[Sample], otherwise: Mapping[str, Calibration]) -> dict[str, Calibration]:
    """A calibration for each family; `otherwise` serves those of which there is too little."""
    found = dict(otherwise)
    for family in sorted({item.family for item in items}):
        mine = [item for item in items if item.family == family]
        if len(mine) >= LEAST and len({item.label > 0 for item in mine}) > 1:
            found[family] = _family(mine)
    return found


def left_out(
    items: Sequence[Sample], otherwise: Mapping[str, Calibration]
) -> Mapping[str, Mapping[str, Calibration]]:
    """For each transcript the calibrations that all the others give, or `otherwise`."""
    return {
        name: calibrate([item for item in items if item.transcript != name], otherwise)
        for name in sorted({item.transcript for item in items})
    }


def agreement(items: Sequence[Sample], otherwise: Mapping[str, Calibration]) -> dict[str, float]:
    """By rubric, kappa on covered or not of what is called, each transcript by the others' calibration."""
    chosen = left_out(items, otherwise)
    pairs: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for item in items:
        at = chosen[item.transcript][item.family]
        chance = probability(at.covered, item.covered, item.windows, item.criterion)
        if not at.unsure[0] <= chance < at.unsure[1]:
            pairs[item.rubric].append((int(item.label > 0), int(chance >= at.unsure[1])))
    return {
        rubric: round(kappa(*(np.array(column, dtype=np.int64) for column in zip(*both, strict=True))), 3)
        for rubric, both in sorted(pairs.items())
    }


def _family(items: Sequence[Sample]) -> Calibration:
    labels = np.array([item.label for item in items])
    covered = _curve(items, [item.covered for item in items], labels > 0)
    full = _curve(items, [item.full for item in items], labels > 1)
    chance = _chances(covered, items, [item.covered for item in items])
    whole = _chances(full, items, [item.full for item in items])
    low, high = _band(chance, labels > 0)
    return Calibration(
        covered=covered,
        full=full,
        unsure=(round(low, 4), round(high, 4)),
        full_from=_cut(chance >= (low + high) / 2, whole, labels),
    )


def _chances(curve: Curve, items: Sequence[Sample], odds: Sequence[float]) -> Floats:
    each = zip(items, odds, strict=True)
    return np.array([probability(curve, value, item.windows, item.criterion) for item, value in each])


def _curve(items: Sequence[Sample], odds: Sequence[float], truth: NDArray[np.bool_]) -> Curve:
    """By maximum likelihood. Who says more is never called more for that: no `length` above 0."""
    criteria = sorted({item.criterion for item in items if item.family == item.rubric})
    own = [[float(item.criterion == name) for name in criteria] for item in items]
    lengths = [length(item.windows) for item in items]
    pull = [_SHRINK * len(items), 1e-6, _LENGTH_PULL, *(_OWN_PULL for _ in criteria)]
    columns = [odds, np.ones(len(items)), lengths, *np.array(own).reshape(len(items), -1).T]
    weights = _fitted(columns, truth, pull)
    if weights[2] > 0:
        weights = _fitted([*columns[:2], np.zeros(len(items)), *columns[3:]], truth, pull)
    slope, offset, by_length, *each = (round(weight, 4) for weight in weights)
    return Curve(slope, offset, by_length, dict(zip(criteria, each, strict=True)))


def _fitted(
    columns: Sequence[Sequence[float] | Floats], truth: NDArray[np.bool_], pulls: Sequence[float]
) -> list[float]:
    """Weights of which the first is held to 1 and the others to 0, as hard as `pulls` say."""
    held: Floats = np.zeros(len(pulls))
    held[0] = 1.0
    found = fitted(
        np.array(columns, dtype=np.float64).T,
        truth.astype(np.float64),
        np.array(pulls, dtype=np.float64),
        held=held,
        steps=_STEPS,
        flat=_FLAT,
    )
    return [float(weight) for weight in found]


def _band(chance: Floats, truth: NDArray[np.bool_]) -> tuple[float, float]:
    """Between which probabilities nothing is called.

    Of all bands with the share `UNSURE` of the samples the one that leaves the best kappa; of those that are
    as good the middle one.
    """
    order = np.sort(chance)
    width = max(1, int(UNSURE * len(order)))
    bands = [(float(order[i]), float(order[i + width])) for i in range(len(order) - width)]
    values = np.array([_called_kappa(chance, truth, band) for band in bands])
    good = [band for band, value in zip(bands, values, strict=True) if value >= values.max() - _AS_GOOD]
    return good[len(good) // 2]


def _called_kappa(chance: Floats, truth: NDArray[np.bool_], band: tuple[float, float]) -> float:
    called = (chance < band[0]) | (chance >= band[1])
    ours = (chance >= band[1])[called].astype(np.int64)
    return kappa(truth[called].astype(np.int64), ours)


def _cut(covered: NDArray[np.bool_], chance: Floats, labels: NDArray[np.int64]) -> float:
    """The probability from which what is covered is full: that of the best weighted kappa over three labels;
    the middle of those that are as good."""
    candidates = np.linspace(0.2, 0.8, 61)
    values = np.array(
        [kappa(labels, np.where(covered, 1 + (chance >= at), 0), weighted=True) for at in candidates]
    )
    return round(float(np.median(candidates[values >= values.max() - _AS_GOOD / 2])), 4)
