"""What the API is handed, and what it asks of each part."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from viva.codec.transcript import TranscriptInput
from viva.content.library import Library
from viva.domain.event import Control, SessionGraded, Stored
from viva.domain.evidence import Judgement
from viva.domain.label import Label
from viva.domain.level import Level, Mode, Style
from viva.domain.scorecard import Scorecard
from viva.domain.session import Session
from viva.ports import Retriever, SessionStore
from viva.settings import Settings, process_environment


class Storage(SessionStore, Protocol):
    """A session store that knows what it takes on disk."""

    async def size_bytes(self) -> int | None:
        """None when it is not a file."""
        ...


class ModelFile(Protocol):
    """A model file that can be fetched."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def licence(self) -> str: ...
    @property
    def present(self) -> bool: ...


class ModelFiles(Protocol):
    """The table of model files."""

    def listing(self) -> Sequence[ModelFile]:
        """Every file, with whether it is here."""
        ...


class EndpointReport(Protocol):
    """What trying an endpoint showed. `code` is None when it answered."""

    @property
    def ok(self) -> bool: ...
    @property
    def model(self) -> str | None: ...
    @property
    def models(self) -> Sequence[str]: ...
    @property
    def latency_ms(self) -> int | None: ...
    @property
    def code(self) -> str | None: ...
    @property
    def message(self) -> str: ...
    @property
    def hint(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Setup:
    """An interview to start. `questions` has an id (or None for any) a leg; None draws all."""

    round: str
    questions: tuple[str | None, ...] | None
    level: Level
    style: Style
    mode: Mode


@dataclass(frozen=True, slots=True)
class Covered:
    """A criterion's live coverage has changed (coach mode)."""

    criterion: str
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Speaking:
    """The words so far of a line that is being said."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that the candidate should know."""

    code: str
    message: str
    hint: str = ""


Output = Stored | Covered | Speaking | Notice


class LiveSession(Protocol):
    """A session that is being held, however many listen."""

    @property
    def coverage(self) -> Mapping[str, Judgement]:
        """What is covered so far; empty in exam mode."""
        ...

    def listen(self) -> AbstractAsyncContextManager[AsyncIterator[Output]]:
        """What happens from now on. It ends when the session is deleted."""
        ...

    async def answer(self, text: str, *, typing_ms: int = 0) -> None: ...

    async def wish(self, control: Control) -> None: ...


class Gap(Protocol):
    """A criterion that recent sessions keep missing."""

    @property
    def criterion(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def label(self) -> Label: ...
    @property
    def text(self) -> str: ...
    @property
    def note(self) -> str | None: ...


class Coach(Protocol):
    """The engine."""

    async def live(self, session_id: str) -> LiveSession: ...

    async def create(self, setup: Setup) -> Session: ...

    async def paste(self, given: TranscriptInput, *, level: Level, grader: str | None) -> Session: ...

    async def grade_input(self, given: TranscriptInput, *, level: Level, grader: str | None) -> Scorecard: ...

    async def grade(
        self, session_id: str, *, grader: str | None, level: Level | None, rubric: str | None
    ) -> SessionGraded: ...

    async def end(self, session_id: str) -> SessionGraded: ...

    async def delete(self, session_id: str) -> None: ...

    async def delete_all(self) -> int: ...

    async def coverage(self, session_id: str) -> Mapping[str, Judgement]: ...

    async def summaries(self) -> Sequence[Session]: ...

    async def gaps(self) -> Sequence[Gap]: ...


@dataclass(slots=True)
class Services:
    """What `create_app` is handed.

    `save_settings` takes the changed keys (None removes one), writes the file and returns the settings in
    force; the caller of it puts them here. `environment` tells which keys only the environment can change.
    """

    coach: Coach
    library: Library
    store: Storage
    settings: Settings
    retriever: Retriever | None
    model_files: ModelFiles | None
    test_endpoint: Callable[[Settings], Awaitable[EndpointReport]]
    save_settings: Callable[[Mapping[str, str | None]], Awaitable[Settings]]
    environment: Mapping[str, str] = field(default_factory=process_environment)
