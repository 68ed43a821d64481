"""The table of model files: what each is, what its bytes are, where they can be had."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from viva.content.roots import PACKAGE

TABLE = PACKAGE / "data" / "models.toml"

Use = Literal["shipped", "now"]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class HubFile(_Entry):
    """A file of a repository on the model hub."""

    repo: str
    file: str


class Carrier(_Entry):
    """A package whose wheel holds the file, or the next part of it, as `member`."""

    name: Name
    version: str
    member: str


class ModelPart(_Entry):
    """One file. `size` is in bytes; `packages` carry it in order."""

    name: Name
    size: Annotated[int, Field(gt=0)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    hub: HubFile | None = None
    packages: tuple[Carrier, ...] = ()


class ModelEntry(_Entry):
    """One model. `use` says whether it ships or is fetched on request."""

    id: Name
    title: str
    role: str
    use: Use
    licence: str
    upstream: str
    files: Annotated[tuple[ModelPart, ...], Field(validation_alias="file", min_length=1)]

    @property
    def size_bytes(self) -> int:
        """Of all its files."""
        return sum(part.size for part in self.files)


class ModelGroup(_Entry):
    """Models that are of use together, under a name of their own."""

    id: Name
    models: Annotated[tuple[Name, ...], Field(min_length=1)]


class _Table(_Entry):
    model: tuple[ModelEntry, ...]
    group: tuple[ModelGroup, ...] = ()

    @model_validator(mode="after")
    def _groups_name_models(self) -> Self:
        known = {entry.id for entry in self.model}
        for group in self.group:
            if group.id in known or not known.issuperset(group.models):
                raise ValueError(f"the group “{group.id}” does not consist of models of the table")
        return self


def model_table(path: Path = TABLE) -> tuple[ModelEntry, ...]:
    """The table in its own order."""
    return _table(path).model


def model_groups(path: Path = TABLE) -> Mapping[str, tuple[str, ...]]:
    """The models of each group, by the group's name."""
    return {group.id: group.models for group in _table(path).group}


@cache
def _table(path: Path) -> _Table:
    return _Table.model_validate(tomllib.loads(path.read_text("utf-8")))
