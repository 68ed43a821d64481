"""What the API's models share."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints


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


Name = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    ),
]
"""A text on one line, such as an id or a model's name."""

Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=4_000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")
]
"""A text of some sentences, such as a question of one's own."""
