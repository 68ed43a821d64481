"""Protocols at the seams. Each has an embedded adapter, a remote one where it makes sense, a scripted one.

Adapters declare what they can do; nothing asks for their type. Synchronous methods are CPU-bound and are
called in a worker thread; asynchronous ones do I/O.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from viva.domain.event import Event, Stored
from viva.domain.evidence import Judgement
from viva.domain.level import Level
from viva.domain.note import Hit, Passage
from viva.domain.question import Question
from viva.domain.rubric import Criterion, Rubric
from viva.domain.scorecard import GraderRef
from viva.domain.transcript import Transcript, Word

Vectors = NDArray[np.float32]
"""Unit rows, shape (n, dimensions)."""


class Clock(Protocol):
    """Time, injected. Tests run on a virtual one."""

    def monotonic_ms(self) -> int:
        """Milliseconds that never go back; the origin means nothing."""
        ...

    def now(self) -> datetime:
        """Wall time in UTC."""
        ...

    async def sleep(self, ms: int) -> None:
        """Returns after `ms` milliseconds."""
        ...


# Language -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """A call to a language model. `schema` (JSON Schema) asks for one JSON object; None for plain text."""

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    schema_name: str = "reply"
    max_tokens: int = 512
    temperature: float = 0.0
    seed: int | None = 0
    timeout_ms: int = 60_000


@dataclass(frozen=True, slots=True)
class ModelCapabilities:
    """What a language model says of itself. `words_lines` is False where it is too slow for live wording."""

    model: str
    json_schema: bool = True
    streams: bool = True
    local: bool = False
    words_lines: bool = True


class LanguageModel(Protocol):
    """A chat model. Every failure is a `VivaError` whose code begins with `model-`."""

    @property
    def capabilities(self) -> ModelCapabilities: ...

    async def complete(self, request: ModelRequest) -> str:
        """The whole reply. Raises `VivaError` (model-unreachable, model-refused, model-timeout, ...)."""
        ...

    def stream(self, request: ModelRequest) -> AsyncIterator[str]:
        """The reply in pieces as they come. Raises as `complete` does; a cut stream is model-truncated."""
        ...


# Meaning ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EmbedderCapabilities:
    """`version` changes whenever vectors do: it is part of every cache key."""

    model: str
    version: str
    dimensions: int
    max_tokens: int


class Embedder(Protocol):
    """Texts to unit vectors. Deterministic: the same text has the same vector, whatever its neighbours."""

    @property
    def capabilities(self) -> EmbedderCapabilities: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order. An empty sequence has shape (0, dimensions)."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """What a grader is given: criteria of one leg and the whole transcript.

    `turns` are the indices of the transcript's turns that belong to the leg; only the candidate's count.
    """

    rubric: Rubric
    criteria: tuple[Criterion, ...]
    question: Question
    transcript: Transcript
    turns: tuple[int, ...]
    level: Level = Level.SENIOR


class EvidenceModel(Protocol):
    """Marks criteria in a transcript, embedded and deterministic. Cheap to call again as words are added."""

    @property
    def ref(self) -> GraderRef: ...

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each of the case's criteria, by id. A criterion without examples is unscored."""
        ...


@dataclass(frozen=True, slots=True)
class Findings:
    """A grader's whole answer for a case. `warnings` say what fell back and why."""

    judgements: Mapping[str, Judgement]
    ref: GraderRef
    warnings: tuple[str, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict[str, str])


class Grader(Protocol):
    """Judges a case. The embedded one wraps an evidence model; the LLM one falls back to it by criterion."""

    async def grade(self, case: Case) -> Findings:
        """Never raises for a model's failure: what cannot be judged is unscored or falls back."""
        ...


# Notes --------------------------------------------------------------------------------------------


class Retriever(Protocol):
    """Finds passages of the reference notes."""

    def search(self, query: str, limit: int = 5) -> Sequence[Hit]:
        """Best first, at most one passage a note. An empty query finds nothing."""
        ...


class VectorIndex(Protocol):
    """Nearest passages by vector. Rebuilt from the notes when missing or broken."""

    def build(self, version: str, passages: Sequence[Passage], vectors: Callable[[], Vectors]) -> None:
        """Replaces the content. `version` identifies notes and encoder; for the same version nothing is
        done and `vectors` is not called. Raises `VivaError` (index-unavailable) when it cannot be had.
        """
        ...

    def nearest(self, vector: NDArray[np.float32], limit: int) -> Sequence[str]:
        """Passage ids, nearest first."""
        ...


class LexicalIndex(Protocol):
    """Passages by words."""

    def build(self, version: str, passages: Sequence[Passage]) -> None:
        """Replaces the content. The same version is a no-op."""
        ...

    def match(self, query: str, limit: int) -> Sequence[str]:
        """Passage ids, best first. Any text is a legal query."""
        ...


# Sessions -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionHead:
    """A row in a list of sessions."""

    id: str
    created_at: datetime
    seq: int
    at_ms: int


class SessionStore(Protocol):
    """The append-only log. When a call returns, what it wrote is committed.

    Failures are `VivaError`s: store-locked, store-read-only, store-full, store-broken, unknown-session,
    seq-conflict (somebody else appended first).
    """

    async def create(
        self, session_id: str, created_at: datetime, events: Sequence[tuple[int, Event]]
    ) -> None:
        """A new session with its first events, each with its `at_ms`; seq counts from 1."""
        ...

    async def append(
        self, session_id: str, events: Sequence[tuple[int, Event]], *, after_seq: int
    ) -> Sequence[Stored]:
        """Appends (at_ms, event) pairs, all or none, provided that the log ends at `after_seq`."""
        ...

    async def read(self, session_id: str, after_seq: int = 0) -> Sequence[Stored]:
        """Events with seq > `after_seq`, in order."""
        ...

    async def heads(self) -> Sequence[SessionHead]:
        """All sessions, newest first."""
        ...

    async def delete(self, session_id: str) -> None:
        """Forgets a session and its events."""
        ...

    async def delete_all(self) -> int:
        """Forgets everything; returns how many sessions there were."""
        ...


class AudioStore(Protocol):
    """Recorded turns."""

    async def append(self, session_id: str, turn: int, pcm: bytes) -> None: ...

    async def read(self, session_id: str, turn: int) -> bytes | None: ...

    async def delete(self, session_id: str, turn: int | None = None) -> None: ...


# Speech -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of recognised speech."""

    text: str
    words: tuple[Word, ...]


class Transcriber(Protocol):
    """Speech to text. Audio is float32 mono at 16 kHz, -1..1."""

    def transcribe(self, audio: NDArray[np.float32], hotwords: Sequence[str] = ()) -> Heard: ...


class Synthesizer(Protocol):
    """Text to speech. PCM16LE mono at `rate` Hz."""

    @property
    def rate(self) -> int: ...

    def synthesize(self, text: str) -> AsyncIterator[bytes]: ...


class VoiceDetector(Protocol):
    """Probability of speech, 0..1, for one 32 ms frame of 16 kHz float32 audio."""

    def speech(self, frame: NDArray[np.float32]) -> float: ...

    def reset(self) -> None: ...


class TurnDetector(Protocol):
    """Probability, 0..1, that the speaker has finished, from up to the last 8 s of audio."""

    def finished(self, audio: NDArray[np.float32]) -> float: ...
