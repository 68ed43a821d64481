"""Which adapter hears and which one speaks here, with the reason for each."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Generic, TypeVar

from viva.adapters.espeak import Espeak, espeak_command
from viva.adapters.model_files import ModelFiles
from viva.adapters.openai_speech import MODEL as SPEECH_MODEL
from viva.adapters.openai_speech import OpenAISpeech
from viva.adapters.openai_transcriber import MODEL as TRANSCRIBER_MODEL
from viva.adapters.openai_transcriber import OpenAITranscriber
from viva.adapters.piper import DEFAULT_VOICE, PIPER_COMMAND, piper_version, piper_voice
from viva.adapters.pyttsx3_voice import has_system_voice, system_voice
from viva.adapters.whisper import Whisper
from viva.domain.errors import VivaError
from viva.ports import Clock, Synthesizer, Transcriber
from viva.settings import Settings

T_co = TypeVar("T_co", covariant=True)

MOUTHS: Final = ("auto", "piper", "pyttsx3", "espeak", "openai", "text")
EARS: Final = ("auto", "whisper", "openai", "off")
DEFAULT_EARS: Final = "speech-to-text"
"""The value of `stt_model` that stands for the default of whatever hears."""

NO_FAILURES: Final[Mapping[tuple[object, ...], VivaError]] = {}

_ENDPOINT_HINT: Final = "Set OPENAI_BASE_URL, or choose auto."
_NOUNS: Final = {"piper": "Piper", "espeak": "espeak-ng", "pyttsx3": "The system’s voice"}
_TYPED: Final = "Answers are typed."
_READ: Final = "Lines are shown and not spoken."


@dataclass(frozen=True, slots=True)
class Choice(Generic[T_co]):
    """What serves one half of speech. `make` is None where nothing does; `hint` then says how to mend it.

    Two choices with the same `key` make the same adapter.
    """

    name: str
    model: str | None
    why: str
    hint: str = ""
    make: Callable[[], T_co] | None = None
    key: tuple[object, ...] = ()

    @property
    def available(self) -> bool:
        """Whether there is something to make."""
        return self.make is not None


@dataclass(frozen=True, slots=True)
class Machine:
    """What this machine has for speech beside the model files."""

    piper: str | None
    espeak: str | None
    system_voice: bool
    platform: str = sys.platform


def this_machine() -> Machine:
    """Looked at now; costs milliseconds and loads nothing."""
    return Machine(piper_version(), espeak_command(), has_system_voice())


def choose_mouth(
    settings: Settings,
    files: ModelFiles,
    clock: Clock,
    machine: Machine | None = None,
    failed: Mapping[tuple[object, ...], VivaError] = NO_FAILURES,
) -> Choice[Synthesizer]:
    """The synthesizer of the settings: the one named there, or the best one that is here.

    `failed` holds, by a choice's key, why it could not be started: where no name is set, the next best one
    is chosen then, and says so.
    """
    has = machine or this_machine()
    offers: dict[str, Callable[[], Choice[Synthesizer]]] = {
        "piper": lambda: _piper(settings, files, clock, has),
        "espeak": lambda: _espeak(settings, files, clock, has),
        "pyttsx3": lambda: _pyttsx3(settings, clock, has),
    }
    if settings.tts in offers:
        return offers[settings.tts]()
    if settings.tts == "openai":
        return _speech(settings, clock)
    if settings.tts == "text":
        return Choice(
            "text", None, f"tts is set to text. {_READ}", "Set tts to auto to hear the interviewer."
        )
    if settings.tts != "auto":
        return _unknown("text", "tts", settings.tts, MOUTHS, _READ)
    here = [choice for choice in (offers[name]() for name in _order(has.platform)) if choice.available]
    if not here:
        return Choice("text", None, f"No voice is installed here. {_READ}", _to_get_piper(files, has))
    return _best(here, failed)


def choose_ears(settings: Settings, files: ModelFiles, clock: Clock) -> Choice[Transcriber]:
    """The transcriber of the settings: the one named there, or the one on this machine."""
    if settings.stt in {"auto", "whisper"}:
        return _whisper(settings, files, clock)
    if settings.stt == "openai":
        return _transcriptions(settings, clock)
    if settings.stt == "off":
        return Choice("off", None, f"stt is set to off. {_TYPED}", "Set stt to auto to speak your answers.")
    return _unknown("off", "stt", settings.stt, EARS, _TYPED)


def _order(platform: str) -> Iterator[str]:
    """Best first. The voices of macOS and Windows are good; elsewhere pyttsx3 is eSpeak by another way."""
    good = platform in {"darwin", "win32"}
    yield "piper"
    yield from ("pyttsx3", "espeak") if good else ("espeak", "pyttsx3")


def _best(
    here: Sequence[Choice[Synthesizer]], failed: Mapping[tuple[object, ...], VivaError]
) -> Choice[Synthesizer]:
    """The first that has not failed. Where that is not the very first, it says why."""
    found = next((choice for choice in here if choice.key not in failed), None)
    if here[0] is found:
        return here[0]
    error = failed[here[0].key]
    why = f"{_NOUNS[here[0].name]} could not be started: {error.message}"
    again = "Start Viva again to have it tried once more."
    hint = f"{error.hint} {again}" if error.code == "synthesizer-missing" else again
    if found is None:
        return Choice("text", None, f"{why} {_READ}", hint)
    return replace(found, why=f"{found.why} {why}", hint=hint)


def _piper(settings: Settings, files: ModelFiles, clock: Clock, has: Machine) -> Choice[Synthesizer]:
    if has.piper is None:
        return Choice("text", None, f"Piper is not installed. {_READ}", _to_get_piper(files, has))
    try:
        model = _piper_file(settings, files)
        voice = piper_voice(model, clock)
    except VivaError as error:
        return Choice("text", None, f"{error.message} {_READ}", error.hint)
    return Choice(
        "piper",
        model.stem,
        f"Piper {has.piper} speaks on this computer, in a process of its own.",
        make=lambda: voice,
        key=("piper", voice.capabilities.voice, str(model)),
    )


def _piper_file(settings: Settings, files: ModelFiles) -> Path:
    if settings.tts_voice is not None:
        named = Path(settings.tts_voice).expanduser()
        beside = settings.models_dir / "voice" / f"{named.name.removesuffix('.onnx')}.onnx"
        own = named if named.is_absolute() else beside
        if settings.tts == "piper" or own.is_file():
            return own
    return files.path("voice") / DEFAULT_VOICE


def _pyttsx3(settings: Settings, clock: Clock, has: Machine) -> Choice[Synthesizer]:
    if not has.system_voice:
        return Choice(
            "text", None, f"The system has no voice. {_READ}", "On Debian: apt-get install espeak-ng."
        )
    voice = settings.tts_voice if settings.tts == "pyttsx3" else None
    return Choice(
        "pyttsx3",
        voice,
        "The system’s own voice speaks, through pyttsx3.",
        make=lambda: system_voice(clock, voice),
        key=("pyttsx3", voice),
    )


def _espeak(settings: Settings, files: ModelFiles, clock: Clock, has: Machine) -> Choice[Synthesizer]:
    if has.espeak is None:
        hint = "On Debian: apt-get install espeak-ng."
        return Choice("text", None, f"espeak-ng is not installed. {_READ}", hint)
    voice = settings.tts_voice if settings.tts == "espeak" else None
    better = "" if settings.tts == "espeak" else f"For a better voice: {_to_get_piper(files, has)}"
    return Choice(
        "espeak",
        voice,
        "espeak-ng speaks on this computer. It sounds like a machine.",
        better,
        make=lambda: Espeak(clock, voice),
        key=("espeak", voice, has.espeak),
    )


def _to_get_piper(files: ModelFiles, has: Machine) -> str:
    """The steps that are left to Piper's voice."""
    steps = [PIPER_COMMAND] if has.piper is None else []
    try:
        files.path("voice")
    except VivaError:
        steps.append("viva models fetch voice")
    return f"{', then '.join(steps)}." if steps else ""


def _speech(settings: Settings, clock: Clock) -> Choice[Synthesizer]:
    if not settings.has_endpoint:
        return Choice("text", None, f"{_no_endpoint(settings, 'tts')} {_READ}", _ENDPOINT_HINT)
    url, key, voice, local = (
        settings.openai_base_url, settings.openai_api_key, settings.tts_voice, settings.endpoint_is_local,
    )  # fmt: skip
    return Choice(
        "openai",
        voice or SPEECH_MODEL,
        "Your endpoint on this computer speaks." if local else "Your endpoint speaks: the lines go there.",
        make=lambda: OpenAISpeech(url, key, clock, voice, local=local),
        key=("openai", url, key, voice),
    )


def _transcriptions(settings: Settings, clock: Clock) -> Choice[Transcriber]:
    if not settings.has_endpoint:
        return Choice("off", None, f"{_no_endpoint(settings, 'stt')} {_TYPED}", _ENDPOINT_HINT)
    model = None if settings.stt_model == DEFAULT_EARS else settings.stt_model
    url, key, local = settings.openai_base_url, settings.openai_api_key, settings.endpoint_is_local
    return Choice(
        "openai",
        model or TRANSCRIBER_MODEL,
        "Your endpoint on this computer transcribes."
        if local
        else "Your endpoint transcribes: what you say goes there.",
        make=lambda: OpenAITranscriber(url, key, clock, model=model, local=local),
        key=("openai", url, key, model),
    )


def _whisper(settings: Settings, files: ModelFiles, clock: Clock) -> Choice[Transcriber]:
    try:
        files.path("voice-activity")
        folder = _whisper_folder(settings, files)
        ears = Whisper(folder, clock, device=settings.stt_device)
    except VivaError as error:
        hint = (
            error.hint
            if error.code in {"unknown-model", "model-file-corrupt"}
            else "Fetch it with: viva models fetch voice-defaults."
        )
        return Choice("off", None, f"{error.message} {_TYPED}", hint)
    return Choice(
        "whisper",
        folder.name,
        "faster-whisper transcribes on this computer, in a process of its own.",
        make=lambda: ears,
        key=("whisper", str(folder), settings.stt_device),
    )


def _whisper_folder(settings: Settings, files: ModelFiles) -> Path:
    own = Path(settings.stt_model).expanduser()
    return own if own.is_absolute() else files.path(settings.stt_model)


def _unknown(name: str, key: str, value: str, known: tuple[str, ...], floor: str) -> "Choice[T_co]":
    return Choice(
        name,
        None,
        f"{key} is set to “{value}”, which Viva does not know. {floor}",
        f"Known: {', '.join(known)}.",
    )


def _no_endpoint(settings: Settings, key: str) -> str:
    if settings.offline and (settings.openai_base_url or settings.openai_api_key):
        return f"{key} is set to openai, and Viva is set to stay offline."
    return f"{key} is set to openai, and no endpoint is set."
