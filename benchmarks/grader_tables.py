"""What a bench of a grader prints, in Markdown: a row a round, a criterion, a confusion, a share of calls."""

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

_ROUNDS: Final = ("system-design", "behavioural", "fundamentals", KEY_POINTS)


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled criterion and what the grader makes of it; `called` is None for a can't call. `form` is
    that of its transcript, `seen` says which of `TRAINED_ON` its question is."""

    transcript: str
    round: str
    form: str
    seen: str
    criterion: str
    label: int
    called: int | None
    confidence: float
    hit: bool | None


def table(items: Sequence[Item]) -> list[str]:
    """A row a round and one for all, in Markdown."""
    rows = [
        (
            "| round | labels | called | covered or not: accuracy, kappa | three-way: accuracy, kappa, "
            "weighted kappa | two off | evidence hit |"
        ),
        "|---|---|---|---|---|---|---|",
    ]
    own = sorted({item.round for item in items} - set(_ROUNDS))
    for name in (*_ROUNDS, *own, *FORMS, *TRAINED_ON, "all"):
        mine = [item for item in items if name in {item.round, item.form, item.seen, "all"}]
        if not mine:
            continue
        truth, called, groups = columns(mine)
        two, ours = (truth > 0).astype(np.int64), (called > 0).astype(np.int64)
        hits = [item.hit for item in mine if item.hit is not None]
        rows.append(
            f"| {name.replace('-', ' ')} | {len(mine)} | {len(truth) / len(mine):.0%} | "
            f"{bootstrap(accuracy, two, ours, groups)}, {bootstrap(kappa, two, ours, groups)} | "
            f"{accuracy(truth, called):.2f}, {kappa(truth, called):.2f}, "
            f"{bootstrap(_weighted, truth, called, groups)} | "
            f"{np.mean(np.abs(truth - called) == 2):.1%} | {np.mean(hits) if hits else float('nan'):.2f} |"
        )
    return rows


def columns(items: Sequence[Item]) -> tuple[Ints, Ints, list[str]]:
    """Labels, calls and transcripts of what was called."""
    kept = [item for item in items if item.called is not None]
    return (
        np.array([item.label for item in kept], dtype=np.int64),
        np.array([item.called for item in kept], dtype=np.int64),
        [item.transcript for item in kept],
    )


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
        truth, called, _ = columns(mine)
        covered, ours = (truth > 0).astype(np.int64), (called > 0).astype(np.int64)
        two = kappa(covered, ours)
        shown = names.get((name, criterion), "every one")
        row = f"| {name.replace('-', ' ')} | {shown} | {len(mine)} | {len(truth) / len(mine):.0%} | "
        row += f"{accuracy(covered, ours):.2f} | {two:.2f} | {_weighted(truth, called):.2f} |"
        found.append((-two, row))
    head = [
        "| round | criterion | labels | called | covered or not | kappa | weighted kappa |",
        "|---|---|---|---|---|---|---|",
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


def abstaining(items: Sequence[Item]) -> list[str]:
    """How right the labels are as more of the doubtful ones are left uncalled."""
    kept = sorted((item for item in items if item.called is not None), key=lambda item: -item.confidence)
    rows = ["| called, most sure first | covered or not | three-way |", "|---|---|---|"]
    for share in (0.25, 0.5, 0.75, 1.0):
        some = kept[: round(share * len(kept))]
        truth, called, _ = columns(some)
        two = accuracy((truth > 0).astype(np.int64), (called > 0).astype(np.int64))
        rows.append(f"| {len(some) / len(items):.0%} | {two:.2f} | {accuracy(truth, called):.2f} |")
    return rows
