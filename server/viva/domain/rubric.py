"""A rubric: criteria with anchors, sub-points, probes, hints and example sentences, and a hire scale."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from viva.domain.errors import not_found
from viva.domain.label import Label, Verdict
from viva.domain.level import Level

ANY_PHASE: Final = "any"


class ExampleKind(StrEnum):
    """Why an example sentence does or does not show a criterion."""

    PLAIN = "plain"
    PARAPHRASE = "paraphrase"
    NEGATED = "negated"
    DECLINED = "declined"
    DELEGATED = "delegated"
    HEARSAY = "hearsay"
    KEYWORD = "keyword"
    NEIGHBOUR = "neighbour"
    OFF_TOPIC = "off-topic"
    GRADER_TALK = "grader-talk"


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence or two, in a spoken register, that show (or only seem to show) a criterion."""

    kind: ExampleKind
    text: str


@dataclass(frozen=True, slots=True)
class SubPoint:
    """A part of a full answer. `ask` is how an interviewer deepens a partial one."""

    id: str
    text: str
    ask: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Anchors:
    """What each label looks like, in a sentence or two."""

    missing: str
    partial: str
    full: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing a good answer does. Probes may hold a `{quote}` slot for the candidate's own words."""

    id: str
    name: str
    phase: str
    weight: float
    meaning: str
    anchors: Anchors
    positive: tuple[Example, ...]
    contrast: tuple[Example, ...]
    sub_points: tuple[SubPoint, ...] = ()
    probes: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    strong_answer: str = ""
    must_have: frozenset[Level] = frozenset()
    lens: Mapping[str, str] = field(default_factory=dict[str, str])
    notes: tuple[str, ...] = ()

    @property
    def teachable(self) -> bool:
        """Whether it carries example sentences."""
        return bool(self.positive)


@dataclass(frozen=True, slots=True)
class RubricPhase:
    """A phase as the rubric names it. Minutes belong to the round."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Lens:
    """Another framework's steps, onto which the same criteria map."""

    id: str
    title: str
    steps: tuple[RubricPhase, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Lower bounds (0..100) of the three upper bands of the hire scale."""

    no_hire: float
    hire: float
    strong_hire: float

    def verdict(self, score: float) -> Verdict:
        """The band in which a score of 0..100 falls."""
        if score >= self.strong_hire:
            return Verdict.STRONG_HIRE
        if score >= self.hire:
            return Verdict.HIRE
        return Verdict.NO_HIRE if score >= self.no_hire else Verdict.STRONG_NO_HIRE


@dataclass(frozen=True, slots=True)
class Cap:
    """The best verdict possible at some levels while `criteria` are missing (all of them, or any)."""

    id: str
    criteria: tuple[str, ...]
    when: Literal["all", "any"]
    levels: frozenset[Level]
    at: Verdict
    reason: str

    def applies(self, level: Level, labels: Mapping[str, Label | None]) -> bool:
        """True when every (or any) named criterion is labelled missing at a level the cap covers."""
        if level not in self.levels:
            return False
        missing = [labels.get(name) is Label.MISSING for name in self.criteria]
        return all(missing) if self.when == "all" else any(missing)


@dataclass(frozen=True, slots=True)
class Rubric:
    """A versioned set of criteria. `sha256` is over its parsed content, so equal content has equal hashes."""

    id: str
    version: str
    title: str
    phases: tuple[RubricPhase, ...]
    criteria: tuple[Criterion, ...]
    scale: Scale
    must_have_cap: Verdict
    caps: tuple[Cap, ...] = ()
    lenses: tuple[Lens, ...] = ()
    sha256: str = ""

    def criterion(self, name: str) -> Criterion:
        """The criterion with this id. Raises `VivaError` (unknown-criterion)."""
        for criterion in self.criteria:
            if criterion.id == name:
                return criterion
        raise not_found("criterion", name, f"The rubric “{self.id}” has {len(self.criteria)} criteria.")
