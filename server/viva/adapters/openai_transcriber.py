"""Any OpenAI-compatible `/v1/audio/transcriptions` behind `ports.Transcriber`."""

import asyncio
import io
import wave
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final, cast

import numpy as np

from viva.adapters import openai_errors as errors
from viva.adapters.audio_pieces import cleaned, pieces
from viva.adapters.heard_words import FILLED, SENTENCES, Piece, heard, joined, timed
from viva.adapters.openai_connection import OpenAIConnection, time_limit
from viva.deadline import within
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock, Heard, Samples, TranscriberCapabilities
from viva.speech.pcm import RATE

MODEL: Final = "whisper-1"
LONGEST_S: Final = 120.0
PIECE_MS: Final = 30_000
NO_SPEECH: Final = 0.6
UNLIKELY: Final = -1.0
"""Whisper's own thresholds: above the one and below the other a segment holds no speech."""

_DETAILED: Final[Mapping[str, Any]] = {
    "response_format": "verbose_json",
    "timestamp_granularities": ["word", "segment"],
}
_PLAIN: Final[Mapping[str, Any]] = {"response_format": "json"}


class OpenAITranscriber:
    """Speech to text by an endpoint, piece by piece. Where it gives no word times they are estimated."""

    def __init__(
        self,
        base_url: str | None,
        api_key: str | None,
        clock: Clock,
        *,
        model: str | None = None,
        local: bool = False,
        timeout_ms: int = PIECE_MS,
    ) -> None:
        self._connection = OpenAIConnection(base_url, api_key, clock)
        self._clock = clock
        self._model = model or MODEL
        self._local = local
        self._timeout_ms = timeout_ms
        self._asking = _DETAILED
        self._lock = asyncio.Lock()

    @property
    def capabilities(self) -> TranscriberCapabilities:
        """The model is as it was named; hotwords go into the prompt."""
        return TranscriberCapabilities("openai", self._model, local=self._local)

    async def transcribe(
        self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False
    ) -> Heard:
        """The words in a piece of any length. Raises `VivaError` (model-...)."""
        async with self._lock:
            parts: list[Heard] = []
            for part in pieces(cleaned(audio), LONGEST_S):
                try:
                    sent = self._sent(part.samples, _prompt(hotwords, fillers=fillers))
                    reply = await within(self._clock, self._timeout_ms, sent)
                except TimeoutError:
                    raise errors.timed_out(self._connection.address, self._timeout_ms) from None
                parts.append(heard(self._words(reply, len(part.samples) / RATE), part.start_ms))
            return joined(parts)

    async def warm(self) -> None:
        """Loads the client, which takes a second."""
        await self._connection.client()

    async def close(self) -> None:
        """Closes the connections."""
        await self._connection.close()

    async def _sent(self, samples: Samples, prompt: str) -> Mapping[str, Any]:
        """The reply; what the endpoint cannot do is not asked for again."""
        client = await self._connection.client()
        create = cast("Callable[..., Awaitable[object]]", client.audio.transcriptions.create)
        while True:
            body: dict[str, Any] = {
                "file": ("speech.wav", _wav(samples), "audio/wav"),
                "model": self._model,
                "language": "en",
                "temperature": 0,
                "timeout": time_limit(self._timeout_ms),
                **self._asking,
            }
            if prompt:
                body["prompt"] = prompt
            try:
                reply = await self._connection.tried(partial(create, **body), model=self._model)
            except VivaError as error:
                if error.code == "model-rejected" and self._asking is _DETAILED:
                    self._asking = _PLAIN
                    continue
                raise self._named(error) from error
            return self._read(reply)

    def _read(self, reply: object) -> Mapping[str, Any]:
        dump = getattr(reply, "model_dump", None)
        read = cast("Mapping[str, Any]", dump(warnings=False)) if dump is not None else {"text": reply}
        if not isinstance(read.get("text"), str):
            raise errors.bad_reply(self._connection.address)
        return read

    def _words(self, reply: Mapping[str, Any], length_s: float) -> tuple[Piece, ...]:
        segments = reply.get("segments") or ()
        try:
            if segments and all(
                segment["no_speech_prob"] > NO_SPEECH and segment["avg_logprob"] < UNLIKELY
                for segment in segments
            ):
                return ()
            words = [
                Piece(word["word"], float(word["start"]), float(word["end"]), 1.0)
                for word in reply.get("words") or ()
            ]
        except (KeyError, TypeError, ValueError) as error:
            raise errors.bad_reply(self._connection.address) from error
        return timed(reply["text"], words, length_s)

    def _named(self, error: VivaError) -> VivaError:
        if error.code != "model-not-found":
            return error
        hint = "Check stt_model in viva.toml, and that the endpoint takes recordings."
        return VivaError(error.code, error.message, hint, ErrorKind.UNAVAILABLE)


def _prompt(hotwords: Sequence[str], *, fillers: bool) -> str:
    known = ", ".join(word.strip() for word in hotwords if word.strip())
    return " ".join(
        part
        for part in (f"{known}." if known else "", FILLED if fillers else SENTENCES if known else "")
        if part
    )


def _wav(samples: Samples) -> bytes:
    """PCM16 mono at 16 kHz."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(samples, -1.0, 1.0) * 32_767).astype("<i2").tobytes())
    return out.getvalue()
