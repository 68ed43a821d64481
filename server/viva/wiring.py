"""Settings to services: the one place that knows every adapter."""

import asyncio
import importlib.util
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from viva.adapters.audio_file import AudioFile
from viva.adapters.chroma_index import ChromaIndex
from viva.adapters.clocks import SystemClock
from viva.adapters.endpoint import endpoint_model, test_endpoint
from viva.adapters.flac_store import FlacStore
from viva.adapters.fts_index import FtsIndex
from viva.adapters.judge_memory import JudgeMemory
from viva.adapters.line_writer import ModelLineWriter
from viva.adapters.local_model import LocalModelOnDemand
from viva.adapters.model_files import ModelFiles
from viva.adapters.onnx_embedder import OnnxEmbedder
from viva.adapters.onnx_evidence import shipped_evidence
from viva.adapters.openai_model import OpenAIModel
from viva.adapters.settings_file import write_settings
from viva.adapters.shipped_vectors import ShippedEmbedder
from viva.adapters.sql_store import SqlStore
from viva.coach import Coach
from viva.coach.conversations import Conversations
from viva.coach.speaker import Scene, Worded
from viva.coach.uncounted import Uncounted
from viva.content.library import Library
from viva.content.roots import content_roots, encoder_dir, vectors_file
from viva.domain.errors import VivaError
from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.grading.embedded import EmbeddedEvidenceModel, EmbeddedGrader
from viva.grading.examiner import Examiner
from viva.grading.gate import shipped_gate
from viva.grading.llm_judge import LlmGrader
from viva.grading.llm_pace import LOCAL_PACE, endpoint_pace
from viva.grading.trust import doubt
from viva.interview.effects import Aim
from viva.interview.wording import LineWriter
from viva.notes.reading import readings
from viva.notes.search import HybridRetriever
from viva.ports import Case, Clock, EvidenceModel, Findings, Grader, Retriever
from viva.settings import Settings, SettingValue, load_settings, process_environment
from viva.wiring_voice import SpeechWiring

if TYPE_CHECKING:
    from viva.api.services import Services

_log = logging.getLogger("viva")


class Models:
    """The language model of the settings in force, and what is made with it.

    That is the endpoint's where one is configured, else the local one where its file and extra are here.
    """

    def __init__(
        self,
        settings: Settings,
        library: Library,
        evidence: EvidenceModel,
        retriever: Retriever,
        clock: Clock,
        *,
        remembers: bool = True,
    ) -> None:
        """With `remembers`, a judge is asked about the same words once."""
        self._settings = settings
        self._library = library
        self._evidence = evidence
        self._retriever = retriever
        self._clock = clock
        self._memory = JudgeMemory(settings.index_dir / "judge.sqlite") if remembers else None
        self._model: OpenAIModel | LocalModelOnDemand | None = None
        self._writer: ModelLineWriter | None = None
        self._closing: list[asyncio.Task[None]] = []

    def use(self, settings: Settings) -> None:
        """Settings that hold from now on; calls that run go on with what they have."""
        self._settings = settings
        if self._model is not None:
            self._closing.append(asyncio.ensure_future(self._model.close()))
        self._model = None
        self._writer = None

    def grader(self, name: str) -> Grader:
        """For `auto`, `embedded` or `llm`. Raises `VivaError` (unknown-grader, model-not-configured).

        `auto` is the endpoint where there is one; a local model judges only when it is asked for by name.
        """
        wanted = self._settings.grader if name == "auto" else name
        if wanted not in {"auto", "embedded", "llm"}:
            raise VivaError("unknown-grader", f"There is no grader “{name}”.", "Known: auto, embedded, llm.")
        if wanted == "embedded" or (wanted == "auto" and not self._settings.has_endpoint):
            return EmbeddedGrader(self._evidence)
        model, own = self._any(), self._settings.endpoint_is_local
        pace = endpoint_pace(on_this_machine=own, tokens=self._settings.grader_tokens)
        return LlmGrader(
            model,
            self._evidence,
            self._library.prompts,
            self._retriever,
            self._clock,
            pace=LOCAL_PACE if model.capabilities.local else pace,
            memory=self._memory,
        )

    def forget(self) -> None:
        """Forgets what the judge remembers of candidates' words. Raises `VivaError` (judge-memory-kept)."""
        if self._memory is not None:
            self._memory.clear()

    async def word(self, aim: Aim, scene: Scene, heard: Callable[[str], None]) -> Worded:
        """A line worded by the model, where there is one that keeps the deadline."""
        if not (self._settings.has_endpoint or local_model_file(self._settings)):
            return Worded(None)
        if self._writer is None:
            writer = LineWriter(self._any(), self._library, self._retriever, self._clock)
            self._writer = ModelLineWriter(writer)
        return await self._writer.word(aim, scene, heard)

    async def prepare(self) -> None:
        """Does what a first line would wait for. Raises `VivaError` (model-...)."""
        if self._settings.has_endpoint or local_model_file(self._settings):
            await self._any().prepare()

    async def close(self) -> None:
        """Closes connections, and stops a local model."""
        if self._model is not None:
            await self._model.close()
        await asyncio.gather(*self._closing)

    def _any(self) -> OpenAIModel | LocalModelOnDemand:
        if self._model is None:
            file = None if self._settings.has_endpoint else local_model_file(self._settings)
            self._model = (
                LocalModelOnDemand(file, self._clock) if file else endpoint_model(self._settings, self._clock)
            )
        return self._model


def local_model_file(settings: Settings) -> Path | None:
    """The local language model, where it was fetched and its extra is installed."""
    if importlib.util.find_spec("xllamacpp") is None:
        return None
    try:
        folder = ModelFiles(settings.models_dir, offline=settings.offline).path("local-llm")
    except VivaError:
        return None
    return next(folder.glob("*.gguf"), None)


@asynccontextmanager
async def open_services(settings: Settings) -> "AsyncGenerator[Services]":
    """Everything the edges need; opened lazily, closed at the end.

    Raises `VivaError` (encoder-missing, evidence-model-missing).
    """
    from viva.api.services import Services

    clock = SystemClock()
    library = Library(content_roots(settings.home))
    store = SqlStore(settings.database)
    audio = FlacStore(settings.audio_dir)
    embedder = ShippedEmbedder(OnnxEmbedder(encoder_dir()), vectors_file())
    reader = shipped_evidence()
    evidence = EmbeddedEvidenceModel(reader, embedder, shipped_gate)
    retriever = HybridRetriever(
        library.notes.values,
        lambda: embedder,
        ChromaIndex(settings.index_dir / "chroma"),
        FtsIndex(settings.index_dir / "notes.sqlite"),
    )

    def to_read(criterion: Criterion, question: Question, gap: str) -> Sequence[str]:  # noqa: ARG001
        return readings(criterion, question, library.notes, retriever)

    def doubted(case: Case, found: Findings) -> str | None:
        return doubt(case, found, reader.capabilities)

    models = Models(settings, library, evidence, retriever, clock)
    speech = SpeechWiring(settings, clock, audio)
    coach = Coach(
        store=store,
        library=library,
        evidence=evidence,
        embedder=embedder,
        examiner=Examiner(library, evidence.aims, to_read, doubted),
        graders=models.grader,
        clock=clock,
        writer=models,
        audio=audio,
        forget=models.forget,
    )
    conversations = Conversations(speech.voices, library, clock)

    async def save(changes: Mapping[str, SettingValue]) -> Settings:
        await asyncio.to_thread(write_settings, settings.home / "viva.toml", changes)
        changed = load_settings(process_environment(), settings.home)
        models.use(changed)
        speech.use(changed)
        await conversations.renew()
        return changed

    services = Services(
        coach=coach,
        library=library,
        store=store,
        settings=settings,
        retriever=retriever,
        model_files=ModelFiles(settings.models_dir, offline=settings.offline),
        prepare=models.prepare,
        test_endpoint=test_endpoint,
        save_settings=save,
        conversations=conversations,
        audio=audio,
        voices=speech.voices,
        voice_report=speech.report,
        check_voice=partial(asyncio.to_thread, speech.check),
        prepare_voice=speech.warm,
        count_fillers=Uncounted(coach, speech.voices, audio, conversations, clock).run,
        open_recording=AudioFile,
        weights=reader.capabilities,
    )
    try:
        yield services
    finally:
        await conversations.close()
        await coach.close()
        await models.close()
        await speech.close()
        audio.close()
        store.close()


async def warm_up(services: "Services") -> None:
    """Does beforehand what a first answer, search or line would wait for, and then what was left to do.

    Never raises.
    """
    works: tuple[Callable[[], Awaitable[None]], ...] = (
        services.check_voice,
        lambda: asyncio.to_thread(_warm, services),
        services.prepare,
        services.prepare_voice,
        services.count_fillers,
    )
    for work in works:
        try:
            await work()
        except VivaError as error:
            _log.warning("%s", error)
        except Exception:  # noqa: BLE001 -- whatever it is, serving goes on without it
            _log.exception("warming up failed; the first answer waits for it instead")


def _warm(services: "Services") -> None:
    for section in (services.library.rounds, services.library.phrases):
        len(section)
    if services.retriever is not None:
        services.retriever.search("warm up", 1)
