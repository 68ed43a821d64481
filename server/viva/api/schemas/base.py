"""What the API's models share."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints


class In(BaseModel):
    """Something a client sends. Unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Out(BaseModel):
    """Something a client gets."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TitledOut(Out):
    """An id with what to call it."""

    id: str
    title: str


Json = dict[str, Any]
"""A JSON object whose shape is defined elsewhere."""


def _no_nul(value: str) -> str:
    if "\0" in value:
        raise ValueError("it holds a character that no text has")
    return value


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_no_nul)
]
"""A short text on one line, such as an id or a model's name."""

Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000), AfterValidator(_no_nul)
]
"""A text of some sentences, such as a question of one's own."""
