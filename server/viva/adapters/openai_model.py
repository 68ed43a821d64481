"""Any OpenAI-compatible endpoint behind `ports.LanguageModel`: OpenAI, Ollama, vLLM, LM Studio, llama.cpp."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, cast

from viva.adapters import openai_errors as errors
from viva.adapters.model_json import json_object, spoken
from viva.adapters.openai_connection import OpenAIConnection, time_limit
from viva.deadline import within
from viva.domain.errors import VivaError
from viva.ports import Clock, Message, ModelCapabilities, ModelRequest

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion, ChatCompletionChunk

T = TypeVar("T")
JsonFormat = Literal["json_schema", "json_object", "plain"]

_NO_CHAT: Final = re.compile(
    r"embed|rerank|whisper|tts|moderation|dall-e|transcri|image|bge-|minilm", re.IGNORECASE
)
_WEAKER: Final[dict[JsonFormat, JsonFormat]] = {"json_schema": "json_object", "json_object": "plain"}
_PARAMETERS: Final = {"max_tokens": "max_completion_tokens", "temperature": "temperature", "seed": "seed"}
"""What an endpoint may not know, by the word that its complaint then has."""


class OpenAIModel:
    """One client for one endpoint. Without a model name it takes the first that the endpoint lists.

    Failures are retried with back-off while the request's time lasts: 429 (after `retry-after`), 5xx and a
    dropped connection. What an endpoint does not know (JSON schemas, a seed) is left out from then on.
    """

    def __init__(
        self,
        base_url: str | None,
        api_key: str | None,
        model: str | None,
        clock: Clock,
        *,
        local: bool = False,
        words_lines: bool = True,
    ) -> None:
        self._connection = OpenAIConnection(base_url, api_key, clock)
        self._base_url = base_url
        self._model = model
        self._clock = clock
        self._local = local
        self._words_lines = words_lines
        self._lock = asyncio.Lock()
        self._format: JsonFormat = "json_schema"
        self._left_out: frozenset[str] = frozenset()

    @property
    def capabilities(self) -> ModelCapabilities:
        """What is known by now; the model's name is “auto” until it is discovered."""
        return ModelCapabilities(
            self._model or "auto",
            json_schema=self._format == "json_schema",
            local=self._local,
            words_lines=self._words_lines,
        )

    async def identity(self) -> str:
        """The model and its address; asks the endpoint where no model is named. Raises `VivaError`."""
        place = "this machine" if self._local else self._base_url
        return f"{await self._chosen()} at {place or 'the default'}"

    async def complete(self, request: ModelRequest) -> str:
        """The whole reply; for a schema, the text of one JSON object. Raises `VivaError` (model-...)."""
        try:
            return await within(self._clock, request.timeout_ms, self._complete(request))
        except TimeoutError:
            raise errors.timed_out(self._connection.address, request.timeout_ms) from None

    async def stream(self, request: ModelRequest) -> AsyncGenerator[str]:
        """The reply in pieces. Raises as `complete` does; a stream without its end is model-truncated."""
        end = self._clock.monotonic_ms() + request.timeout_ms
        async with aclosing(self._stream(request)) as pieces:
            while True:
                left = end - self._clock.monotonic_ms()
                try:
                    piece = await within(self._clock, left, _next(pieces))
                except TimeoutError:
                    raise errors.timed_out(self._connection.address, request.timeout_ms) from None
                if piece is None:
                    return
                yield piece

    async def prepare(self) -> None:
        """Loads the client beforehand (it takes a second), so that the first line need not wait for it."""
        await self._connection.client()

    async def models(self) -> tuple[str, ...]:
        """The names of the endpoint's models, in its order. Raises `VivaError` (model-...)."""
        client = await self._connection.client()
        page = await self._connection.tried(client.models.list, model=self._model)
        try:
            return tuple(item.id for item in page.data)
        except (AttributeError, TypeError) as error:
            raise errors.bad_reply(self._connection.address) from error

    async def close(self) -> None:
        """Closes the connections. It may be used again after that."""
        await self._connection.close()

    async def _complete(self, request: ModelRequest) -> str:
        reply = cast("ChatCompletion", await self._sent(request, stream=False))
        tokens = getattr(getattr(reply, "usage", None), "total_tokens", None)
        if request.counted is not None and isinstance(tokens, int):
            request.counted(tokens)
        try:
            choice = reply.choices[0]
            text, refusal, finish = choice.message.content, choice.message.refusal, choice.finish_reason
        except (AttributeError, IndexError, TypeError) as error:
            raise errors.bad_reply(self._connection.address) from error
        if refusal or finish == "content_filter":
            raise errors.refused()
        if finish == "length":
            raise errors.truncated()
        if not isinstance(text, str) or not spoken(text):
            raise errors.empty()
        if request.schema is None:
            return spoken(text)
        found = json_object(text)
        if found is None:
            raise errors.bad_json()
        return found

    async def _stream(self, request: ModelRequest) -> AsyncGenerator[str]:
        chunks = cast("AsyncIterator[ChatCompletionChunk]", await self._sent(request, stream=True))
        if not hasattr(chunks, "close"):
            raise errors.bad_reply(self._connection.address)
        finish: str | None = None
        any_words = False
        try:
            while True:
                chunk = await self._connection.mapped(_next(chunks), model=self._model)
                if chunk is None:
                    break
                for choice in chunk.choices[:1]:
                    if choice.delta.refusal:
                        raise errors.refused()
                    finish = choice.finish_reason or finish
                    if choice.delta.content:
                        any_words = True
                        yield choice.delta.content
        finally:
            await cast("Any", chunks).close()
        if finish == "content_filter":
            raise errors.refused()
        if finish is None or finish == "length":
            raise errors.truncated()
        if not any_words:
            raise errors.empty()

    async def _sent(self, request: ModelRequest, *, stream: bool) -> object:
        """Sends the request, each time without what the endpoint has just rejected."""
        from openai import BadRequestError, UnprocessableEntityError

        model = await self._chosen()
        create = cast(
            "Callable[..., Awaitable[object]]", (await self._connection.client()).chat.completions.create
        )
        while True:
            body = self._body(request, model, stream=stream)
            try:
                return await self._connection.tried(partial(create, **body), model=model)
            except VivaError as error:
                cause = error.__cause__
                known = isinstance(cause, BadRequestError | UnprocessableEntityError)
                if error.code != "model-rejected" or not known or not self._do_without(str(cause), request):
                    raise

    def _do_without(self, said: str, request: ModelRequest) -> bool:
        """Whether there is something left to leave out after this complaint."""
        for name, sign in (
            ("max_tokens", "max_completion_tokens"),
            ("temperature", "temperature"),
            ("seed", "seed"),
        ):
            if sign in said and name not in self._left_out:
                self._left_out |= {name}
                return True
        if request.schema is not None and self._format in _WEAKER:
            self._format = _WEAKER[self._format]
            return True
        return False

    def _body(self, request: ModelRequest, model: str, *, stream: bool) -> dict[str, Any]:
        messages = list(request.messages)
        body: dict[str, Any] = {"model": model, "stream": stream}
        if request.schema is not None:
            if self._format == "json_schema":
                named = {"name": request.schema_name, "schema": dict(request.schema), "strict": True}
                body["response_format"] = {"type": "json_schema", "json_schema": named}
            else:
                messages = _with_schema(messages, request)
            if self._format == "json_object":
                body["response_format"] = {"type": "json_object"}
        limit = "max_completion_tokens" if "max_tokens" in self._left_out else "max_tokens"
        body[limit] = request.max_tokens
        if "temperature" not in self._left_out:
            body["temperature"] = request.temperature
        if request.seed is not None and "seed" not in self._left_out:
            body["seed"] = request.seed
        body["messages"] = [{"role": message.role, "content": message.content} for message in messages]
        body["timeout"] = time_limit(request.timeout_ms)
        return body

    async def _chosen(self) -> str:
        """The model's name, discovered once."""
        async with self._lock:
            if self._model is None:
                names = await self.models()
                if not names:
                    raise errors.no_model(self._connection.address)
                self._model = next((name for name in names if not _NO_CHAT.search(name)), names[0])
            return self._model


async def _next(pieces: AsyncIterator[T]) -> T | None:
    return await anext(pieces, None)


def _with_schema(messages: list[Message], request: ModelRequest) -> list[Message]:
    """The messages with the schema in words, for an endpoint that cannot be held to it."""
    text = json.dumps(request.schema, ensure_ascii=False)
    words = f"Answer with one JSON object and nothing else. It must fit this JSON Schema:\n{text}"
    return [*messages[:-1], Message(messages[-1].role, f"{messages[-1].content}\n\n{words}")]
