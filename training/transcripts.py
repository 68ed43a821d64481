"""The development transcripts: whole interviews, labelled, never trained on."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from viva.content.library import Library
from viva.domain.level import Level
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.ports import Case

FOLDER: Final = Path(__file__).parent / "data" / "transcripts"
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


def read_transcripts(library: Library, folder: Path = FOLDER) -> Iterator[Labelled]:
    """Every labelled transcript of a folder, by name. Raises `ValidationError`, `VivaError`."""
    for file in sorted(folder.glob("*.json")):
        read = LabelledTranscript.model_validate(json.loads(file.read_text("utf-8")))
        turns = tuple(Turn(turn.speaker, turn.text) for turn in read.turns)
        case = input_case(
            Transcript(turns),
            library,
            round_id=read.round,
            question=read.question,
            key_points=read.key_points,
            level=read.level,
        ).case
        yield Labelled(file.stem, case, read.labels, read.evidence)
