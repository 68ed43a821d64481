"""An application over scripted parts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from fastapi import FastAPI

from viva.adapters.audio_file import AudioFile
from viva.adapters.clocks import VirtualClock
from viva.adapters.memory_audio import MemoryAudio
from viva.adapters.memory_store import MemoryStore
from viva.adapters.scripted_ears import ScriptedTranscriber, ScriptedVoiceDetector
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.api.app import create_app
from viva.api.security import LOOPBACK
from viva.api.services import Services
from viva.coach import Coach
from viva.coach.conversations import Conversations
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.evidence import Evidence, Judgement, Scored, evidence_at
from viva.domain.label import Label
from viva.domain.note import Hit, Passage
from viva.domain.scorecard import GraderRef
from viva.grading.examiner import Doubt, Examiner, no_doubt
from viva.grading.ledger import Prompts
from viva.ports import Case, Findings
from viva.settings import Settings, SettingValue


@dataclass(frozen=True, slots=True)
class Report:
    """What a scripted endpoint's test says."""

    ok: bool
    model: str | None
    models: tuple[str, ...]
    latency_ms: int | None
    code: str | None
    message: str
    hint: str


READY: Final = Report(
    ok=True, model="m1", models=("m1", "m2"), latency_ms=12, code=None, message="It answers.", hint=""
)


@dataclass(frozen=True, slots=True)
class File:
    """A scripted model file."""

    id: str = "local-llm"
    title: str = "Local language model"
    role: str = "language model"
    size_bytes: int = 1_117_000_000
    licence: str = "Apache-2.0"
    present: bool = False


class Files:
    """One model file."""

    def listing(self) -> tuple[File, ...]:
        """The one."""
        return (File(),)


class WordRetriever:
    """Finds notes whose title holds the query's first word."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, query: str, limit: int = 5) -> list[Hit]:
        """Best first."""
        words = query.lower().split()
        return [
            Hit(Passage(f"{note.id}#0", note.id, note.title, note.body, 0, len(note.body)), 1.0)
            for note in self._library.notes.values()
            if words and words[0] in note.title.lower()
        ][:limit]


class WordEvidence:
    """A criterion is covered by its own id as a word, in part where “maybe” stands before it."""

    @property
    def ref(self) -> GraderRef:
        """Who judged."""
        return GraderRef("embedded", "words", "1")

    def judge(self, case: Case) -> dict[str, Judgement]:
        """A judgement for each criterion."""
        return {criterion.id: self._judge(case, criterion.id) for criterion in case.criteria}

    def asides(self, case: Case) -> tuple[Evidence, ...]:
        """None."""
        del case
        return ()

    @staticmethod
    def _judge(case: Case, name: str) -> Judgement:
        for index, turn in case.transcript.candidate():
            at = turn.text.find(name)
            if at >= 0 and index in case.turns:
                label = Label.PARTIAL if turn.text[:at].endswith("maybe ") else Label.FULL
                evidence = evidence_at(case.transcript, index, at, at + len(name))
                return Scored(label, 0.9, f"Said: {name}.", (evidence,))
        return Scored(Label.MISSING, 0.9, "Not said.")


class WordGrader:
    """The same judgements as a grader."""

    async def grade(self, case: Case) -> Findings:
        """A judgement for each criterion."""
        evidence = WordEvidence()
        return Findings(evidence.judge(case), evidence.ref)


def no_aims(case: Case) -> Prompts:
    """No interviewer's turn of a pasted transcript aims at anything."""
    del case
    return {}


@dataclass
class Bench:
    """The application with what a test wants to look at."""

    library: Library
    environment: dict[str, str] = field(default_factory=dict[str, str])
    token: str | None = None
    allowed_hosts: frozenset[str] = LOOPBACK
    settings: Settings = field(default_factory=lambda: Settings(home=Path("/data/viva")))
    saved: list[Mapping[str, SettingValue]] = field(default_factory=list[Mapping[str, SettingValue]])
    tried: list[Settings] = field(default_factory=list[Settings])
    report: Report = READY
    store: MemoryStore = field(default_factory=MemoryStore)
    clock: VirtualClock = field(default_factory=VirtualClock)
    audio: MemoryAudio = field(default_factory=MemoryAudio)
    doubt: Doubt = no_doubt
    ears: ScriptedTranscriber = field(
        default_factory=lambda: ScriptedTranscriber(answer=lambda _audio: "I would start with the objective")
    )

    def __post_init__(self) -> None:
        self.coach = Coach(
            store=self.store,
            library=self.library,
            evidence=WordEvidence(),
            embedder=ScriptedEmbedder(),
            examiner=Examiner(self.library, no_aims, doubt=self.doubt),
            graders=lambda _name: WordGrader(),
            clock=self.clock,
            rng=Random(7),
            audio=self.audio,
        )
        self.services = Services(
            coach=self.coach,
            library=self.library,
            store=self.store,
            settings=self.settings,
            retriever=WordRetriever(self.library),
            model_files=Files(),
            test_endpoint=self._test,
            save_settings=self._save,
            environment=self.environment,
            voices=lambda: Voices(transcriber=self.ears, detector=ScriptedVoiceDetector, audio=self.audio),
            audio=self.audio,
            open_recording=AudioFile,
        )
        self.services.conversations = Conversations(self._voices, self.library, self.clock)
        self.app: FastAPI = create_app(self.services, token=self.token, allowed_hosts=self.allowed_hosts)

    def _voices(self) -> Voices:
        return self.services.voices()

    async def _test(self, settings: Settings) -> Report:
        self.tried.append(settings)
        return self.report

    async def _save(self, changes: Mapping[str, SettingValue]) -> Settings:
        self.saved.append(dict(changes))
        values: dict[str, Any] = self.services.settings.model_dump()
        for key, value in changes.items():
            table, _, name = key.rpartition(".")
            place = values[table] if table else values
            place[name] = value
            if value is None:
                del place[name]
        return Settings.model_validate(values)
