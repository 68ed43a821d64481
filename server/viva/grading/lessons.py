"""What a rubric teaches: for each criterion a direction among sentence vectors and a lexicon.

Both are fitted, deterministically, to the rubric's example sentences, and each criterion's scale is set by
how its own examples score when they are held out: 0 lies between contrasts and positives.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.rubric import Criterion, ExampleKind
from viva.grading.lexicon import Floats, Lexicon, Source, terms
from viva.grading.normal import normal
from viva.grading.ridge import fit
from viva.grading.vectors import VectorMemory

_WAVED_OFF: Final = frozenset(
    {
        ExampleKind.DECLINED,
        ExampleKind.DELEGATED,
        ExampleKind.HEARSAY,
        ExampleKind.GRADER_TALK,
        ExampleKind.OFF_TOPIC,
    }
)
_MEANING: Final = 2.5
_MIDDLE: Final = 0.4
_TELLING: Final = 1.5


@dataclass(frozen=True, slots=True)
class Shown:
    """A criterion's examples as unit vectors, to tell what was said and what only seems so."""

    positive: Floats
    contrast: Floats
    contrast_kinds: tuple[ExampleKind, ...]
    sub_points: tuple[Floats, ...]
    naming: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lessons:
    """Fitted criteria. Scores of windows are around 1 for clear evidence and below 0 for none."""

    directions: Floats
    biases: Floats
    middles: Floats
    lexicon: Lexicon
    shown: tuple[Shown, ...]

    def scores(self, vectors: Floats, windows: Sequence[Sequence[str]], words: Sequence[int]) -> Floats:
        """Shape (windows, criteria). `windows` hold their sentences in normal form."""
        meaning = _MEANING * (vectors @ self.directions + self.biases)
        return np.round(meaning + self.lexicon.scores(windows, words) - self.middles, 6)


def learn(criteria: Sequence[Criterion], memory: VectorMemory, *, rivals: bool) -> Lessons:
    """Fits teachable criteria. With `rivals`, one criterion's positives are contrasts of all the others."""
    lexicon = Lexicon([_source(criterion) for criterion in criteria])
    owners: list[int] = []
    kinds: list[ExampleKind] = []
    texts: list[str] = []
    for place, criterion in enumerate(criteria):
        for example in (*criterion.positive, *criterion.contrast):
            owners.append(place)
            kinds.append(example.kind)
            texts.append(normal(example.text))
    vectors = memory.vectors(texts).astype(np.float64)
    owner = np.array(owners)
    positive = np.array([kind in _POSITIVE for kind in kinds])
    waved_off = np.array([kind in _WAVED_OFF for kind in kinds])
    keyword = np.array([kind is ExampleKind.KEYWORD for kind in kinds])
    fits = [
        _fit(
            vectors,
            own=positive & (owner == place),
            against=~positive & ~keyword & (owner == place),
            others=(owner != place) & (waved_off | (positive if rivals else False)),
        )
        for place in range(len(criteria))
    ]
    middles: list[float] = []
    for place, fitted in enumerate(fits):
        own = [texts[i] for i in np.flatnonzero(positive & (owner == place))]
        against = [texts[i] for i in np.flatnonzero(~positive & ~keyword & (owner == place))]
        high = _MEANING * fitted.high + float(np.mean(lexicon.own_scores(own, place)))
        said = lexicon.scores([[t] for t in against], [t.count(" ") + 1 for t in against])[:, place]
        low = _MEANING * fitted.low + (float(np.mean(said)) if len(said) else 0.0)
        middles.append(_MIDDLE * high + (1.0 - _MIDDLE) * low)
    return Lessons(
        directions=np.stack([fitted.direction for fitted in fits], axis=1),
        biases=np.array([fitted.bias for fitted in fits]),
        middles=np.array(middles),
        lexicon=lexicon,
        shown=tuple(_shown(criterion, place, memory, lexicon) for place, criterion in enumerate(criteria)),
    )


_POSITIVE: Final = frozenset({ExampleKind.PLAIN, ExampleKind.PARAPHRASE, ExampleKind.NEGATED})


@dataclass(frozen=True, slots=True)
class _Fitted:
    direction: Floats
    bias: float
    high: float
    low: float


def _fit(vectors: Floats, *, own: np.ndarray, against: np.ndarray, others: np.ndarray) -> _Fitted:
    """One criterion: its positives, its contrasts and everyone else's weigh one third each."""
    weights = np.zeros(len(vectors))
    for group in (own, against, others):
        if group.any():
            weights[group] = 1.0 / group.sum()
    used = weights > 0
    weights = weights[used] * (len(vectors) / weights.sum())
    ridge = fit(vectors[used], np.where(own[used], 1.0, -1.0), weights)
    low = ridge.held_out[against[used]]
    return _Fitted(
        ridge.direction,
        ridge.bias,
        high=float(ridge.held_out[own[used]].mean()),
        low=float(low.mean()) if len(low) else -1.0,
    )


def _shown(criterion: Criterion, place: int, memory: VectorMemory, lexicon: Lexicon) -> Shown:
    def embedded(texts: Sequence[str]) -> Floats:
        return memory.vectors([normal(text) for text in texts]).astype(np.float64)

    listed = [normal(e.text) for e in criterion.contrast if e.kind is ExampleKind.KEYWORD]
    times = Counter(term for text in listed for term in terms(text))
    names = terms(normal(criterion.name)) | {term for term, count in times.items() if count > 1}
    return Shown(
        positive=embedded([e.text for e in criterion.positive]),
        contrast=embedded([e.text for e in criterion.contrast]),
        contrast_kinds=tuple(e.kind for e in criterion.contrast),
        sub_points=tuple(embedded(point.examples) for point in criterion.sub_points),
        naming=frozenset(term for term in names if lexicon.weight_of(term, place) >= _TELLING),
    )


def _source(criterion: Criterion) -> Source:
    """The texts whose words speak for a criterion: what shows it, names it or lists its keywords."""
    shown = [e.text for e in criterion.positive]
    shown += [text for point in criterion.sub_points for text in point.examples]
    listed = [e.text for e in criterion.contrast if e.kind is ExampleKind.KEYWORD]
    if criterion.sub_points:
        repeated = [point.text for point in criterion.sub_points] + listed
    else:
        repeated = [criterion.meaning, criterion.name, *listed]
    names = [criterion.name] if criterion.sub_points else []
    return Source([normal(t) for t in shown], [normal(t) for t in repeated], [normal(t) for t in names])
