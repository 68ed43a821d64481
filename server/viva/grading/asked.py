"""A criterion as the evidence model knows it: by name where it was trained on it, else by its words."""

import hashlib

from viva.domain.rubric import Criterion
from viva.grading.normal import normal
from viva.grading.sentences import sentence_spans


def head_of(rubric: str, criterion: str) -> str:
    """The name of a rubric's criterion among those that the model was trained on."""
    return f"{rubric}/{criterion}"


def told(criterion: Criterion) -> str:
    """The words that stand for a criterion beside a window: its name and what it means, in a sentence."""
    meaning = sentence_spans(criterion.meaning)
    return normal(f"{criterion.name}. {meaning[0].of(criterion.meaning) if meaning else ''}")


def digest(words: str) -> str:
    """Of the words of a criterion: other words are another criterion, whatever its name."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]
