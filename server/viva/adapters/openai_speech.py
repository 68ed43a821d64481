"""Any OpenAI-compatible `/v1/audio/speech` behind `ports.Synthesizer`."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing
from typing import Any, Final, Literal

from viva.adapters import openai_errors as errors
from viva.adapters.openai_connection import OpenAIConnection, time_limit
from viva.adapters.speakable import has_words, speakable
from viva.adapters.wave_stream import WaveStream
from viva.deadline import within
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock, SynthesizerCapabilities

RATE: Final = 24_000
"""Of the protocol's `pcm`."""

MODEL: Final = "tts-1"
VOICE: Final = "alloy"
PIECE_MS: Final = 15_000
"""The longest wait for the next piece."""

_BLOCK: Final = 9_600
_LONGEST: Final = 4_000
"""Characters the protocol takes at once."""

_FOREIGN: Final = (
    b"ID3",
    b"\xff\xfb",
    b"\xff\xf3",
    b"\xff\xf1",
    b"OggS",
    b"fLaC",
    b"{",
    b"<!",
    b"\x1aE\xdf\xa3",
)
"""How a reply begins that is no sound of the kind asked for."""

Format = Literal["pcm", "wav"]


class OpenAISpeech:
    """Asks for raw samples, and for WAV where an endpoint doesn't know them. `voice` may be `model:voice`."""

    def __init__(
        self, base_url: str | None, api_key: str | None, clock: Clock, voice: str | None = None,
        *, local: bool = False,
    ) -> None:  # fmt: skip
        self._connection = OpenAIConnection(base_url, api_key, clock)
        self._clock = clock
        model, colon, name = (voice or VOICE).rpartition(":")
        self._model = model if colon and model else MODEL
        self._voice = name
        self._format: Format = "pcm"
        self._lock = asyncio.Lock()
        where = self._connection.address
        self._capabilities = SynthesizerCapabilities(
            "openai", f"{where} {self._model} {name}", RATE, local=local, streams=True
        )

    @property
    def capabilities(self) -> SynthesizerCapabilities:
        """As configured; `local` where the endpoint is on this machine."""
        return self._capabilities

    async def synthesize(self, text: str) -> AsyncGenerator[bytes]:
        """See `ports.Synthesizer`. Raises `VivaError` (model-...)."""
        said = speakable(text)[:_LONGEST]
        if not has_words(said):
            return
        async with self._lock:
            try:
                async with aclosing(self._pieces(said)) as pieces:
                    async for pcm in pieces:
                        yield pcm
            except VivaError as error:
                if error.code != "model-not-found":
                    raise
                hint = "Check tts_voice in viva.toml (model:voice), and that the endpoint speaks."
                raise VivaError(error.code, error.message, hint, ErrorKind.UNAVAILABLE) from error

    async def warm(self) -> None:
        """Loads the client, which takes a second."""
        await self._connection.client()

    async def close(self) -> None:
        """Closes the connections."""
        await self._connection.close()

    async def _pieces(self, text: str) -> AsyncGenerator[bytes]:
        async with AsyncExitStack() as stack:
            reply = await self._opened(stack, text)
            wave = WaveStream(RATE)
            blocks = reply.iter_bytes(_BLOCK)
            heard = False
            while block := await self._next(blocks):
                if not heard and block.startswith(_FOREIGN):
                    raise errors.bad_reply(self._connection.address)
                heard = True
                if pcm := self._read(wave, block):
                    yield pcm
            if rest := wave.rest():
                yield rest
            if not heard:
                raise errors.empty()

    def _read(self, wave: WaveStream, block: bytes) -> bytes:
        try:
            return wave.pcm(block)
        except ValueError as error:
            raise errors.bad_reply(self._connection.address) from error

    async def _opened(self, stack: AsyncExitStack, text: str) -> Any:  # noqa: ANN401 the client's own type
        """The reply, once its head is there."""
        client = await self._connection.client()
        create: Any = client.audio.speech.with_streaming_response.create
        while True:
            call = create(
                model=self._model,
                voice=self._voice,
                input=text,
                response_format=self._format,
                timeout=time_limit(PIECE_MS),
            )

            def entering(manager: Any = call) -> Any:  # noqa: ANN401 the client's own type
                return within(self._clock, PIECE_MS, stack.enter_async_context(manager))

            try:
                return await self._connection.mapped(entering(), model=self._model)
            except TimeoutError:
                raise errors.timed_out(self._connection.address, PIECE_MS) from None
            except VivaError as error:
                if error.code != "model-rejected" or self._format == "wav":
                    raise
                self._format = "wav"

    async def _next(self, blocks: AsyncIterator[bytes]) -> bytes:
        """The next block, empty at the end."""
        try:
            read = within(self._clock, PIECE_MS, _block(blocks))
            return await self._connection.mapped(read, model=self._model)
        except TimeoutError:
            raise errors.timed_out(self._connection.address, PIECE_MS) from None
        except Exception as error:
            # The transport's own failures come through here, and its types depend on the client's version.
            kinds = {kind.__name__ for kind in type(error).__mro__}
            if "TimeoutException" in kinds:
                raise errors.timed_out(self._connection.address, PIECE_MS) from error
            if "TransportError" in kinds:
                raise errors.truncated() from error
            raise


async def _block(blocks: AsyncIterator[bytes]) -> bytes:
    return await anext(blocks, b"")
