"""Whether a grader's labels may add up to a verdict: only where it was seen to agree with people."""

from collections.abc import Sequence
from typing import Final

from viva.domain.rubric import Criterion
from viva.grading.asked import digest, head_of, told
from viva.ports import Case, Findings, ReaderCapabilities

TRUSTED: Final = 0.6
"""The least kappa with people, on covered or not, at which labels add up to a verdict."""

UNMEASURED: Final = "How far this model agrees with people was not measured."
"""What is said of a language model's labels, whose verdict stands."""

_STAND: Final = "Its labels and quotes stand for themselves."


def doubt(case: Case, found: Findings, reader: ReaderCapabilities) -> str | None:
    """Why there is no verdict on a case; None where there may be one.

    What the embedded grader judged, all of it or what fell back to it, is held against the kappa of its
    `reader` on the rubric, which holds for criteria in the words that it was trained under. A language
    model's labels are repeated and quoted, and its verdict stands.
    """
    alone = found.ref.kind == "embedded"
    judged = [c for c in case.criteria if alone or c.id in found.fallen]
    if not judged:
        return None
    who = "this grader" if alone else f"the embedded grader, which judged {_part(judged, case)} here,"
    title = case.rubric.title
    kappa = reader.agreement.get(case.rubric.id)
    other = _reworded(judged, case, reader)
    if kappa is None or other is not None:
        words = "" if other is None or kappa is None else f" with “{other.name}” in these words"
        return (
            f"How far {who} agrees with people on “{title}” was never measured{words}, so there is no "
            f"verdict. {_STAND}"
        )
    if kappa < TRUSTED:
        return (
            f"On {title} {who} agrees with people too seldom for a verdict: kappa {rounded(kappa)}, and it "
            f"takes {TRUSTED}. {_STAND}"
        )
    return None


def rounded(kappa: float) -> str:
    """To two places; what is below the bar reads so, also where it is by a hair."""
    return f"{min(kappa, TRUSTED - 0.01) if kappa < TRUSTED else kappa:.2f}"


def _reworded(judged: Sequence[Criterion], case: Case, reader: ReaderCapabilities) -> Criterion | None:
    """A criterion of the rubric that the reader does not know in these words. Key points are a question's."""
    rubric = case.rubric
    own = {criterion.id for criterion in rubric.criteria}
    return next(
        (c for c in judged if c.id in own and reader.known.get(head_of(rubric.id, c.id)) != digest(told(c))),
        None,
    )


def _part(judged: Sequence[Criterion], case: Case) -> str:
    return f"{len(judged)} of {len(case.criteria)} criteria"
