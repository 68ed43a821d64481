"""The grader that is measured, with what it alone judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from training.calibrate import Sample, left_out
from viva.domain.evidence import Judgement, Scored, Unscored
from viva.grading.embedded import EmbeddedEvidenceModel
from viva.ports import Calibration, Case, Grader

Called = Mapping[str, int | None]
"""Labels by criterion; None for a can't call."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The embedded model with the calibrations that it ships with, by family.

    `chosen_on_these`: those were chosen on the very transcripts that are measured, so that each needs one
    that was chosen on the others alone.
    """

    model: EmbeddedEvidenceModel
    shipped: Mapping[str, Calibration]
    chosen_on_these: bool = True

    def calibrations(self, found: Sequence[Sample]) -> Mapping[str, Mapping[str, Calibration]]:
        """By transcript, what its criteria are called by."""
        if self.chosen_on_these:
            return left_out(found, self.shipped)
        return {sample.transcript: self.shipped for sample in found}


@dataclass(frozen=True, slots=True)
class Subject:
    """A grader under measurement. `name` is its model's; `embedded` is None where a language model judges."""

    grader: Grader
    name: str
    embedded: Embedded | None = None

    async def judge(self, case: Case) -> Mapping[str, Judgement]:
        """By criterion. What a language model left to the embedded one is not among them."""
        found = await self.grader.grade(case)
        if self.embedded is not None:
            return found.judgements
        if found.ref.kind == "embedded":
            return {}
        return {name: j for name, j in found.judgements.items() if name not in found.fallen}

    async def labels(self, case: Case) -> Called:
        """The labels of what it judged."""
        return {name: called(judgement) for name, judgement in (await self.judge(case)).items()}


def called(judgement: Judgement) -> int | None:
    """The label, or None for a can't call."""
    match judgement:
        case Scored(label=label):
            return int(label)
        case Unscored():
            return None
