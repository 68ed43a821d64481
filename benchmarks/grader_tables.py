"""What a bench of a grader prints, in Markdown: a row a round, a row a criterion, a confusion."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from training.agreement import Ints, accuracy, bootstrap, confusion, kappa
from viva.content.library import Library

FORMS: Final = ("interviews", "single answers")
TRAINED_ON: Final = ("questions trained on", "questions never trained on")
KEY_POINTS: Final = "key points"
BY_WORDS: Final = "key points by their words alone"
NOTHING: Final = "–"
"""Stands where there is no figure."""

_ROUNDS: Final = ("system-design", "behavioural", "fundamentals", KEY_POINTS)


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled criterion and what the grader makes of it; `called` is None for a can't call.

    `round` is its rubric, or `KEY_POINTS`; `form` is that of its transcript; `seen` says which of
    `TRAINED_ON` its question is. `sure` ranks: the surest first. `pressed` is what would be called if
    something had to be, None where that is not known. `hit` says whether the words quoted are those that
    the label rests on.
    """

    transcript: str
    rubric: str
    round: str
    form: str
    seen: str
    criterion: str
    label: int
    called: int | None
    sure: float
    pressed: int | None = None
    hit: bool | None = None


def table(items: Sequence[Item], by_words: Sequence[Item] = ()) -> list[str]:
    """A row a round and one for all, in Markdown. `by_words` are key points again, without their examples."""
    rows = [
        (
            "| round | labels | called | covered or not: accuracy, kappa | three-way: accuracy, kappa, "
            "weighted kappa | two off | evidence hit |"
        ),
        "|---|---|---|---|---|---|---|",
    ]
    own = sorted({item.round for item in items} - set(_ROUNDS))
    parts = [
        (name, [item for item in items if name in {item.round, item.form, item.seen, "all"}])
        for name in (*_ROUNDS, *own, *FORMS, *TRAINED_ON, "all")
    ]
    new = [item for item in items if item.round == KEY_POINTS and item.seen == TRAINED_ON[1]]
    parts += [(f"{KEY_POINTS} of {TRAINED_ON[1]}", new), (BY_WORDS, list(by_words))]
    return rows + [_row(name, mine) for name, mine in parts if mine]


def _row(name: str, mine: Sequence[Item]) -> str:
    truth, called, groups = columns(mine)
    two, ours = (truth > 0).astype(np.int64), (called > 0).astype(np.int64)
    three = NOTHING
    if groups:
        three = f"{accuracy(truth, called):.2f}, {kappa(truth, called):.2f}, "
        three += str(bootstrap(_weighted, truth, called, groups))
    return (
        f"| {name.replace('-', ' ')} | {len(mine)} | {len(truth) / len(mine):.0%} | "
        f"{bootstrap(accuracy, two, ours, groups)}, {bootstrap(kappa, two, ours, groups)} | {three} | "
        f"{share((np.abs(truth - called) == 2).tolist())} | {hits(mine)} |"
    )


def columns(items: Sequence[Item]) -> tuple[Ints, Ints, list[str]]:
    """Labels, calls and transcripts of what was called."""
    kept = [item for item in items if item.called is not None]
    return (
        np.array([item.label for item in kept], dtype=np.int64),
        np.array([item.called for item in kept], dtype=np.int64),
        [item.transcript for item in kept],
    )


def share(found: Sequence[bool]) -> str:
    """Of how many it is so, in per cent."""
    return f"{np.mean(found):.1%}" if found else NOTHING


def hits(items: Sequence[Item]) -> str:
    """How often the words quoted are those that a label rests on."""
    found = [item.hit for item in items if item.hit is not None]
    return f"{np.mean(found):.2f}" if found else NOTHING


def _weighted(truth: Ints, called: Ints) -> float:
    return kappa(truth, called, weighted=True)


def by_criterion(items: Sequence[Item], library: Library) -> list[str]:
    """A row a criterion, worst last."""
    names = {
        (rubric.id, criterion.id): criterion.name
        for rubric in library.rubrics.values()
        for criterion in rubric.criteria
    }
    groups: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.round, KEY_POINTS if item.round == KEY_POINTS else item.criterion].append(item)
    found: list[tuple[float, str]] = []
    for (name, criterion), mine in groups.items():
        truth, called, transcripts = columns(mine)
        covered, ours = (truth > 0).astype(np.int64), (called > 0).astype(np.int64)
        two = bootstrap(kappa, covered, ours, transcripts)
        right = accuracy(covered, ours)
        shown = names.get((name, criterion), "every one")
        row = f"| {name.replace('-', ' ')} | {shown} | {len(mine)} | {len(truth) / len(mine):.0%} | "
        row += f"{right:.2f} | {two} | {_weighted(truth, called):.2f}" if transcripts else " | ".join("–––")
        found.append((-two.value if transcripts else np.inf, f"{row} | {hits(mine)} |"))
    head = [
        "| round | criterion | labels | called | covered or not | kappa | weighted kappa | evidence hit |",
        "|---|---|---|---|---|---|---|---|",
    ]
    return head + [row for _, row in sorted(found)]


def mixed_up(items: Sequence[Item]) -> list[str]:
    """The confusion of labels, truth by row."""
    truth, called, _ = columns(items)
    counts = confusion(truth, called).astype(int)
    names = ("missing", "partial", "full")
    return ["| labelled | called missing | called partial | called full |", "|---|---|---|---|"] + [
        f"| {name} | {' | '.join(str(n) for n in counts[i])} |" for i, name in enumerate(names)
    ]
