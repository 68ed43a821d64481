"""An endpoint for recordings on this machine that does what it is told, faults included."""

import asyncio
import email
import email.policy
import io
import json
import wave
from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from llm.serving import serving


@dataclass(frozen=True)
class Answer:
    """What it does with one recording."""

    text: str = ""
    words: tuple[tuple[str, float, float], ...] | None = None
    silent: bool = False
    status: int = 200
    body: bytes | None = None
    hang: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Asked:
    """One request: its form's fields and the length of its recording in samples at 16 kHz."""

    fields: Mapping[str, str]
    samples: int
    authorisation: str


@dataclass
class Endpoint:
    """The server's other side: script it, and see what it was asked."""

    url: str = ""
    script: deque[Answer] = field(default_factory=deque[Answer])
    otherwise: Answer = Answer()
    asked: list[Asked] = field(default_factory=list[Asked])


@asynccontextmanager
async def transcription_endpoint(*answers: Answer) -> AsyncGenerator[Endpoint]:
    """Serves on a free port of 127.0.0.1 until the block ends."""
    told = Endpoint(script=deque(answers))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await _serve(told, reader, writer)

    async with serving(serve) as told.url:
        yield told


async def _serve(told: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    raw = await reader.readexactly(int(headers["content-length"]))
    assert first.startswith("POST /v1/audio/transcriptions "), first
    asked = _asked(headers, raw)
    told.asked.append(asked)
    answer = told.script.popleft() if told.script else told.otherwise
    if answer.hang:
        await asyncio.Event().wait()
    body = answer.body if answer.body is not None else _body(answer, asked)
    sent = {"content-type": "application/json", **answer.headers, "content-length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    writer.write(f"HTTP/1.1 {answer.status} Scripted\r\n{head}\r\n".encode() + body)
    await writer.drain()


def _asked(headers: Mapping[str, str], raw: bytes) -> Asked:
    head = f"content-type: {headers['content-type']}\r\n\r\n".encode()
    form = email.message_from_bytes(head + raw, policy=email.policy.HTTP)
    fields: dict[str, str] = {}
    samples = 0
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        if name == "file":
            with wave.open(io.BytesIO(content)) as file:
                assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16_000, 1, 2)
                samples = file.getnframes()
        else:
            fields[name] = content.decode()
    return Asked(fields, samples, headers.get("authorization", ""))


def _body(answer: Answer, asked: Asked) -> bytes:
    if answer.status != 200:
        return json.dumps({"error": {"message": answer.text, "type": "test"}}).encode()
    reply: dict[str, Any] = {"text": answer.text}
    if asked.fields["response_format"] == "verbose_json":
        sure = (0.99, -3.0) if answer.silent else (0.01, -0.2)
        segment: dict[str, Any] = {
            "id": 0,
            "seek": 0,
            "start": 0.0,
            "end": 1.0,
            "text": answer.text,
            "tokens": [],
            "temperature": 0.0,
            "compression_ratio": 1.0,
            "no_speech_prob": sure[0],
            "avg_logprob": sure[1],
        }
        reply |= {"language": "english", "duration": asked.samples / 16_000, "segments": [segment]}
        if answer.words is not None:
            reply["words"] = [{"word": w, "start": s, "end": e} for w, s, e in answer.words]
    return json.dumps(reply).encode()
