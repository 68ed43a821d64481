"""Settings and the endpoint's test, as JSON."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from viva.api.schemas.base import In, Name, Out


class EndpointOut(Out):
    """The OpenAI-compatible endpoint. `from_environment` names the keys that only the environment sets."""

    configured: bool
    base_url: str | None
    model: str | None
    key_set: bool
    from_environment: tuple[str, ...]


class ModelFileOut(Out):
    """A model file that can be fetched."""

    id: str
    title: str
    role: str
    size_bytes: int
    licence: str
    present: bool


class StorageOut(Out):
    """What sessions and their recordings take. `bytes` is 0 where the database is no file."""

    sessions: int
    bytes: int
    audio_bytes: int


class SettingsOut(Out):
    """The settings in force. `database` shows no password."""

    home: str
    database: str
    offline: bool
    grader: Literal["auto", "embedded", "llm"]
    endpoint: EndpointOut
    models: tuple[ModelFileOut, ...]
    storage: StorageOut
    version: str


Url = Annotated[
    str, StringConstraints(max_length=2_000, pattern=r"^https?://[^\s\x00-\x20\x7f/?#]+[^\s\x00-\x20\x7f]*$")
]
"""An absolute http or https URL."""


class EndpointIn(In):
    """An endpoint to try. A field left out is taken from the settings; null is none."""

    openai_base_url: Url | None = None
    openai_api_key: Name | None = None
    llm_model: Name | None = None


class SettingsIn(EndpointIn):
    """What to change. A field left out stays; null removes it."""

    grader: Literal["auto", "embedded", "llm"] | None = None


class EndpointTestOut(Out):
    """Whether the endpoint answers, with which model, and if not, why. `code` is null when it does."""

    ok: bool
    model: str | None
    models: tuple[str, ...]
    latency_ms: int | None
    code: str | None
    message: str
    hint: str


class HealthOut(Out):
    """The server answers."""

    status: Literal["ok"]
    version: str
