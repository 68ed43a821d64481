"""A criterion's example sentences as vectors: they tell what was said and what only seems so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viva.domain.rubric import Criterion, ExampleKind
from viva.grading.memory import VectorMemory
from viva.grading.normal import normal

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shown:
    """Unit rows: of what shows the criterion, of what does not, and of each sub-point's examples."""

    positive: Floats
    contrast: Floats
    contrast_kinds: tuple[ExampleKind, ...]
    sub_points: tuple[Floats, ...]


def shown(criterion: Criterion, memory: VectorMemory) -> Shown:
    """The examples of a criterion, embedded."""

    def embedded(texts: Sequence[str]) -> Floats:
        return memory.vectors([normal(text) for text in texts]).astype(np.float64)

    return Shown(
        positive=embedded([example.text for example in criterion.positive]),
        contrast=embedded([example.text for example in criterion.contrast]),
        contrast_kinds=tuple(example.kind for example in criterion.contrast),
        sub_points=tuple(embedded(point.examples) for point in criterion.sub_points),
    )
