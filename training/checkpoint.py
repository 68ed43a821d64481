"""A training run as it stands after an epoch: the weights, and what going on from there needs."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from training.rows import Row

torch: Any = import_module("torch")


@dataclass(frozen=True, slots=True)
class Begun:
    """A run within a stage: `epochs` are done; `counted` steps' weights are in `sums`; the rest is as torch
    keeps it."""

    epochs: int
    optimiser: Mapping[str, Any]
    schedule: Mapping[str, Any]
    random: Any
    sums: Mapping[str, Any]
    counted: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`heads` are digests of what each head stands for, `data` is that of the rows, `stage` counts from 0."""

    heads: Mapping[str, str]
    data: str
    stage: int
    state: Mapping[str, Any]
    begun: Begun

    def write(self, file: Path) -> None:
        """Writes it whole: what stood there before is replaced only by a complete file."""
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(file.name + ".part")
        begun = {name: getattr(self.begun, name) for name in Begun.__slots__}
        torch.save({name: getattr(self, name) for name in Checkpoint.__slots__} | {"begun": begun}, part)
        part.replace(file)

    @staticmethod
    def read(file: Path) -> "Checkpoint":
        """The run that was kept in a file. Raises `OSError`, and `KeyError` where there is none in it."""
        held = torch.load(file, map_location="cpu")
        begun = Begun(**{name: held["begun"][name] for name in Begun.__slots__})
        return Checkpoint(held["heads"], held["data"], held["stage"], held["state"], begun)


def fingerprint(rows: Sequence[Row]) -> str:
    """What tells rows from other rows, or from the same in another order."""
    whole = hashlib.sha256()
    for row in rows:
        marks = sorted((key, mark.label, mark.weight) for key, mark in row.marks.items())
        whole.update(repr((row.text, row.asked, row.rubric, row.question, row.kind, marks)).encode())
    return whole.hexdigest()
