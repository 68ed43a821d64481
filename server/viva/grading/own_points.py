"""Key points given as text alone: called only where the words nearly repeat them or nothing comes near.

Nearness to a description does not tell credit from its lack: on labelled key points it ranks below chance.
So what lies between is left to a language model.
"""

from typing import Final

import numpy as np

from viva.domain.evidence import Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.rubric import Criterion
from viva.grading.lexicon import terms
from viva.grading.normal import normal
from viva.grading.said import Said
from viva.grading.vectors import VectorMemory

SAME: Final = 0.8
"""Cosine from which words may repeat a key point."""

SHARED: Final = 0.6
"""The share of a key point's word stems that they must hold too."""

UNRELATED: Final = 0.12
"""Cosine below which nothing said comes near it."""

NEEDS_MODEL: Final = (
    "A key point given as text alone can only be judged by a language model, unless you say it in nearly "
    "these words. These are your nearest words."
)


def own_point(criterion: Criterion, said: Said, memory: VectorMemory) -> Judgement:
    """The judgement of a key point without examples, over words that were said."""
    text = normal(criterion.meaning)
    cosines = said.vectors @ memory.vectors([text])[0].astype(np.float64)
    best = int(np.argmax(cosines))
    nearness = round(float(cosines[best]), 6)
    if nearness < UNRELATED:
        return Scored(Label.MISSING, 0.7, f"Not said: {criterion.meaning}")
    evidence = (said.evidence(said.windows[best]),)
    wanted = terms(text)
    shared = len(wanted & terms(" ".join(said.texts()[best]))) / max(1, len(wanted))
    if nearness >= SAME and shared >= SHARED:
        return Scored(Label.FULL, 0.7, f"Said: {criterion.meaning}", evidence)
    return Unscored(NEEDS_MODEL, 0.5, "", evidence)
