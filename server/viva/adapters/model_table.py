"""The table of model files: what each is, what its bytes are, where they can be had."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from viva.content.roots import PACKAGE

TABLE = PACKAGE / "data" / "models.toml"

Use = Literal["shipped", "now", "later"]
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
    """One model. `use` says whether it ships, is of use now, or waits for voice."""

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


class _Table(_Entry):
    model: tuple[ModelEntry, ...]


@cache
def model_table(path: Path = TABLE) -> tuple[ModelEntry, ...]:
    """The table in its own order."""
    return _Table.model_validate(tomllib.loads(path.read_text("utf-8"))).model
