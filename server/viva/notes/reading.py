"""Which notes to read for a gap."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from viva.domain.errors import VivaError
from viva.domain.note import Hit, Note
from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.ports import Retriever

_K: Final = 10

_log = logging.getLogger("viva.notes")


def readings(
    criterion: Criterion,
    question: Question,
    notes: Mapping[str, Note],
    retriever: Retriever | None,
    limit: int = 2,
) -> tuple[str, ...]:
    """Note ids, best first: those the criterion links to, weighed with what a search for the gap finds.

    A found note counts only if it says that it helps with the criterion, or the question links to it. The
    search is for what a strong answer adds, so it is the same for every transcript. Without a search that
    works the links alone decide.
    """
    scores: dict[str, float] = {}
    for rank, name in enumerate(criterion.notes):
        scores[name] = scores.get(name, 0.0) + 1.5 / (_K + rank)
    if retriever is not None:
        for rank, hit in enumerate(_found(retriever, gap_query(criterion))):
            name = hit.passage.note
            if name in question.notes or name in criterion.notes or criterion.id in notes[name].criteria:
                scores[name] = scores.get(name, 0.0) + 1.0 / (_K + rank)
    known = [name for name in scores if name in notes]
    return tuple(sorted(known, key=lambda name: (-scores[name], name))[:limit])


def _found(retriever: Retriever, query: str) -> Sequence[Hit]:
    try:
        return retriever.search(query, 8)
    except VivaError as error:
        _log.warning("naming linked notes only: %s", error.message)
        return ()


def gap_query(criterion: Criterion) -> str:
    """What to search for when a criterion is missing."""
    return f"{criterion.name}. {criterion.strong_answer or criterion.meaning}"
