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
from viva.domain.evidence import Evidence, Judgement
from viva.domain.level import Level
from viva.domain.note import Hit, Passage
from viva.domain.question import Question
from viva.domain.rubric import Criterion, Rubric
from viva.domain.scorecard import GraderRef
from viva.domain.transcript import Transcript, Word

LogOdds = NDArray[np.float32]
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
    """A call to a language model. `schema` (JSON Schema) asks for one JSON object; None for plain text.

    `counted` is told how many tokens the endpoint says the call took, also where its reply is of no use.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    schema_name: str = "reply"
    max_tokens: int = 512
    temperature: float = 0.0
    seed: int | None = 0
    timeout_ms: int = 60_000
    counted: Callable[[int], None] | None = field(default=None, compare=False, repr=False)


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

    async def identity(self) -> str:
        """What answers, so exactly that its replies may be known again by it: a model and its place."""
        ...

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
class Curve:
    """A logistic curve over the log-odds of a criterion's best windows (Platt scaling), which knows that the
    best of few windows is worth more than the best of many: `length` times the logarithm of their number,
    from a number on that the grader knows, is added. `own` is what criteria add to `offset`, by id."""

    slope: float
    offset: float
    length: float = 0.0
    own: Mapping[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the log-odds of a family of criteria turn into labels.

    Between the two probabilities of `unsure` nothing is called; full is called from `full_from`.
    """

    covered: Curve
    full: Curve
    unsure: tuple[float, float]
    full_from: float


@dataclass(frozen=True, slots=True)
class ReaderCapabilities:
    """`known` are the criteria that the model was trained on, `rubric/criterion`, each with the digest of the
    words it was trained under. `calibration` is by family; `agreement` is its kappa with people on covered or
    not, by rubric. `version` changes whenever readings may."""

    model: str
    version: str
    known: Mapping[str, str]
    calibration: Mapping[str, Calibration]
    agreement: Mapping[str, float]


class EvidenceReader(Protocol):
    """How strongly windows speak for criteria, as log-odds: at least partial, and full.

    Deterministic: a window reads the same whatever its neighbours. Windows are in normal form.
    """

    @property
    def capabilities(self) -> ReaderCapabilities: ...

    def known(self, windows: Sequence[str]) -> Sequence[LogOdds]:
        """One array a window, shape (criteria, 2), in the order of `capabilities.known`."""
        ...

    def beside(self, pairs: Sequence[tuple[str, str]]) -> Sequence[LogOdds]:
        """One array a pair of a criterion's words and a window, shape (2,)."""
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

    @property
    def words(self) -> int:
        """How many words of the candidate's count."""
        own = frozenset(self.turns)
        return sum(len(turn.text.split()) for i, turn in self.transcript.candidate() if i in own)


class EvidenceModel(Protocol):
    """Marks criteria in a transcript, embedded and deterministic. Cheap to call again as words are added."""

    @property
    def ref(self) -> GraderRef: ...

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        """A judgement for each of the case's criteria, by id."""
        ...

    def asides(self, case: Case) -> Sequence[Evidence]:
        """The sentences, of either side, that address whoever grades, in order. They show nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Findings:
    """A grader's whole answer for a case. `warnings` say what fell back and why; `fallen` are the criteria,
    by id, that the embedded grader judged in place of `ref`."""

    judgements: Mapping[str, Judgement]
    ref: GraderRef
    warnings: tuple[str, ...] = ()
    prompts: Mapping[str, str] = field(default_factory=dict[str, str])
    fallen: frozenset[str] = frozenset()


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


@dataclass(frozen=True, slots=True)
class Pending:
    """A turn that is being recorded, or was when the process ended.

    `capture` names the microphone's stream, `sample` where in it the recording begins (16 kHz samples),
    `started_ms` when that was on the session clock, `samples` how many are safe on disk.
    """

    capture: str
    sample: int
    started_ms: int
    samples: int


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording: PCM16LE mono."""

    pcm: bytes
    rate: int


class AudioStore(Protocol):
    """Recorded turns, as FLAC files. A session has at most one turn that is being recorded.

    Failures are `VivaError`s: audio-full, audio-unwritable, audio-broken.
    """

    async def begin(self, session_id: str, capture: str, *, sample: int, started_ms: int) -> None:
        """Begins a recording at 16 kHz; one that was pending is forgotten."""
        ...

    async def append(self, session_id: str, pcm: bytes) -> int:
        """Adds to it; returns how many of its samples are safe: all but the last second at most."""
        ...

    async def pending(self, session_id: str) -> Pending | None:
        """What was being recorded, also after a restart."""
        ...

    async def read_pending(self, session_id: str) -> Clip | None:
        """As much of it as is safe."""
        ...

    async def resume(self, session_id: str) -> None:
        """Goes on with the pending recording after a restart: what follows is added to it."""
        ...

    async def keep(self, session_id: str, turn: int) -> None:
        """The pending recording is that turn's from now on."""
        ...

    async def drop(self, session_id: str) -> None:
        """Forgets the pending recording."""
        ...

    async def write(self, session_id: str, turn: int, clip: Clip) -> None:
        """A whole recording of a turn."""
        ...

    async def read(self, session_id: str, turn: int) -> Clip | None:
        """The turn's samples, or None."""
        ...

    async def flac(self, session_id: str, turn: int) -> bytes | None:
        """The turn's file, or None."""
        ...

    async def turns(self, session_id: str) -> Sequence[int]:
        """Turns that have a recording, in order."""
        ...

    async def delete(self, session_id: str, turn: int | None = None) -> None:
        """Forgets a turn's recording, or all of a session's, the pending one too."""
        ...

    async def delete_all(self) -> None:
        """Forgets every recording."""
        ...

    async def size(self) -> int:
        """Bytes on disk."""
        ...


# Speech -------------------------------------------------------------------------------------------

Samples = NDArray[np.float32]
"""Mono audio at 16 kHz, shape (n,), -1..1."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A piece of recognised speech. Word times are ms from the start of the audio; `text` is the words
    joined by spaces. Silence and noise have no words."""

    text: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class TranscriberCapabilities:
    """What a transcriber says of itself. Without `hotwords` they are passed over."""

    name: str
    model: str
    local: bool = True
    hotwords: bool = True


class Transcriber(Protocol):
    """Speech to text. One piece at a time; calls wait for their turn.

    Failures are `VivaError`s: transcriber-missing, transcriber-crashed, transcriber-timeout, and a remote
    one's model-*. After a crash or a time-out the next call starts afresh.
    """

    @property
    def capabilities(self) -> TranscriberCapabilities: ...

    async def transcribe(
        self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False
    ) -> Heard:
        """The words in at most 30 s of speech. `fillers` asks for "um" and "uh" to be kept too."""
        ...

    async def warm(self) -> None:
        """Loads what the first call would wait for."""
        ...

    async def close(self) -> None:
        """Ends its work."""
        ...


@dataclass(frozen=True, slots=True)
class SynthesizerCapabilities:
    """What a synthesizer says of itself. `voice` identifies model, voice and version: it is part of every
    cache key. `rate` in Hz."""

    name: str
    voice: str
    rate: int
    local: bool = True
    streams: bool = False


class Synthesizer(Protocol):
    """Text to speech, from text in its spoken form. One piece at a time; calls wait for their turn.

    Failures are `VivaError`s: synthesizer-missing, synthesizer-crashed, synthesizer-timeout, and a remote
    one's model-*. After a crash or a time-out the next call starts afresh.
    """

    @property
    def capabilities(self) -> SynthesizerCapabilities: ...

    def synthesize(self, text: str) -> AsyncIterator[bytes]:
        """PCM16LE mono in pieces as they are made. Closing the iterator stops the work."""
        ...

    async def warm(self) -> None:
        """Loads what the first call would wait for."""
        ...

    async def close(self) -> None:
        """Ends its work."""
        ...


class VoiceDetector(Protocol):
    """Voice activity of one stream."""

    def speech(self, frame: Samples) -> float:
        """Probability of speech, 0..1, for the next 512 samples (32 ms)."""
        ...

    def reset(self) -> None:
        """Forgets the stream so far."""
        ...


class TurnDetector(Protocol):
    """Tells a pause from the end of an answer."""

    def finished(self, audio: Samples) -> float:
        """Probability, 0..1, that the speaker has finished, from up to the last 8 s of audio."""
        ...
