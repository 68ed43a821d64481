"""An endpoint on this machine that speaks, or fails as it is told."""

import asyncio
import io
import json
import wave
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from llm.serving import serving


def tone(seconds: float, rate: int) -> bytes:
    return b"".join(
        (((i * 97) % 4_000) - 2_000).to_bytes(2, "little", signed=True) for i in range(int(seconds * rate))
    )


def wav(pcm: bytes, rate: int, channels: int = 1, width: int = 2) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(pcm)
    return out.getvalue()


@dataclass(frozen=True)
class Spoken:
    """One reply. `cut` closes the connection halfway, `hang` never goes on after half of it."""

    body: bytes = b""
    status: int = 200
    cut: bool = False
    hang: bool = False


@dataclass
class SpeechEndpoint:
    """Script it, and see what it was asked."""

    url: str = ""
    script: deque[Spoken] = field(default_factory=deque[Spoken])
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    hung: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def speech_endpoint(*spoken: Spoken) -> AsyncGenerator[SpeechEndpoint]:
    told = SpeechEndpoint(script=deque(spoken))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        assert head.startswith("post /v1/audio/speech ")
        told.asked.append(json.loads(await reader.readexactly(length)))
        reply = told.script.popleft() if len(told.script) > 1 else told.script[0]
        body = reply.body if reply.status == 200 else b'{"error": {"message": "cannot do that"}}'
        writer.write(
            f"HTTP/1.1 {reply.status} X\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode()
        )
        half = len(body) // 2
        writer.write(body[:half])
        await writer.drain()
        if reply.hang:
            told.hung.set()
            await asyncio.Event().wait()
        if not reply.cut:
            writer.write(body[half:])
            await writer.drain()

    async with serving(serve) as told.url:
        yield told
