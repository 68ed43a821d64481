"""Settings to what a spoken interview is held with: ears, mouth and memory, made when first asked for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

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
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._audio = audio
        self._machine = machine
        self._ears: tuple[tuple[object, ...], Transcriber | None] = ((), None)
        self._mouth: tuple[tuple[object, ...], Synthesizer | None] = ((), None)
        self._detector: SileroModel | None = None
        self._turns: SmartTurn | None = None
        self._cache = VoiceCache(settings.index_dir / "voice")
        self._closing: set[asyncio.Task[None]] = set()

    def use(self, settings: Settings) -> None:
        """Settings that hold from the next conversation on."""
        self._settings = settings

    def voices(self) -> Voices:
        """What there is now. Nothing is loaded before it is used; unchanged parts stay the same objects."""
        files = self._files()
        return Voices(
            transcriber=self._transcriber(choose_ears(self._settings, files, self._clock)),
            detector=self._detector_of(files),
            turn_detector=self._turn_detector_of(files),
            synthesizer=self._synthesizer(choose_mouth(self._settings, files, self._clock, self._machine())),
            cache=self._cache,
            audio=self._audio if self._settings.keep_audio else None,
            endpointing=self._settings.endpointing,
        )

    def report(self) -> VoiceReport:
        """What hears and speaks, and why."""
        files = self._files()
        ears = choose_ears(self._settings, files, self._clock)
        half = _half(ears)
        if ears.available and self._detector_of(files) is None:
            half = VoiceHalf(
                available=False,
                name="off",
                model=None,
                why="The model that tells speech from silence is not here. Answers are typed.",
                hint="Fetch it with: viva models fetch voice-defaults.",
            )
        return VoiceReport(
            listening=half,
            speaking=_half(choose_mouth(self._settings, files, self._clock, self._machine())),
            recording=self._settings.keep_audio and self._audio is not None,
            endpointing=self._settings.endpointing,
        )

    async def warm(self) -> None:
        """Loads what a first spoken answer and line would wait for, one by one. Never raises."""
        voices = self.voices()
        works: Sequence[Callable[[], Awaitable[object]] | None] = (
            voices.synthesizer.warm if voices.synthesizer else None,
            voices.transcriber.warm if voices.transcriber else None,
            partial(asyncio.to_thread, self._detector.ready) if self._detector else None,
            partial(asyncio.to_thread, self._turns.ready) if self._turns else None,
        )
        for work in works:
            try:
                if work is not None:
                    await work()
            except VivaError as error:
                _log.warning("%s", error)
            except Exception:  # noqa: BLE001 -- whatever it is, it will be said again when it is used
                _log.exception("speech could not be made ready")

    async def close(self) -> None:
        """Ends every child process."""
        for part in (self._ears[1], self._mouth[1]):
            if part is not None:
                await part.close()
        await asyncio.gather(*self._closing)

    def _files(self) -> ModelFiles:
        return ModelFiles(self._settings.models_dir, offline=True)

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
