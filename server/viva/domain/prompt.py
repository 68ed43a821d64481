"""A prompt as data: what it is for, what it needs, what must come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Prompt:
    """`system` and `user` hold `{{name}}` slots; `schema` is a JSON Schema or None for plain text."""

    id: str
    purpose: str
    inputs: tuple[str, ...]
    system: str
    user: str
    schema: Mapping[str, Any] | None
    sha256: str
