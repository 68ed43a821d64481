"""A criterion as the evidence model knows it: by name where it was trained on it, else by its words."""

import hashlib
from functools import lru_cache

from viva.domain.rubric import Criterion
from viva.grading.normal import normal
from viva.grading.sentences import LONGEST, marked_spans


def head_of(rubric: str, criterion: str) -> str:
    """The name of a rubric's criterion among those that the model was trained on."""
    return f"{rubric}/{criterion}"


def told(criterion: Criterion) -> str:
    """The words that stand for a criterion beside a window: its name and what it means, in a sentence; of a
    long one what stands before its colon."""
    return _told(criterion.name, criterion.meaning)


@lru_cache(maxsize=1_024)
def _told(name: str, meaning: str) -> str:
    first = next((span.of(meaning) for span in marked_spans(meaning)), "")
    if len(first.split()) > LONGEST:
        first = first.partition(":")[0]
    return normal(f"{name}. {first}")


def digest(words: str) -> str:
    """Of the words of a criterion: other words are another criterion, whatever its name."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]
