"""Which notes to read for a gap."""

from typing import Final

from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.ports import Retriever

_K: Final = 10


def readings(
    criterion: Criterion, question: Question, retriever: Retriever | None, limit: int = 2
) -> tuple[str, ...]:
    """Note ids, best first: those the criterion links to, weighed with what a search for the gap finds.

    The search is for what a strong answer adds, so it is the same for every transcript; notes that the
    question links to count for more.
    """
    scores: dict[str, float] = {}
    for rank, name in enumerate(criterion.notes):
        scores[name] = scores.get(name, 0.0) + 1.5 / (_K + rank)
    if retriever is not None:
        for rank, hit in enumerate(retriever.search(gap_query(criterion), 5)):
            weight = 1.25 if hit.passage.note in question.notes else 1.0
            scores[hit.passage.note] = scores.get(hit.passage.note, 0.0) + weight / (_K + rank)
    return tuple(sorted(scores, key=lambda name: (-scores[name], name))[:limit])


def gap_query(criterion: Criterion) -> str:
    """What to search for when a criterion is missing."""
    return f"{criterion.name}. {criterion.strong_answer or criterion.meaning}"
