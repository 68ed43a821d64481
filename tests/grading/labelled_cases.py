"""The labelled transcripts, as cases."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from viva.content.library import Library
from viva.domain.level import Level
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.ports import Case

FOLDER = Path(__file__).parents[2] / "training" / "data" / "transcripts"


@cache
def _data(name: str) -> str:
    return (FOLDER / f"{name}.json").read_text("utf-8")


def case(library: Library, name: str) -> Case:
    """A labelled transcript's case, by file name without ending."""
    data = json.loads(_data(name))
    turns = tuple(Turn(Speaker(turn["speaker"]), turn["text"]) for turn in data["turns"])
    return input_case(
        Transcript(turns), library, round_id=data["round"], question=data["question"], level=Level.SENIOR
    ).case


def with_turns(given: Case, turns: tuple[Turn, ...]) -> Case:
    """The case with other turns."""
    return replace(given, transcript=Transcript(turns), turns=tuple(range(len(turns))))


def names() -> list[str]:
    """All labelled transcripts."""
    return sorted(file.stem for file in FOLDER.glob("*.json"))


def labels(name: str) -> dict[str, int]:
    """The labels of a transcript by criterion."""
    return dict(json.loads(_data(name))["labels"])
