"""The command line over scripted parts: one function that runs it, as a shell would."""

import io
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from api.harness import Files, WordEvidence, WordRetriever, no_aims
from viva.adapters.clocks import SystemClock
from viva.adapters.flac_store import FlacStore
from viva.adapters.scripted_ears import ScriptedTranscriber, ScriptedVoiceDetector
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.adapters.sql_store import SqlStore
from viva.api.services import EndpointReport, Services
from viva.cli import context, main
from viva.coach import Coach
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.grading.embedded import EmbeddedGrader
from viva.grading.examiner import Examiner
from viva.settings import Settings


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a scripted endpoint's test says."""

    ok: bool = False
    model: str | None = None
    models: tuple[str, ...] = ()
    latency_ms: int | None = None
    code: str | None = "model-unreachable"
    message: str = "Nothing answers at http://127.0.0.1:9/v1."
    hint: str = "Start it, or mend OPENAI_BASE_URL."


@dataclass
class Terminal:
    """Runs `viva` in this process. A criterion is covered by its own id as a word."""

    library: Library
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    graded_by: list[str] = field(default_factory=list[str])
    report: EndpointReport = field(default_factory=Report)
    ears: ScriptedTranscriber | None = field(default_factory=ScriptedTranscriber)
    voice: ScriptedSynthesizer | None = None

    def __post_init__(self) -> None:
        self.monkeypatch.setattr(context, "services", self._services)

    def run(self, *arguments: str, stdin: str | bytes = "") -> Ran:
        """The command's exit code and output."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), "utf-8"))
        self.monkeypatch.setattr(sys, "argv", ["viva", *arguments])
        self.capsys.readouterr()
        code: Any = 0
        try:
            main.main()
        except SystemExit as done:
            code = done.code
        captured = self.capsys.readouterr()
        return Ran(code or 0, captured.out, captured.err)

    @asynccontextmanager
    async def _services(self) -> AsyncGenerator[Services]:
        settings = context.settings()
        store = SqlStore(settings.database)
        audio = FlacStore(settings.audio_dir)
        evidence = WordEvidence()

        def grader(name: str) -> EmbeddedGrader:
            self.graded_by.append(name)
            return EmbeddedGrader(evidence)

        coach = Coach(
            store=store,
            library=self.library,
            evidence=evidence,
            embedder=ScriptedEmbedder(),
            examiner=Examiner(self.library, no_aims),
            graders=grader,
            clock=SystemClock(),
            rng=Random(7),
            audio=audio,
        )

        async def tested(settings: Settings) -> EndpointReport:
            del settings
            return self.report

        async def saved(changes: object) -> Settings:
            del changes
            return settings

        try:
            yield Services(
                coach=coach,
                library=self.library,
                store=store,
                settings=settings,
                retriever=WordRetriever(self.library),
                model_files=Files(),
                test_endpoint=tested,
                save_settings=saved,
                voices=lambda: Voices(
                    transcriber=self.ears,
                    detector=ScriptedVoiceDetector,
                    synthesizer=self.voice,
                    audio=audio,
                ),
                audio=audio,
            )
        finally:
            await coach.close()
            audio.close()
            store.close()


def session_ids(terminal: Terminal) -> list[str]:
    """Ids as the list shows them, newest first."""
    import json

    return [item["id"] for item in json.loads(terminal.run("sessions", "list", "--format", "json").out)]


def answer_file(folder: Path, text: str, name: str = "answer.txt") -> str:
    """A file with a transcript."""
    file = folder / name
    file.write_text(text, "utf-8")
    return str(file)
