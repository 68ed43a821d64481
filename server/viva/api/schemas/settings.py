"""Settings and the endpoint's test, as JSON."""

from typing import Annotated, Literal

from pydantic import StrictBool, StringConstraints

from viva.api.schemas.base import In, Name, Out
from viva.settings import BargeInMs, EndpointingMode, Probability, SettingValue, SilenceMs, ThinkingMs


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


class EndpointingOut(Out):
    """When a spoken turn ends; times in ms. See `viva.settings.Endpointing`."""

    mode: EndpointingMode
    finished_ms: int
    unsure_ms: int
    thinking_ms: int
    speech: float
    silence: float
    finished: float
    barge_in_ms: int


class SpeechOut(Out):
    """What is set for speech; `GET /api/voice` says what serves it."""

    stt: str
    stt_model: str
    tts: str
    tts_voice: str | None
    keep_audio: bool
    endpointing: EndpointingOut


class VoiceHalfOut(Out):
    """What hears or speaks here, or why nothing does and how to mend it."""

    available: bool
    name: str
    model: str | None
    why: str
    hint: str


class VoiceOut(Out):
    """What a spoken interview can count on here."""

    listening: VoiceHalfOut
    speaking: VoiceHalfOut
    recording: bool
    endpointing: EndpointingOut


class SettingsOut(Out):
    """The settings in force. `database` shows no password."""

    home: str
    database: str
    offline: bool
    grader: Literal["auto", "embedded", "llm"]
    endpoint: EndpointOut
    speech: SpeechOut
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


class EndpointingIn(In):
    """What to change of the table `endpointing`. A field left out stays; null is the default."""

    mode: EndpointingMode | None = None
    finished_ms: SilenceMs | None = None
    unsure_ms: SilenceMs | None = None
    thinking_ms: ThinkingMs | None = None
    speech: Probability | None = None
    silence: Probability | None = None
    finished: Probability | None = None
    barge_in_ms: BargeInMs | None = None


class SettingsIn(EndpointIn):
    """What to change. A field left out stays; null removes it."""

    grader: Literal["auto", "embedded", "llm"] | None = None
    stt: Literal["auto", "whisper", "openai", "off"] | None = None
    stt_model: Name | None = None
    tts: Literal["auto", "piper", "pyttsx3", "espeak", "openai", "text"] | None = None
    tts_voice: Name | None = None
    keep_audio: StrictBool | None = None
    endpointing: EndpointingIn = EndpointingIn()

    def changes(self) -> dict[str, SettingValue]:
        """What was given, with the keys of a table as `table.key`."""
        given: dict[str, SettingValue] = self.model_dump(exclude_unset=True, exclude={"endpointing"})
        table = self.endpointing.model_dump(exclude_unset=True)
        return {**given, **{f"endpointing.{key}": value for key, value in table.items()}}


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
