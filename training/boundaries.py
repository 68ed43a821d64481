"""`python -m training.boundaries`: learns where sentences begin, for text without punctuation.

From the interviews that are written line by line: their sentences, without marks and capitals. Logistic
regression by gradient descent (Adam; Kingma and Ba, ICLR 2015) with a little shrinkage.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np

from training.rows import DATA, read_interview
from viva.content.roots import boundaries_file
from viva.grading.boundaries import Boundaries, signs
from viva.grading.sentences import bare, marked_spans

SEEN: Final = 40
"""How often a sign must have been seen to have a weight."""

LEAST: Final = 0.15
"""The weight below which a sign is left out."""

_SHRINK: Final = 2.0
_STEPS: Final = 300
_RATE: Final = 0.1
_SIGNS: Final = 5
_MARKS: Final = re.compile(r"[^\w\s'’%$€£/+.-]|(?<!\d)[.-]|[.-](?!\d)")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as words without marks or capitals, and the indices of those that begin a sentence."""

    words: Sequence[str]
    starts: frozenset[int]


def spoken(text: str) -> Spoken:
    """What is left of a punctuated turn when nobody writes the punctuation."""
    words: list[str] = []
    starts: set[int] = set()
    for span in marked_spans(text):
        found = [bare(word) for word in _MARKS.sub(" ", span.of(text)).split()]
        if found:
            starts.add(len(words))
            words += found
    return Spoken(words, frozenset(starts))


def turns() -> list[Spoken]:
    """The candidates' turns of all interviews that have punctuation."""
    found: list[Spoken] = []
    for file in sorted((DATA / "running").glob("*/*/*.jsonl")):
        for speaker, group in groupby(read_interview(file), key=lambda line: line.speaker):
            text = " ".join(line.text for line in group)
            if speaker == "candidate" and re.search("[.?!]", text) and any(c.isupper() for c in text):
                found.append(spoken(text))
    return found


def learnt(examples: Iterable[Spoken], seen: int = SEEN) -> Boundaries:
    """The odds that fit them."""
    places = [
        (list(signs(item.words, place)), place in item.starts)
        for item in examples
        for place in range(1, len(item.words))
    ]
    counts = Counter(sign for near, _ in places for sign in near)
    names = [sign for sign, count in counts.items() if count >= seen]
    column = {sign: i for i, sign in enumerate(names)}
    # Two columns more: that of signs without a weight is held at nothing, that of the bias is in every row.
    nothing, always = len(names), len(names) + 1
    at = np.full((len(places), _SIGNS + 1), nothing, dtype=np.int64)
    at[:, _SIGNS] = always
    for row, (near, _) in enumerate(places):
        known = [column[sign] for sign in near if sign in column]
        at[row, : len(known)] = known
    truth = np.array([begins for _, begins in places], dtype=np.float64)
    weights, slope, square = (np.zeros(always + 1) for _ in range(3))
    weights[always] = np.log(truth.mean() / (1 - truth.mean()))
    shrink = np.full(always + 1, _SHRINK)
    shrink[always] = 0.0
    for step in range(1, _STEPS + 1):
        error = 1 / (1 + np.exp(-weights[at].sum(axis=1))) - truth
        gradient = np.bincount(at.ravel(), np.repeat(error, _SIGNS + 1), always + 1) + shrink * weights
        gradient[nothing] = 0.0
        slope, square = 0.9 * slope + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        rate = _RATE * (1 - step / (_STEPS + 1))
        weights -= rate * (slope / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    kept = {name: round(float(w), 2) for name, w in zip(names, weights, strict=False) if abs(w) >= LEAST}
    return Boundaries(bias=round(float(weights[always]), 3), weights=dict(sorted(kept.items())))


def main() -> None:
    """Writes the odds that ship."""
    found = learnt(turns())
    text = json.dumps(found.model_dump(), ensure_ascii=False, indent=0)
    boundaries_file().write_text(text + "\n", "utf-8")
    print(f"{len(found.weights)} weights")


if __name__ == "__main__":
    main()
