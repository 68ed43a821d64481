"""Rows as batches: what is drawn for an epoch, how windows are varied, and how they are padded."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from training.rows import ASSUMED, CERTAIN, FUNDAMENTALS, RUNNING, Asked, Mark, Row
from viva.adapters.onnx_evidence import MAX_TOKENS
from viva.grading.context import TERSE, answering

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

TOKENS: Final = 2_600
"""Tokens of a batch, padding included."""

MANNER: Final = 0.4
"""The share of rows without a key point that are read beside criteria's words."""

_JOINED: Final = 0.3
_DAMAGED: Final = 0.15
_DROPPED: Final = 0.12
_UNASKED: Final = 0.15


@dataclass(frozen=True, slots=True)
class Item:
    """One text to encode, alone or beside a criterion's text, with targets and weights (heads or 1, 2)."""

    text: str
    criterion: str
    targets: Floats
    weights: Floats


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded token ids with their mask and types, targets and weights; `pairs` says for which head."""

    ids: Ints
    mask: Ints
    types: Ints
    targets: Floats
    weights: Floats
    pairs: bool


def joined(rows: Sequence[Row], draw: random.Random) -> list[Row]:
    """Rows as they stand in a transcript: some run on into a neighbour, some have lost words."""
    by_place: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_place[row.rubric, row.question].append(row)
    return [_varied(row, by_place[row.rubric, row.question], draw) for row in rows]


def _varied(row: Row, near: Sequence[Row], draw: random.Random) -> Row:
    text, marks, asked = row.text, row.marks, row.asked
    if draw.random() < _JOINED:
        other = draw.choice(near)
        if other is not row and len(text.split()) + len(other.text.split()) < 90:
            marks = _union(marks, other.marks)
            if draw.random() < 0.5:
                text = f"{text} {other.text}"
            else:
                text, asked = f"{other.text} {text}", other.asked
    if draw.random() < _DAMAGED:
        kept = [word for word in text.split() if draw.random() > _DROPPED]
        text = " ".join(kept) or text
    if draw.random() < _UNASKED:
        asked = ""
    return replace(row, text=text, marks=marks, asked=asked)


def _union(one: Mapping[str, Mark], other: Mapping[str, Mark]) -> dict[str, Mark]:
    found: dict[str, Mark] = {}
    for key in {**one, **other}:
        a, b = one.get(key), other.get(key)
        if a is None or b is None:
            certain = a or b
            # Of the other half nothing is known: it may earn, or earn more.
            if certain is not None and certain.label != 0:
                found[key] = certain if certain.label == 2 else Mark(None, certain.weight)
            continue
        found[key] = max(a, b, key=lambda mark: 1.5 if mark.label is None else mark.label)
        if a.label == 0 and b.label == 0:
            found[key] = Mark(0, min(a.weight, b.weight))
    return found


def fixed_items(rows: Sequence[Row], heads: Mapping[str, int]) -> list[Item]:
    """Rows that carry a mark for a known criterion, with a target for each."""
    items: list[Item] = []
    for row in rows:
        targets = np.zeros((len(heads), 2), dtype=np.float32)
        weights = np.zeros((len(heads), 2), dtype=np.float32)
        for key, mark in row.marks.items():
            if key in heads:
                targets[heads[key]], weights[heads[key]] = _target(mark)
        if weights.any():
            items.append(Item(answering(row.asked, row.text), "", targets, weights))
    return items


def pair_items(rows: Sequence[Row], asked: Mapping[str, Asked], draw: random.Random) -> list[Item]:
    """For each row what it earns, or the criterion it was written for, and one or two that it does not earn.

    Of the rows of fixed criteria a share is drawn: those criteria have heads of their own.
    """
    items: list[Item] = []
    everywhere = list(dict.fromkeys(key for row in rows for key in row.marks if not asked[key].fixed))
    for row in rows:
        chosen = [(key, row.marks[key]) for key in _chosen(row, asked, draw)]
        if chosen and everywhere and draw.random() < 0.25:
            key = draw.choice(everywhere)
            if key not in row.marks and asked[key].question != row.question:
                chosen.append((key, Mark(0, ASSUMED)))
        for key, mark in chosen:
            targets, weights = _target(mark)
            text = answering(row.asked, row.text) if len(row.text.split()) <= TERSE else row.text
            items.append(Item(text, asked[key].text, targets[None], weights[None]))
    return items


def _chosen(row: Row, asked: Mapping[str, Asked], draw: random.Random) -> list[str]:
    told = [
        key
        for key, mark in row.marks.items()
        if mark.weight == CERTAIN and (mark.label != 0 or row.kind != RUNNING)
    ]
    points = [key for key in told if not asked[key].fixed]
    if points or (row.kind == RUNNING and row.rubric == FUNDAMENTALS):
        rest = [key for key in row.marks if not asked[key].fixed and key not in points]
        return points + draw.sample(rest, min(2, len(rest)))
    if not row.marks or draw.random() > MANNER:
        return []
    own = draw.choice(told or list(row.marks))
    other = draw.choice(list(row.marks))
    return [own] if other == own or row.marks[other].label != 0 else [own, other]


def _target(mark: Mark) -> tuple[Floats, Floats]:
    if mark.label is None:
        return np.array([1, 0], dtype=np.float32), np.array([mark.weight, 0], dtype=np.float32)
    targets = np.array([mark.label >= 1, mark.label == 2], dtype=np.float32)
    return targets, np.full(2, mark.weight, dtype=np.float32)


def batches(
    items: Sequence[Item], tokenizer: Any, draw: random.Random, tokens: int = TOKENS
) -> Iterator[Batch]:
    """Batches of items of like length, in a drawn order. All items are alone, or all are pairs."""
    if not items:
        return
    pairs = items[0].criterion != ""
    texts = [(item.criterion, item.text) if pairs else item.text for item in items]
    encoded = tokenizer(texts, truncation=True, max_length=MAX_TOKENS, padding=False)
    lengths = [len(ids) for ids in encoded["input_ids"]]
    order = sorted(range(len(items)), key=lambda i: lengths[i] + draw.random() * 4)
    groups: list[list[int]] = []
    for i in order:
        if not groups or lengths[i] * (len(groups[-1]) + 1) > tokens:
            groups.append([])
        groups[-1].append(i)
    draw.shuffle(groups)
    for group in groups:
        width = max(lengths[i] for i in group)
        ids, mask, types = (np.zeros((len(group), width), dtype=np.int64) for _ in range(3))
        for row, i in enumerate(group):
            ids[row, : lengths[i]] = encoded["input_ids"][i]
            types[row, : lengths[i]] = encoded["token_type_ids"][i]
            mask[row, : lengths[i]] = 1
        yield Batch(
            ids,
            mask,
            types,
            np.stack([items[i].targets for i in group]),
            np.stack([items[i].weights for i in group]),
            pairs,
        )
