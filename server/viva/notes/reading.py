"""Which notes to read for a gap."""

from collections.abc import Sequence
from typing import Final

from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.ports import Retriever

_K: Final = 10


def readings(
    criterion: Criterion, question: Question, retriever: Retriever | None, limit: int = 2
) -> tuple[str, ...]:
    """Note ids, best first: those the criterion links to, weighed with what a search for the gap finds.

    A linked note outranks a found one unless the search puts another clearly first for this question.
    """
    scores: dict[str, float] = {}
    for rank, name in enumerate(criterion.notes):
        scores[name] = scores.get(name, 0.0) + 1.5 / (_K + rank)
    for name, score in _found(criterion, question, retriever):
        scores[name] = scores.get(name, 0.0) + score
    return tuple(sorted(scores, key=lambda name: (-scores[name], name))[:limit])


def _found(
    criterion: Criterion, question: Question, retriever: Retriever | None
) -> Sequence[tuple[str, float]]:
    if retriever is None:
        return ()
    query = f"{criterion.name}. {criterion.strong_answer or criterion.meaning} {question.title}"
    linked = set(question.notes)
    return [
        (hit.passage.note, (1.25 if hit.passage.note in linked else 1.0) / (_K + rank))
        for rank, hit in enumerate(retriever.search(query, 5))
    ]
