"""Rubric files: one folder a rubric (`rubric.yaml` with `criteria/*.yaml`), or one file that holds it all."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from viva.content.document import Document, read_document
from viva.content.problem import ContentError, Problem
from viva.content.text import FileModel, Line, Slug, Text
from viva.domain.label import Verdict
from viva.domain.level import Level
from viva.domain.rubric import (
    ANY_PHASE,
    Anchors,
    Cap,
    Criterion,
    Example,
    ExampleKind,
    Lens,
    Rubric,
    RubricPhase,
    Scale,
    SubPoint,
)

Positive = Literal["plain", "paraphrase", "negated"]
Contrast = Literal["declined", "delegated", "hearsay", "keyword", "neighbour", "off-topic", "grader-talk"]


class StepFile(FileModel):
    """A phase of a rubric or a step of a lens."""

    id: Slug
    title: Text


class LensFile(FileModel):
    """Another framework over the same criteria."""

    id: Slug
    title: Text
    steps: Annotated[tuple[StepFile, ...], Field(min_length=1)]


class AnchorsFile(FileModel):
    """Anchors by label."""

    missing: Annotated[Text, Field(alias="0")]
    partial: Annotated[Text, Field(alias="1")]
    full: Annotated[Text, Field(alias="2")]


class SubPointFile(FileModel):
    """A part of a full answer."""

    id: Slug
    text: Text
    ask: Line
    examples: tuple[Text, ...] = ()


class PositiveFile(FileModel):
    """A sentence that shows the criterion."""

    kind: Positive
    text: Text


class ContrastFile(FileModel):
    """A sentence that only seems to."""

    kind: Contrast
    text: Text


class ExamplesFile(FileModel):
    """Positive and contrast sentences."""

    positive: tuple[PositiveFile, ...] = ()
    contrast: tuple[ContrastFile, ...] = ()


class CriterionFile(FileModel):
    """`criteria/<id>.yaml`."""

    id: Slug
    name: Text
    phase: Slug = ANY_PHASE
    weight: Annotated[float, Field(gt=0, le=10)] = 1.0
    must_have: tuple[Level, ...] = ()
    lens: Mapping[Slug, Slug] = {}
    meaning: Text
    anchors: AnchorsFile
    sub_points: Annotated[tuple[SubPointFile, ...], Field(max_length=4)] = ()
    probes: tuple[Line, ...] = ()
    hints: tuple[Line, ...] = ()
    examples: ExamplesFile = ExamplesFile()
    strong_answer: str = ""
    notes: tuple[Slug, ...] = ()

    def criterion(self) -> Criterion:
        """The noun."""
        return Criterion(
            id=self.id,
            name=self.name,
            phase=self.phase,
            weight=self.weight,
            must_have=frozenset(self.must_have),
            lens=dict(self.lens),
            meaning=self.meaning,
            anchors=Anchors(self.anchors.missing, self.anchors.partial, self.anchors.full),
            sub_points=tuple(SubPoint(p.id, p.text, p.ask, p.examples) for p in self.sub_points),
            probes=self.probes,
            hints=self.hints,
            positive=tuple(Example(ExampleKind(e.kind), e.text) for e in self.examples.positive),
            contrast=tuple(Example(ExampleKind(e.kind), e.text) for e in self.examples.contrast),
            strong_answer=self.strong_answer.strip(),
            notes=self.notes,
        )


class ScaleFile(FileModel):
    """Lower bounds of the upper three bands, 0..100, rising."""

    no_hire: Annotated[float, Field(ge=0, le=100)]
    hire: Annotated[float, Field(ge=0, le=100)]
    strong_hire: Annotated[float, Field(ge=0, le=100)]


class CapFile(FileModel):
    """The best verdict while criteria are missing."""

    id: Slug
    criteria: Annotated[tuple[Slug, ...], Field(min_length=1)]
    when: Literal["all", "any"]
    levels: tuple[Level, ...]
    at: Verdict
    reason: Text


def _entry_kind(entry: object) -> str:
    return "criterion" if isinstance(entry, Mapping | CriterionFile) else "path"


CriterionEntry = Annotated[
    Annotated[Text, Tag("path")] | Annotated[CriterionFile, Tag("criterion")], Discriminator(_entry_kind)
]


class RubricFile(FileModel):
    """`rubric.yaml`. A criterion is a path to its file, or the criterion itself."""

    id: Slug
    version: Text
    title: Text
    phases: Annotated[tuple[StepFile, ...], Field(min_length=1)]
    scale: ScaleFile
    must_have_cap: Verdict = Verdict.NO_HIRE
    caps: tuple[CapFile, ...] = ()
    lenses: tuple[LensFile, ...] = ()
    criteria: Annotated[tuple[CriterionEntry, ...], Field(min_length=1)]


def load_rubric(file: Path) -> Rubric:
    """A rubric from its file. Raises `ContentError` naming file, line and field."""
    document = read_document(file)
    data = document.validate(RubricFile)
    problems: list[Problem] = []
    criteria: list[Criterion] = []
    raw: list[object] = []
    for i, entry in enumerate(data.criteria):
        try:
            own = _criterion(document, i, entry)
        except ContentError as error:
            problems += error.problems
            continue
        model, source, prefix = own
        problems += _criterion_problems(source, prefix, model, data, {c.id for c in criteria})
        criteria.append(model.criterion())
        raw.append(model.model_dump(mode="json"))
    problems += _rubric_problems(document, data, {c.id for c in criteria})
    if problems:
        raise ContentError(sorted(problems))
    canonical = json.dumps(
        [data.model_dump(mode="json", exclude={"criteria"}), raw], sort_keys=True, ensure_ascii=False
    )
    return Rubric(
        id=data.id,
        version=data.version,
        title=data.title,
        phases=tuple(RubricPhase(p.id, p.title) for p in data.phases),
        criteria=tuple(criteria),
        scale=Scale(data.scale.no_hire, data.scale.hire, data.scale.strong_hire),
        must_have_cap=data.must_have_cap,
        caps=tuple(Cap(c.id, c.criteria, c.when, frozenset(c.levels), c.at, c.reason) for c in data.caps),
        lenses=tuple(
            Lens(n.id, n.title, tuple(RubricPhase(s.id, s.title) for s in n.steps)) for n in data.lenses
        ),
        sha256=hashlib.sha256(canonical.encode()).hexdigest(),
    )


def _criterion(
    document: Document, index: int, entry: str | CriterionFile
) -> tuple[CriterionFile, Document, tuple[str | int, ...]]:
    if isinstance(entry, CriterionFile):
        return entry, document, ("criteria", index)
    path = document.file.parent / entry
    if not path.is_file():
        raise ContentError([document.problem(("criteria", index), f"there is no file {entry}")])
    own = read_document(path)
    return own.validate(CriterionFile), own, ()


def _criterion_problems(
    source: Document,
    prefix: tuple[str | int, ...],
    model: CriterionFile,
    rubric: RubricFile,
    seen: set[str],
) -> list[Problem]:
    problems: list[Problem] = []
    if model.id in seen:
        problems.append(source.problem((*prefix, "id"), f"another criterion is called {model.id}"))
    if model.phase not in {ANY_PHASE, *(p.id for p in rubric.phases)}:
        problems.append(source.problem((*prefix, "phase"), f"the rubric has no phase {model.phase}"))
    steps = {lens.id: {s.id for s in lens.steps} for lens in rubric.lenses}
    for lens, step in model.lens.items():
        if step not in steps.get(lens, set()):
            problems.append(source.problem((*prefix, "lens", lens), f"the rubric has no step {lens}/{step}"))
    if bool(model.examples.positive) != bool(model.examples.contrast):
        problems.append(source.problem((*prefix, "examples"), "needs both positive and contrast sentences"))
    return problems


def _rubric_problems(document: Document, data: RubricFile, criteria: set[str]) -> list[Problem]:
    problems: list[Problem] = []
    scale = data.scale
    if not scale.no_hire < scale.hire < scale.strong_hire:
        problems.append(document.problem(("scale",), "the cut points must rise"))
    for i, cap in enumerate(data.caps):
        problems += [
            document.problem(("caps", i, "criteria", j), f"there is no criterion {name}")
            for j, name in enumerate(cap.criteria)
            if name not in criteria
        ]
    return problems
