"""Whether a grader's labels may add up to a verdict: only where it was seen to agree with people."""

from collections.abc import Mapping
from typing import Final

from viva.domain.rubric import Rubric
from viva.domain.scorecard import GraderRef

TRUSTED: Final = 0.6
"""The least kappa with people, on covered or not, at which labels add up to a verdict."""


def doubt(ref: GraderRef, rubric: Rubric, measured: Mapping[str, float]) -> str | None:
    """Why there is no verdict on a rubric; None where there may be one.

    `measured` is the embedded grader's kappa by rubric. What an endpoint's model is worth is not known here:
    its labels are repeated and quoted, and its verdict stands.
    """
    if ref.kind != "embedded":
        return None
    kappa = measured.get(rubric.id)
    if kappa is None:
        return (
            f"How far this grader agrees with people on “{rubric.title}” was never measured, so there is no "
            "verdict. Its labels and quotes stand for themselves."
        )
    if kappa < TRUSTED:
        return (
            f"On {rubric.title} this grader agrees with people too seldom for a verdict: kappa "
            f"{rounded(kappa)}, and it takes {TRUSTED}. Its labels and quotes stand for themselves."
        )
    return None


def rounded(kappa: float) -> str:
    """To two places; what is below the bar reads so, also where it is by a hair."""
    return f"{min(kappa, TRUSTED - 0.01) if kappa < TRUSTED else kappa:.2f}"
