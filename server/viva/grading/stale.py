"""Quotes of an older scorecard whose words were corrected since: they are not shown any more."""

from collections.abc import Iterable, Sequence

from viva.domain.evidence import Evidence
from viva.domain.scorecard import CriterionResult
from viva.domain.transcript import Turn


def stands(evidence: Evidence, turns: Sequence[Turn]) -> bool:
    """Whether a quote is what the transcript has in its place."""
    inside = 0 <= evidence.turn < len(turns)
    return inside and turns[evidence.turn].text[evidence.start : evidence.end] == evidence.quote


def stale_warning(results: Iterable[CriterionResult], turns: Sequence[Turn]) -> str | None:
    """Says which turns' quotes are left out; None where all of them stand."""
    gone = sorted(
        {e.turn + 1 for result in results for e in result.judgement.evidence if not stands(e, turns)}
    )
    if not gone:
        return None
    which = f"Turn {gone[0]} was" if len(gone) == 1 else f"Turns {_joined(gone)} were"
    return f"{which} corrected after this grading, so quotes from the old words are left out."


def _joined(numbers: Sequence[int]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
