"""Opens the product as the edges do, and reads what a run of it left behind."""

import io
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from viva import wiring
from viva.adapters.clocks import SystemClock
from viva.api.services import Services
from viva.cli import main
from viva.codec.transcript import TranscriptInput, parse_transcript
from viva.settings import load_settings, process_environment

ROUND: Final = "behavioural"
QUESTION: Final = "model-failed-in-production"
SAID: Final = (
    "Two years ago our fraud model at a bank failed in production. My task was to bring recall back. "
    "I rolled it back within an hour, I wrote the test that was missing, and chargebacks fell by 12 percent."
)
DEAD: Final = "http://127.0.0.1:9/v1"
"""The discard port, where nothing listens."""

_SHORT_MS: Final = 5_000


class HastyClock(SystemClock):
    """Real time, but pauses between attempts are over at once."""

    async def sleep(self, ms: int) -> None:
        await super().sleep(0 if ms <= _SHORT_MS else ms)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


class Product:
    """`opened` is the services that both edges get; `run` is the command line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        monkeypatch.setattr(wiring, "SystemClock", HastyClock)

    def environment(self, **variables: str) -> None:
        """Sets variables, as a user would before starting."""
        for name, value in variables.items():
            self._monkeypatch.setenv(name, value)

    def opened(self) -> AbstractAsyncContextManager[Services]:
        """Services with the settings in force."""

        @asynccontextmanager
        async def services() -> AsyncGenerator[Services]:
            settings = load_settings(process_environment(), Path("/nowhere"))
            async with wiring.open_services(settings) as opened:
                yield opened

        return services()

    def run(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> Ran:
        """Runs `viva` in this process."""
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b""), "utf-8"))
        self._monkeypatch.setattr(sys, "argv", ["viva", *arguments])
        capsys.readouterr()
        code: Any = 0
        try:
            main.main()
        except SystemExit as done:
            code = done.code
        captured = capsys.readouterr()
        return Ran(code or 0, captured.out, captured.err)


def pasted() -> TranscriptInput:
    """A pasted answer to the question of these tests."""
    return parse_transcript(SAID, round=ROUND, question=QUESTION)


def labels(card: Mapping[str, Any]) -> dict[str, int | None]:
    """A scorecard's labels by criterion."""
    return {item["id"]: item["label"] for item in card["criteria"]}
