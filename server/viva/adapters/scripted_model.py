"""A language model that says what it is told to, with scripted failures and delays. For tests and demos."""

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace

from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock, ModelCapabilities, ModelRequest


@dataclass(frozen=True, slots=True)
class Reply:
    """One scripted reply: words in pieces, each `wait_ms` after the one before, then perhaps a failure."""

    pieces: tuple[str, ...] = ()
    wait_ms: int = 0
    error: VivaError | None = None


Script = Reply | str | VivaError
"""A reply, its words alone, or a failure alone."""


class ScriptedModel:
    """Replies from a queue, then from `answer`. `requests` holds what it was asked."""

    def __init__(
        self,
        replies: Iterable[Script] = (),
        *,
        clock: Clock | None = None,
        answer: Callable[[ModelRequest], Script] | None = None,
        capabilities: ModelCapabilities | None = None,
    ) -> None:
        self._queue = deque(replies)
        self._clock = clock
        self._answer = answer
        self._capabilities = capabilities or ModelCapabilities("scripted")
        self.requests: list[ModelRequest] = []

    @property
    def capabilities(self) -> ModelCapabilities:
        """As given."""
        return self._capabilities

    def allow(self, *, words_lines: bool) -> None:
        """Changes whether it may word lines."""
        self._capabilities = replace(self._capabilities, words_lines=words_lines)

    def add(self, *replies: Script) -> None:
        """More replies for the queue."""
        self._queue.extend(replies)

    async def identity(self) -> str:
        """The model's name."""
        return self._capabilities.model

    async def complete(self, request: ModelRequest) -> str:
        """All pieces of the next reply."""
        return "".join([piece async for piece in self.stream(request)])

    async def stream(self, request: ModelRequest) -> AsyncIterator[str]:
        """The pieces of the next reply. Raises its failure, or `VivaError` (model-empty) past the script."""
        self.requests.append(request)
        reply = self._next(request)
        for piece in reply.pieces:
            await self._wait(reply.wait_ms)
            yield piece
        if reply.error is not None:
            if not reply.pieces:
                await self._wait(reply.wait_ms)
            raise reply.error

    def _next(self, request: ModelRequest) -> Reply:
        if self._queue:
            script = self._queue.popleft()
        elif self._answer is not None:
            script = self._answer(request)
        else:
            script = VivaError(
                "model-empty", "The script has no more replies.", "Add some.", ErrorKind.UNAVAILABLE
            )
        if isinstance(script, Reply):
            return script
        return Reply(error=script) if isinstance(script, VivaError) else Reply((script,))

    async def _wait(self, ms: int) -> None:
        if ms and self._clock is not None:
            await self._clock.sleep(ms)
