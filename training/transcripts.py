"""Labelled transcripts: ours for development, never trained on, and a user's own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from viva.cli import context
from viva.content.library import Library
from viva.content.roots import content_roots, shipped_root
from viva.domain.errors import VivaError
from viva.domain.level import Level
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.ports import Case

FOLDER: Final = Path(__file__).parent / "data" / "transcripts"
FRESH: Final = FOLDER.with_name("fresh")
"""Transcripts that were written later: neither weights nor thresholds were chosen on them."""

Label = Literal[0, 1, 2]


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: Speaker
    text: str = Field(min_length=1)


class LabelledTranscript(BaseModel):
    """A file of `training/data/transcripts`, or of a user's own folder.

    `key_points` are those of a question that no bank holds, in the order of `kp-1`, `kp-2`, ....
    In ours `evidence` holds verbatim words for each label above 0, and `labellings` are the labels as each of
    three labellers gave them without sight of the others'; `labels` is the middle one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    round: str
    question: str
    key_points: tuple[str, ...] = ()
    level: Level
    turns: tuple[_Turn, ...]
    labels: dict[str, Label]
    evidence: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    labellings: dict[str, dict[str, Label]] = Field(default_factory=dict)
    notes: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A transcript as a grader is given it, with the labels that people gave."""

    name: str
    case: Case
    labels: Mapping[str, int]
    evidence: Mapping[str, Sequence[str]]


def library_of(folder: Path = FOLDER) -> Library:
    """What the transcripts of a folder are judged by: the shipped content, and beside it the user's own where
    they are the user's. Raises `VivaError` (bad-settings, or what is wrong with a file of content)."""
    ours = folder.resolve() in (FOLDER, FRESH)
    return Library((shipped_root(),) if ours else content_roots(context.settings().home))


def read_transcripts(library: Library, folder: Path = FOLDER) -> Iterator[Labelled]:
    """Every labelled transcript of a folder, by name.

    Raises `VivaError` (bad-labels, unknown-round, unknown-rubric, several-legs, unknown-criterion).
    """
    for file in sorted(folder.glob("*.json")):
        read = _read(file)
        turns = tuple(Turn(turn.speaker, turn.text) for turn in read.turns)
        case = input_case(
            Transcript(turns),
            library,
            round_id=read.round,
            question=read.question,
            key_points=read.key_points,
            level=read.level,
        ).case
        if unknown := sorted(set(read.labels) - {criterion.id for criterion in case.criteria}):
            raise VivaError(
                "unknown-criterion",
                f"{file.name} has a label for “{unknown[0]}”, which “{case.rubric.title}” does not ask for.",
                "The rubric changed since, or the question is another one. Take the label out of the file.",
            )
        yield Labelled(file.stem, case, read.labels, read.evidence)


def _read(file: Path) -> LabelledTranscript:
    try:
        return LabelledTranscript.model_validate_json(file.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise VivaError(
            "bad-labels",
            f"{file.name} is no labelled transcript: {where}: {first['msg']}.",
            "`viva sessions labels FOLDER` writes the form that is read here.",
        ) from error
