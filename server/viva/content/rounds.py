"""Round files: `knowledge/rounds/<id>.yaml`."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from viva.content.document import read_document
from viva.content.problem import ContentError
from viva.content.text import FileModel, Slug, Text
from viva.domain.round import Leg, Phase, Round


class PhaseFile(FileModel):
    """A time box."""

    id: Slug
    title: Text
    minutes: Annotated[float, Field(gt=0, le=120)]
    announce: str = ""


class LegFile(FileModel):
    """One question within the round."""

    rubric: Slug
    announce: str = ""
    phases: Annotated[tuple[PhaseFile, ...], Field(min_length=1)]


class RoundFile(FileModel):
    """`format` is how the interviewer opens: what will happen, and how long it takes."""

    id: Slug
    title: Text
    summary: Text
    minutes: Annotated[int, Field(ge=1, le=240)]
    order: int = 100
    short: bool = False
    format: Text
    legs: Annotated[tuple[LegFile, ...], Field(min_length=1)]


def load_round(file: Path) -> tuple[int, Round]:
    """A round with its place in lists. Raises `ContentError` naming file, line and field."""
    document = read_document(file)
    data = document.validate(RoundFile)
    if data.id != file.stem:
        raise ContentError([document.problem(("id",), f"must be the file's name, {file.stem}")])
    planned = sum(phase.minutes for leg in data.legs for phase in leg.phases)
    if planned > data.minutes:
        raise ContentError(
            [document.problem(("minutes",), f"the phases take {planned:g} of {data.minutes} minutes")]
        )
    legs = tuple(
        Leg(
            leg.rubric,
            tuple(Phase(p.id, p.title, p.minutes, p.announce.strip()) for p in leg.phases),
            leg.announce.strip(),
        )
        for leg in data.legs
    )
    return data.order, Round(data.id, data.title, data.summary, data.minutes, legs, data.format, data.short)
