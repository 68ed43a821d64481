"""Field types that content files share."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""Words. Never empty."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=80)]
"""A lower-case id."""


def _known_slots(value: str) -> str:
    rest = value.replace("{quote}", "")
    if "{" in rest or "}" in rest:
        raise ValueError("only the slot {quote} may stand in braces")
    return value


Line = Annotated[Text, AfterValidator(_known_slots)]
"""Something the interviewer says; may hold the slot `{quote}`."""


class FileModel(BaseModel):
    """What a content file must look like. Unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")
