"""A language model on this machine (extra `local-llm`): llama.cpp's server in process, through xllamacpp."""

import asyncio
import importlib
import os
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol, cast
from urllib.parse import urlsplit

from viva.adapters.openai_model import OpenAIModel
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock, ModelCapabilities, ModelRequest

CONTEXT_TOKENS: Final = 8_192
LINE_MS: Final = 3_000
LINE_READS: Final = 500
"""Tokens that are new in the prompt of a line, once the part that never changes is cached."""

LINE_WRITES: Final = 20
"""Tokens of a line's first sentence."""

_TRIAL: Final[Mapping[str, Any]] = {
    "messages": [
        {
            "role": "system",
            "content": "You are an interviewer. " + "You ask short and plain questions. " * 12,
        },
        {"role": "user", "content": "Ask me something about my last project, in one sentence."},
    ],
    "max_tokens": 24,
    "temperature": 0,
}
_EXTRA_HINT: Final = "Install it with: pip install 'viva[local-llm]'."


@dataclass(frozen=True, slots=True)
class Speed:
    """Tokens a second, reading and writing."""

    reads: float
    writes: float

    @property
    def line_ms(self) -> float:
        """How long the first sentence of an interviewer's line takes."""
        if self.reads <= 0 or self.writes <= 0:
            return float("inf")
        return 1000 * (LINE_READS / self.reads + LINE_WRITES / self.writes)


class LlamaServer(Protocol):
    """What is used of `xllamacpp.Server`."""

    @property
    def listening_address(self) -> str:
        """Its address, without a path."""
        ...

    def handle_chat_completions(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """A chat completion as the OpenAI API has it, with llama.cpp's `timings`."""
        ...


StartServer = Callable[[Path, str], LlamaServer]
"""Starts a server on a model file with a key that callers have to show. Blocks."""


class LocalModel:
    """Implements `ports.LanguageModel`. It words lines only where it was measured to keep their deadline."""

    def __init__(self, server: LlamaServer, key: str, name: str, speed: Speed, clock: Clock) -> None:
        self._server: LlamaServer | None = server
        self.speed = speed
        self._model = OpenAIModel(
            f"{server.listening_address}/v1",
            key,
            name,
            clock,
            local=True,
            words_lines=speed.line_ms <= LINE_MS,
        )

    @property
    def capabilities(self) -> ModelCapabilities:
        """Local; `words_lines` by measurement."""
        return self._model.capabilities

    async def identity(self) -> str:
        """The file's name."""
        return await self._model.identity()

    async def complete(self, request: ModelRequest) -> str:
        """See `OpenAIModel.complete`."""
        return await self._model.complete(request)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str]:
        """See `OpenAIModel.stream`."""
        pieces = self._model.stream(request)
        try:
            async for piece in pieces:
                yield piece
        finally:
            await pieces.aclose()

    async def close(self) -> None:
        """Stops the server and frees its memory. The model is of no use after that."""
        await self._model.close()
        server, self._server = self._server, None
        await asyncio.to_thread(_let_go, [server])


class LocalModelOnDemand:
    """A local model that is loaded by its first use, or by `prepare`. Until then it words no lines."""

    def __init__(self, file: Path, clock: Clock, start: StartServer | None = None) -> None:
        self._file = file
        self._clock = clock
        self._start = start
        self._lock = asyncio.Lock()
        self._model: LocalModel | None = None

    @property
    def capabilities(self) -> ModelCapabilities:
        """As measured, once it runs."""
        if self._model is None:
            return ModelCapabilities(self._file.stem, local=True, words_lines=False)
        return self._model.capabilities

    async def prepare(self) -> None:
        """Loads it (takes seconds). Raises as `start_local_model` does."""
        await self._ready()

    async def identity(self) -> str:
        """The file's name; the model need not be loaded for it."""
        return f"{self._file.stem} at this machine"

    async def complete(self, request: ModelRequest) -> str:
        """See `OpenAIModel.complete`."""
        return await (await self._ready()).complete(request)

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str]:
        """See `OpenAIModel.stream`."""
        pieces = (await self._ready()).stream(request)
        try:
            async for piece in pieces:
                yield piece
        finally:
            await pieces.aclose()

    async def close(self) -> None:
        """Frees its memory; a later use loads it again."""
        async with self._lock:
            if self._model is not None:
                await self._model.close()
            self._model = None

    async def _ready(self) -> LocalModel:
        async with self._lock:
            if self._model is None:
                self._model = await start_local_model(self._file, self._clock, self._start)
            return self._model


async def start_local_model(file: Path, clock: Clock, start: StartServer | None = None) -> LocalModel:
    """Loads a GGUF file, serves it on a free port of this machine, and measures its speed (takes seconds).

    Raises `VivaError`: model-not-installed (no extra), model-broken (it cannot be loaded).
    """
    key = secrets.token_urlsafe(24)
    server = await asyncio.to_thread(start or _start_server, file, key)
    if urlsplit(server.listening_address).hostname not in {"127.0.0.1", "::1", "localhost"}:
        raise _broken(file, "it does not listen on this machine alone")
    try:
        speed = await asyncio.to_thread(measure, server)
    except (RuntimeError, KeyError, TypeError, ValueError) as error:
        raise _broken(file, "it does not answer") from error
    return LocalModel(server, key, file.stem, speed, clock)


def measure(server: LlamaServer) -> Speed:
    """The speed of one short trial, as llama.cpp reports it. Blocks."""
    timings = cast("Mapping[str, float]", server.handle_chat_completions(dict(_TRIAL))["timings"])
    return Speed(float(timings["prompt_per_second"]), float(timings["predicted_per_second"]))


def _start_server(file: Path, key: str) -> LlamaServer:
    # Threads that spin while they wait take the processor from the interview itself.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    try:
        llama: Any = importlib.import_module("xllamacpp")
    except ImportError as error:
        raise VivaError(
            "model-not-installed",
            "The local language model needs an extra that is not installed.",
            _EXTRA_HINT,
            ErrorKind.UNAVAILABLE,
        ) from error
    params = llama.CommonParams()
    params.model.path = str(file)
    params.model_alias = {file.stem}
    params.n_ctx = CONTEXT_TOKENS
    params.n_parallel = 1
    cores = os.cpu_count() or 2
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = max(min(2, cores), cores - 1)
    params.api_keys = [key]
    params.verbosity = -1
    params.ui = params.endpoint_slots = False
    try:
        return cast("LlamaServer", llama.Server(params))
    except (RuntimeError, ValueError) as error:
        raise _broken(file, "it cannot be loaded") from error


def _let_go(held: list[LlamaServer | None]) -> None:
    """Drops the last reference in this thread: the server joins its own threads as it goes."""
    held.clear()


def _broken(file: Path, why: str) -> VivaError:
    return VivaError(
        "model-broken",
        f"The local language model {file.name} is of no use: {why}.",
        "Run viva models verify local-llm, and fetch it again if it is damaged.",
        ErrorKind.UNAVAILABLE,
    )
