"""Human-labelled sets of others: does a text say what a key point or a reference says?"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from grader_tables import NOTHING
from subject import Embedded, Subject
from training.agreement import accuracy, auc, bootstrap, kappa
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.ports import Case

SAMPLE: Final = 600
_ROUND: Final = "fundamentals"


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and what it may say, in one or several wordings; `question` is what was asked, if anything was.
    `covered` is what a person said of it."""

    points: tuple[str, ...]
    text: str
    covered: bool
    question: str = ""


def _argument(row: Mapping[str, Any]) -> Pair:
    return Pair((row["key_point"],), row["text"], _one_of(row["label"], {1: True, 0: False}))


def _long_answer(row: Mapping[str, Any]) -> Pair:
    covered = _one_of(row["verdict"], {"Correct": True, "Partially correct": True, "Incorrect": False})
    return Pair(tuple(row["reference"]), row["answer"], covered, row["question"])


def _short_answer(row: Mapping[str, Any]) -> Pair:
    covered = _one_of(row["label"], {"correct": True, "contradictory": False, "incorrect": False})
    return Pair(tuple(row["reference"]), row["answer"], covered, row["question"])


def _one_of(label: object, known: Mapping[Any, bool]) -> bool:
    if label not in known:
        raise ValueError(f"the label is none of {', '.join(str(name) for name in known)}")
    return known[label]


SETS: Final[Mapping[str, Callable[[Mapping[str, Any]], Pair]]] = {
    "argkp2021": _argument,
    "saf_english": _long_answer,
    "semeval2013_3way_training": _short_answer,
}


def read_sets(folder: Path) -> dict[str, list[Pair]]:
    """The sets that a folder has, by name, without texts that say nothing.

    Raises `VivaError` (no-public-sets, bad-public-set).
    """
    found = {
        name: _read(folder / f"{name}.jsonl", parse)
        for name, parse in SETS.items()
        if (folder / f"{name}.jsonl").is_file()
    }
    if not found:
        raise VivaError(
            "no-public-sets",
            f"{folder} has none of the sets that are known here.",
            f"Known: {', '.join(f'{name}.jsonl' for name in SETS)}.",
        )
    return found


def _read(file: Path, parse: Callable[[Mapping[str, Any]], Pair]) -> list[Pair]:
    found: list[Pair] = []
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            pair = parse(json.loads(line))
        except (KeyError, TypeError, ValueError) as error:
            raise VivaError(
                "bad-public-set",
                f"{file.name}, line {number} is not as expected: {error}.",
                "`viva bench grader --help` says what a line holds.",
            ) from error
        if pair.text.strip():
            found.append(pair)
    return found


def drawn(pairs: Sequence[Pair], count: int) -> list[Pair]:
    """At most so many, the same ones each time."""
    return random.Random(7).sample(pairs, count) if count < len(pairs) else list(pairs)


async def measured_sets(subject: Subject, library: Library, folder: Path, count: int) -> list[str]:
    """A row a set, in Markdown."""
    rows = [
        "| set | pairs | called | area under the ROC curve | accuracy | kappa |",
        "|---|---|---|---|---|---|",
    ]
    for name, pairs in read_sets(folder).items():
        some = drawn(pairs, count)
        rows.append(f"| {name} | {len(some)} of {len(pairs)} | {await _figures(subject, library, some)} |")
    return [f"Measured: {subject.name}.", "", *rows]


async def _figures(subject: Subject, library: Library, pairs: Sequence[Pair]) -> str:
    truth: list[bool] = []
    ours: list[bool] = []
    groups: list[str] = []
    scores: list[float] = []
    judged = 0
    for pair in pairs:
        case = case_of(pair, library)
        if subject.embedded is not None:
            scores.append(_score(subject.embedded, case))
        labels = (await subject.labels(case)).values()
        judged += bool(labels)
        if any(labels) or (labels and None not in labels):
            truth.append(pair.covered)
            ours.append(any(labels))
            groups.append(pair.points[0])
    curve = NOTHING
    if scores:
        curve = f"{auc(np.array([pair.covered for pair in pairs]), np.array(scores)):.2f}"
    said, called = np.array(truth, dtype=np.int64), np.array(ours, dtype=np.int64)
    share = f"{len(truth) / judged:.0%}" if judged else NOTHING
    right, agreed = (bootstrap(figure, said, called, groups) for figure in (accuracy, kappa))
    return f"{share} | {curve} | {right} | {agreed}"


def case_of(pair: Pair, library: Library) -> Case:
    """The text as an answer, held against its points alone."""
    asked = (Turn(Speaker.INTERVIEWER, pair.question),) if pair.question else ()
    case = input_case(
        Transcript((*asked, Turn(Speaker.CANDIDATE, pair.text))),
        library,
        round_id=_ROUND,
        question=pair.question,
        key_points=pair.points,
    ).case
    own = {point.id for point in case.question.key_points}
    return replace(case, criteria=tuple(c for c in case.criteria if c.id in own))


def _score(embedded: Embedded, case: Case) -> float:
    """The likeliest of several wordings speaks for them all."""
    return max((reading.covered for reading in embedded.model.readings(case).values()), default=0.0)
