"""Labelled windows and the rubrics' own examples, as rows to train and validate on."""

import itertools
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from viva.content.criteria import THAT, leg_criteria
from viva.content.library import Library
from viva.domain.rubric import Criterion, ExampleKind
from viva.grading.asked import head_of, told
from viva.grading.context import NEAR, question_of
from viva.grading.normal import normal
from viva.grading.sentences import sentence_spans

DATA: Final = Path(__file__).parent / "data"
FUNDAMENTALS: Final = "fundamentals"
OPEN: Final = "open"
"""Stands for the rubric of criteria that belong to none."""

CERTAIN: Final = 1.0
"""The weight of a label that somebody gave."""

RUNNING: Final = "running"
"""The kind of a line of a whole interview: every criterion that it does not earn is a certain zero."""

ASSUMED: Final = 0.4
"""The weight of a zero that nobody gave: a window is labelled for the criterion it was written for and for
those it was seen to earn besides."""

_FACT: Final = re.compile(rf"^(?:(?:{'|'.join(THAT)})|(?=(?:An?|The|In|When|With|Each) ))(.+)")

Split = Literal["train", "held-out"]


class LabelledWindow(BaseModel):
    """A line of `training/data/windows`. `also` holds the other criteria of the rubric that it earns.

    `held-out` rows are never trained on, and no other row of their questions stands among the windows.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    rubric: str
    question: str
    criterion: str
    label: int = Field(ge=0, le=2)
    kind: str
    split: Split
    text: str = Field(min_length=1)
    also: dict[str, int] = Field(default_factory=dict)
    before: str = ""


class MarkedLine(BaseModel):
    """A line of a file of `training/data/running`, one file a transcript: one to three sentences.

    `marks` holds every criterion that a candidate's line earns in its place.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: Literal["interviewer", "candidate"]
    text: str = Field(min_length=1)
    marks: dict[str, int] = Field(default_factory=dict)


class OpenCriterion(BaseModel):
    """A line of `training/data/open`: a criterion of no rubric, with what candidates said about it.

    They teach to judge by a criterion's words alone, as key points and rubrics of one's own are judged.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1)
    meaning: str = Field(min_length=1)
    said: tuple["OpenAnswer", ...] = Field(min_length=2)


class OpenAnswer(BaseModel):
    """One or two sentences and what they earn of the criterion that they stand under."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    label: int = Field(ge=0, le=2)
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What a text earns of a criterion. `label` None: it earns something, how much is not said."""

    label: int | None
    weight: float


@dataclass(frozen=True, slots=True)
class Row:
    """A text in normal form with its marks, by criterion key (`key_of`).

    `asked` is the end of what the interviewer said just before it, in normal form; it may be empty.
    """

    text: str
    rubric: str
    question: str
    kind: str
    marks: Mapping[str, Mark]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A criterion as a row may be judged by it: what its head is called, what a reader would be told, and the
    words of its meaning."""

    key: str
    rubric: str
    question: str
    text: str
    words: str = ""

    @property
    def fixed(self) -> bool:
        """Whether it has a head of its own. Key points have none."""
        return not self.question


def key_of(rubric: str, criterion: str, question: str = "") -> str:
    """One name for a criterion: of a rubric, or of one question where it is a key point."""
    return f"{rubric}/{question}/{criterion}" if criterion.startswith("kp-") else head_of(rubric, criterion)


def criteria(library: Library) -> dict[str, Asked]:
    """Every criterion of the shipped rubrics, and every key point, by key."""
    found: dict[str, Asked] = {}
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            key = key_of(rubric.id, criterion.id)
            found[key] = Asked(key, rubric.id, "", told(criterion))
    for question in library.bank(FUNDAMENTALS):
        for criterion in leg_criteria(library.rubric(FUNDAMENTALS), question):
            if criterion.id.startswith("kp-"):
                key = key_of(FUNDAMENTALS, criterion.id, question.id)
                found[key] = Asked(key, FUNDAMENTALS, question.id, told(criterion), criterion.meaning)
    return found


def read_windows(folder: Path = DATA / "windows") -> list[LabelledWindow]:
    """All labelled windows, in the order of their files."""
    return [
        LabelledWindow.model_validate_json(line)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def unseen_questions(windows: Sequence[LabelledWindow], folder: Path = DATA / "running") -> frozenset[str]:
    """Questions of which nothing is trained on, neither windows nor interviews."""
    held_out = {window.question for window in windows if window.split == "held-out"}
    return frozenset(held_out - {place.name for place in folder.glob("*/*")})


def read_interview(file: Path) -> list[MarkedLine]:
    """The lines of an interview."""
    return [MarkedLine.model_validate_json(line) for line in file.read_text("utf-8").splitlines()]


def running_rows(library: Library, asked: Mapping[str, Asked], folder: Path = DATA / "running") -> list[Row]:
    """Lines of whole transcripts, alone and with the one after them.

    What is not marked is a certain zero, of each criterion that applies to the question. Raises `ValueError`
    for a mark of another criterion.
    """
    rows: list[Row] = []
    for file in sorted(folder.glob("*/*/*.jsonl")):
        rubric, question = file.parent.parent.name, file.parent.name
        applies = leg_criteria(library.rubric(rubric), library.question(question))
        zeros = {key: Mark(0, CERTAIN) for c in applies if (key := key_of(rubric, c.id, question)) in asked}
        lines = read_interview(file)
        asked_now: list[str] = []
        said = 0
        for line, after in itertools.pairwise([*lines, None]):
            if line is None:
                continue
            if line.speaker != "candidate":
                asked_now, said = [line.text] if said else [*asked_now, line.text], 0
                continue
            runs = [(line.text, line.marks)]
            if after is not None and after.speaker == "candidate":
                names = line.marks | after.marks
                both = {name: max(line.marks.get(name, 0), after.marks.get(name, 0)) for name in names}
                runs.append((f"{line.text} {after.text}", both))
            for text, marks in runs:
                given = {
                    key_of(rubric, name, question): Mark(label, CERTAIN) for name, label in marks.items()
                }
                if unknown := sorted(set(given) - set(zeros)):
                    raise ValueError(f"{file}: {unknown[0]} is no criterion of it.")
                before = question_of(*asked_now) if said < NEAR else ""
                rows.append(Row(normal(text), rubric, question, RUNNING, zeros | given, before))
            said += len(sentence_spans(line.text))
    return rows


def read_open(folder: Path = DATA / "open") -> list[OpenCriterion]:
    """All criteria of no rubric, in the order of their files."""
    return [
        OpenCriterion.model_validate_json(line)
        for file in sorted(folder.glob("*.jsonl"))
        for line in file.read_text("utf-8").splitlines()
    ]


def open_asked(found: Sequence[OpenCriterion]) -> dict[str, Asked]:
    """They as criteria by key, each a question of its own."""
    named = [(f"{OPEN}/{number:04d}", item) for number, item in enumerate(found)]
    return {
        key: Asked(key, OPEN, key, normal(f"{item.name}. {item.meaning}"), item.meaning)
        for key, item in named
    }


def open_rows(found: Sequence[OpenCriterion]) -> list[Row]:
    """What was said about each, with its label."""
    return [
        Row(normal(answer.text), OPEN, key, answer.kind, {key: Mark(answer.label, CERTAIN)})
        for key, item in zip(open_asked(found), found, strict=True)
        for answer in item.said
    ]


def window_rows(windows: Sequence[LabelledWindow], split: Split, asked: Mapping[str, Asked]) -> list[Row]:
    """The windows of a split as rows, with assumed zeros for the rest of what they could be judged by."""
    return [_row(window, asked) for window in windows if window.split == split]


def example_rows(library: Library, unseen: frozenset[str], asked: Mapping[str, Asked]) -> list[Row]:
    """The example sentences of rubrics and key points, but for the key points of unseen questions."""
    rows: list[Row] = []
    for rubric in library.rubrics.values():
        for criterion in rubric.criteria:
            rows += _examples(criterion, rubric.id, "", asked)
    for question in library.bank(FUNDAMENTALS):
        if question.id in unseen:
            continue
        for criterion in leg_criteria(library.rubric(FUNDAMENTALS), question):
            if criterion.id.startswith("kp-"):
                rows += _examples(criterion, FUNDAMENTALS, question.id, asked)
    return rows


def restated_rows(asked: Mapping[str, Asked], unseen: frozenset[str]) -> list[Row]:
    """Facts that criteria without a head ask for, in their own words: whoever says just that earns it."""
    rows: list[Row] = []
    for key, item in asked.items():
        fact = _FACT.search(item.words)
        if not item.fixed and item.question not in unseen and fact:
            row = Row(normal(fact[1]), item.rubric, item.question, "restated", {key: Mark(2, CERTAIN)})
            rows.append(row)
    return rows


def shared(rows: Sequence[Row], share: float, seed: int = 1) -> list[Row]:
    """The rows of a share of the questions, 0..1; a criterion of no rubric counts as a question. The rubrics'
    own examples always stay."""
    units = sorted({(row.rubric, row.question) for row in rows if row.question})
    kept = set(random.Random(seed).sample(units, round(share * len(units))))
    return [row for row in rows if not row.question or (row.rubric, row.question) in kept]


def _row(window: LabelledWindow, asked: Mapping[str, Asked]) -> Row:
    given = {window.criterion: window.label, **window.also}
    marks = {
        key_of(window.rubric, name, window.question): Mark(label, CERTAIN) for name, label in given.items()
    }
    unknown = sorted(set(marks) - set(asked))
    if unknown:
        raise ValueError(f"{window.id}: there is no criterion {unknown[0]}.")
    for name in asked:
        if _comparable(asked[name], window.rubric, window.question):
            marks.setdefault(name, Mark(0, ASSUMED))
    asked_before = question_of(window.before)
    return Row(normal(window.text), window.rubric, window.question, window.kind, marks, asked_before)


def _comparable(asked: Asked, rubric: str, question: str) -> bool:
    """Whether silence about a criterion says anything: within the rubric, or among one question's key points.

    The common criteria of fundamentals cut across key points: how a thing works is what most of them ask for.
    """
    if asked.rubric != rubric:
        return False
    return asked.question == question if asked.question else rubric != FUNDAMENTALS


_NOTHING: Final = frozenset({ExampleKind.OFF_TOPIC, ExampleKind.GRADER_TALK})


def _examples(criterion: Criterion, rubric: str, question: str, asked: Mapping[str, Asked]) -> Iterator[Row]:
    own = key_of(rubric, criterion.id, question)

    def row(text: str, kind: str, mark: Mark, *, rest: bool) -> Row:
        marks = {own: mark}
        for name in asked:
            if rest and _comparable(asked[name], rubric, question):
                marks.setdefault(name, Mark(0, ASSUMED))
        return Row(normal(text), rubric, question, kind, marks)

    for example in criterion.positive:
        yield row(example.text, example.kind, Mark(2, CERTAIN), rest=True)
    for example in criterion.contrast:
        label = 1 if example.kind is ExampleKind.KEYWORD else 0
        yield row(example.text, example.kind, Mark(label, CERTAIN), rest=example.kind in _NOTHING)
    for point in criterion.sub_points:
        for text in point.examples:
            yield row(text, "sub-point", Mark(None, CERTAIN), rest=True)
