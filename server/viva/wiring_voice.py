"""Settings to what a spoken interview is held with: ears, mouth and memory, made when first asked for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from viva.adapters.known_bytes import KnownBytes
from viva.adapters.model_files import ModelFiles
from viva.adapters.silero import SileroModel
from viva.adapters.smart_turn import SmartTurn
from viva.adapters.voice_cache import VoiceCache
from viva.adapters.voice_choice import Choice, Machine, choose_ears, choose_mouth, this_machine
from viva.coach.voices import Voices
from viva.domain.errors import VivaError
from viva.ports import AudioStore, Clock, Synthesizer, Transcriber, TurnDetector, VoiceDetector
from viva.settings import Endpointing, Settings

_log: Final = logging.getLogger("viva")


@dataclass(frozen=True, slots=True)
class VoiceHalf:
    """What hears or speaks, or why nothing does and how to mend it."""

    available: bool
    name: str
    model: str | None
    why: str
    hint: str


@dataclass(frozen=True, slots=True)
class VoiceReport:
    """What a spoken interview can count on here."""

    listening: VoiceHalf
    speaking: VoiceHalf
    recording: bool
    endpointing: Endpointing


class SpeechWiring:
    """The voices of the settings in force. A model that is fetched meanwhile is found by the next call."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        audio: AudioStore | None = None,
        *,
        machine: Callable[[], Machine] = this_machine,
        known: KnownBytes | None = None,
    ) -> None:
        """`known` is what has been found out of the model files' bytes."""
        self._settings = settings
        self._known = known or KnownBytes()
        self._clock = clock
        self._audio = audio
        self._machine = machine
        self._ears: tuple[tuple[object, ...], Transcriber | None] = ((), None)
        self._mouth: tuple[tuple[object, ...], Synthesizer | None] = ((), None)
        self._detector: SileroModel | None = None
        self._turns: SmartTurn | None = None
        self._cache = VoiceCache(settings.index_dir / "voice")
        self._failed: dict[tuple[object, ...], VivaError] = {}
        self._warming: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    def use(self, settings: Settings) -> None:
        """Settings that hold from the next conversation on. What they name is made ready meanwhile."""
        self._settings = settings
        if self._warming is not None:
            self._warming.cancel()
        self._warming = asyncio.ensure_future(self.warm())

    def voices(self) -> Voices:
        """What there is now. Nothing is loaded before it is used; unchanged parts stay the same objects."""
        files = self._files()
        return Voices(
            transcriber=self._transcriber(choose_ears(self._settings, files, self._clock)),
            detector=self._detector_of(files),
            turn_detector=self._turn_detector_of(files),
            synthesizer=self._synthesizer(self._mouth_choice(files)),
            cache=self._cache,
            audio=self._audio if self._settings.keep_audio else None,
            keeps_audio=self._keeps_audio,
            endpointing=self._settings.endpointing,
        )

    def report(self) -> VoiceReport:
        """What hears and speaks, and why."""
        files = self._files()
        ears = choose_ears(self._settings, files, self._clock)
        half = _half(ears)
        deaf = _fault(files, "voice-activity")
        if ears.available and deaf is not None:
            why = f"{deaf.message} Without it nobody can tell speech from silence. Answers are typed."
            half = VoiceHalf(available=False, name="off", model=None, why=why, hint=deaf.hint)
        return VoiceReport(
            listening=half,
            speaking=_half(self._mouth_choice(files)),
            recording=self._keeps_audio() and self._audio is not None,
            endpointing=self._settings.endpointing,
        )

    def check(self) -> None:
        """Reads the bytes of the speech models that the settings use, so that a damaged one is not used.

        Each is read once in a process. Blocks for as long as that takes (150 MB). Never raises.
        """
        files, settings = self._files(), self._settings
        used = {
            "voice-activity": settings.stt != "off",
            "end-of-turn": settings.stt != "off",
            settings.stt_model: settings.stt in {"auto", "whisper"},
            "voice": settings.tts in {"auto", "piper"},
        }
        for model in (name for name, needed in used.items() if needed):
            try:
                files.check(model)
            except VivaError as error:
                if error.code == "model-file-corrupt":
                    _log.warning("%s", error)

    async def warm(self) -> None:
        """Loads what a first spoken answer and line would wait for, one by one. Never raises.

        Model files are checked before.
        """
        await asyncio.to_thread(self.check)
        await self.start_mouth()
        voices = self.voices()
        works: Sequence[Callable[[], Awaitable[object]] | None] = (
            voices.transcriber.warm if voices.transcriber else None,
            partial(asyncio.to_thread, self._detector.ready) if self._detector else None,
            partial(asyncio.to_thread, self._turns.ready) if self._turns else None,
        )
        for work in works:
            if work is not None:
                await _fault_in(work)

    async def start_mouth(self) -> VivaError | None:
        """Starts the voice. Why it cannot be, where the settings name it.

        Where they do not, the next best one speaks until the process ends, and the report says so.
        """
        while (mouth := self.voices().synthesizer) is not None:
            key = self._mouth[0]
            fault = await _fault_in(mouth.warm)
            if fault is None or self._settings.tts != "auto":
                return fault
            self._failed[key] = fault
        return None

    async def close(self) -> None:
        """Ends every child process, and what is being made ready."""
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        for part in (self._ears[1], self._mouth[1]):
            if part is not None:
                await part.close()
        await asyncio.gather(*self._closing)

    def _keeps_audio(self) -> bool:
        return self._settings.keep_audio

    def _files(self) -> ModelFiles:
        return ModelFiles(self._settings.models_dir, offline=True, known=self._known)

    def _mouth_choice(self, files: ModelFiles) -> Choice[Synthesizer]:
        return choose_mouth(self._settings, files, self._clock, self._machine(), self._failed)

    def _transcriber(self, choice: Choice[Transcriber]) -> Transcriber | None:
        if choice.key != self._ears[0]:
            self._retire(self._ears[1])
            self._ears = choice.key, choice.make() if choice.make else None
        return self._ears[1]

    def _synthesizer(self, choice: Choice[Synthesizer]) -> Synthesizer | None:
        if choice.key != self._mouth[0]:
            self._retire(self._mouth[1])
            self._mouth = choice.key, choice.make() if choice.make else None
        return self._mouth[1]

    def _retire(self, part: Transcriber | Synthesizer | None) -> None:
        """A conversation that still has it can go on: what is closed starts again when it is called."""
        if part is not None:
            task = asyncio.ensure_future(part.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    def _detector_of(self, files: ModelFiles) -> Callable[[], VoiceDetector] | None:
        try:
            folder = files.path("voice-activity")
        except VivaError:
            return None
        self._detector = self._detector or SileroModel(folder)
        return self._detector.stream

    def _turn_detector_of(self, files: ModelFiles) -> TurnDetector | None:
        """Without it silence alone ends a turn."""
        try:
            folder = files.path("end-of-turn")
        except VivaError:
            return None
        self._turns = self._turns or SmartTurn(folder)
        return self._turns


def _half(choice: Choice[Transcriber] | Choice[Synthesizer]) -> VoiceHalf:
    return VoiceHalf(choice.available, choice.name, choice.model, choice.why, choice.hint)


def _fault(files: ModelFiles, model: str) -> VivaError | None:
    """Why a model cannot be used."""
    try:
        files.path(model)
    except VivaError as error:
        return error
    return None


async def _fault_in(work: Callable[[], Awaitable[object]]) -> VivaError | None:
    """What went wrong, which the log of the process says too."""
    try:
        await work()
    except VivaError as error:
        _log.warning("%s", error)
        return error
    except Exception:  # noqa: BLE001 -- whatever it is, it will be said again when it is used
        _log.exception("speech could not be made ready")
    return None
