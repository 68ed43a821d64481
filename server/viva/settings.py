"""One frozen Settings from the environment and `$VIVA_HOME/viva.toml`; the environment wins."""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from viva.domain.errors import VivaError

ENVIRONMENT: Mapping[str, str] = {
    "OPENAI_BASE_URL": "openai_base_url",
    "OPENAI_API_KEY": "openai_api_key",
    "VIVA_LLM_MODEL": "llm_model",
    "VIVA_DATABASE_URL": "database_url",
    "VIVA_STT": "stt",
    "VIVA_TTS": "tts",
    "VIVA_GRADER": "grader",
    "VIVA_OFFLINE": "offline",
}

_LOOPBACK: Final = re.compile(r"127(?:\.\d{1,3}){3}")


SettingValue = str | bool | int | float | None
"""A value that can be saved; None stands for the default."""

EndpointingMode = Literal["hands-free", "done-key", "hold"]
SilenceMs = Annotated[int, Field(ge=200, le=10_000)]
ThinkingMs = Annotated[int, Field(ge=200, le=20_000)]
BargeInMs = Annotated[int, Field(ge=100, le=2_000)]
Probability = Annotated[float, Field(gt=0, lt=1)]


class Endpointing(BaseModel):
    """When a spoken turn ends; times in ms. The table `[endpointing]` of `viva.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: EndpointingMode = "hands-free"
    finished_ms: SilenceMs = 520
    """Silence that ends a turn after a finished thought."""
    unsure_ms: SilenceMs = 2_400
    """Silence that ends a turn when nothing tells whether the thought is finished."""
    thinking_ms: ThinkingMs = 3_700
    """Silence that ends a turn in a thinking pause."""
    speech: Probability = 0.5
    """Probability from which a frame counts as speech."""
    silence: Probability = 0.35
    """Probability below which a frame counts as silence."""
    finished: Probability = 0.6
    """Probability of the turn detector from which a thought counts as finished."""
    barge_in_ms: BargeInMs = 300
    """Speech that stops the interviewer's voice."""


class Settings(BaseModel):
    """What can be set. Field names are the keys of `viva.toml`; `ENVIRONMENT` maps variables to them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path
    openai_base_url: str | None = None
    openai_api_key: Annotated[str | None, Field(repr=False)] = None
    llm_model: str | None = None
    database_url: Annotated[str | None, Field(repr=False)] = None
    stt: str = "auto"
    tts: str = "auto"
    grader: Literal["auto", "embedded", "llm"] = "auto"
    grader_tokens: Annotated[int, Field(ge=10_000)] = 500_000
    """Tokens that an endpoint may be sent and write while one question is graded; at least 10,000."""
    offline: bool = False
    stt_model: str = "speech-to-text"
    """The recogniser's model: a name of `viva models list`, a folder, or a remote model's name."""
    stt_device: Literal["auto", "cpu", "cuda"] = "cpu"
    tts_voice: str | None = None
    """A voice of the synthesizer's; None: its own choice."""
    keep_audio: bool = True
    """Whether spoken turns are recorded."""
    endpointing: Endpointing = Endpointing()

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.home / 'viva.db'}"

    @property
    def index_dir(self) -> Path:
        """Rebuildable search indexes and vector caches."""
        return self.home / "index"

    @property
    def models_dir(self) -> Path:
        """Model files fetched on request."""
        return self.home / "models"

    @property
    def audio_dir(self) -> Path:
        """Recorded turns."""
        return self.home / "audio"

    @property
    def endpoint_is_local(self) -> bool:
        """Whether the endpoint is on this machine."""
        return _is_local(self.openai_base_url)

    @property
    def has_endpoint(self) -> bool:
        """Whether an OpenAI-compatible endpoint is configured and may be called."""
        if not (self.openai_base_url or self.openai_api_key):
            return False
        return not self.offline or _is_local(self.openai_base_url)


def load_settings(environment: Mapping[str, str], default_home: Path) -> Settings:
    """Settings from variables and file. Raises `VivaError` (bad-settings) naming the key."""
    home = Path(environment.get("VIVA_HOME") or default_home).expanduser()
    values: dict[str, object] = {**_from_file(home / "viva.toml"), "home": home}
    for variable, key in ENVIRONMENT.items():
        if environment.get(variable):
            values[key] = environment[variable]
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise VivaError(
            "bad-settings",
            f"The setting “{key}” is not usable: {first['msg']}.",
            f"Mend it in {home / 'viva.toml'} or in the environment.",
        ) from error


def process_environment() -> Mapping[str, str]:
    """This process's environment, as `load_settings` wants it."""
    return os.environ


def _from_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise VivaError("bad-settings", f"{path} cannot be read: {why}.", "Make it readable.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VivaError(
            "bad-settings", f"{path} is not valid TOML: {error}.", "Mend or remove it."
        ) from error


def _is_local(url: str | None) -> bool:
    host = urlsplit(url or "").hostname or ""
    return host in {"localhost", "::1"} or _LOOPBACK.fullmatch(host) is not None
