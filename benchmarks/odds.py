"""What the embedded model's odds are worth: before any threshold, and by a criterion's words alone."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from calling import distance
from grader_tables import BY_WORDS, NOTHING, Item
from subject import Embedded
from training.agreement import auc
from training.calibrate import Sample, bare_samples
from training.transcripts import Labelled
from viva.grading.deciding import Reading, probability
from viva.ports import Calibration


def by_words(embedded: Embedded, labelled: Sequence[Labelled]) -> list[Item]:
    """The key points of the bank once more, without their examples."""
    found = bare_samples(embedded.model, labelled)
    chosen = embedded.calibrations(found)
    return [_by_words(sample, chosen[sample.transcript][sample.family]) for sample in found]


def _by_words(sample: Sample, at: Calibration) -> Item:
    covered = probability(at.covered, sample.covered, sample.windows, sample.criterion)
    full = probability(at.full, sample.full, sample.windows, sample.criterion)
    reading = Reading(covered, full, (), at)
    label = None if reading.label is None else int(reading.label)
    return Item(
        transcript=sample.transcript,
        rubric=sample.rubric,
        round=BY_WORDS,
        form="",
        seen="",
        criterion=sample.criterion,
        label=sample.label,
        called=label,
        sure=distance(reading),
    )


def ranking(found: Sequence[Sample]) -> list[str]:
    """How well odds rank within a criterion, key points as one, before any threshold."""
    alike: defaultdict[tuple[str, str], list[Sample]] = defaultdict(list)
    for item in found:
        alike[item.family, item.criterion if item.family == item.rubric else ""].append(item)

    def mean(least: int, odds: Callable[[Sample], float]) -> str:
        ranked = [
            (auc(truth, np.array([odds(item) for item in items])), len(items))
            for items in alike.values()
            if (truth := np.array([item.label >= least for item in items])).any() and not truth.all()
        ]
        every = sum(count for _, count in ranked)
        return f"{sum(area * count for area, count in ranked) / every:.3f}" if ranked else NOTHING

    covered, full = mean(1, lambda item: item.covered), mean(2, lambda item: item.full)
    what = "Area under the ROC curve within a criterion, before any threshold"
    return [f"{what}: covered or not {covered}, full or less {full}."]
