"""An OpenAI-compatible endpoint on this machine that does what it is told, faults included."""

import asyncio
import json
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from llm.serving import serving

KEY = "sk-test-0123456789abcdef"


@dataclass(frozen=True)
class Answer:
    """What the endpoint does with one chat request."""

    status: int = 200
    text: str = "ready"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes | None = None
    finish: str | None = "stop"
    refusal: str | None = None
    hang: bool = False
    cut: bool = False
    """The connection closes in the middle of the answer."""

    tokens: int | None = None
    """What it says that the call took; None: it does not count."""

    pieces: tuple[str, ...] | None = None
    """What a stream consists of; else the words of `text`."""


@dataclass
class Endpoint:
    """The server's other side: script it, and see what it was asked."""

    url: str = ""
    script: deque[Answer] = field(default_factory=deque[Answer])
    otherwise: Callable[[Mapping[str, Any]], Answer] = lambda _: Answer()
    models: tuple[str, ...] | None = ("small-chat", "other-chat")
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    listed: int = 0
    authorisation: list[str] = field(default_factory=list[str])
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self, body: dict[str, Any]) -> Answer:
        self.asked.append(body)
        self.reached.set()
        return self.script.popleft() if self.script else self.otherwise(body)


@asynccontextmanager
async def endpoint(*answers: Answer) -> AsyncGenerator[Endpoint]:
    """Serves on a free port of 127.0.0.1 until the block ends."""
    told = Endpoint(script=deque(answers))

    async with serving(lambda reader, writer: _serve(told, reader, writer)) as told.url:
        yield told


async def _serve(told: Endpoint, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:]) if k}
        raw = await reader.readexactly(int(headers.get("content-length", "0")))
        told.authorisation.append(headers.get("authorization", ""))
        if method == "GET" and path.endswith("/models"):
            told.listed += 1
            await _respond(writer, *_listing(told))
            continue
        body = json.loads(raw)
        answer = told.next(body)
        if answer.hang:
            await asyncio.Event().wait()
        if answer.status != 200 or answer.body is not None:
            await _respond(writer, answer.status, answer.body or _error(answer), answer.headers)
        elif body.get("stream"):
            await _stream(writer, answer)
            return
        elif answer.cut:
            whole = _completion(answer)
            writer.write(_head(200, {"content-type": "application/json", "content-length": str(len(whole))}))
            writer.write(whole[: len(whole) // 2])
            await writer.drain()
            return
        else:
            await _respond(writer, 200, _completion(answer), answer.headers)


def _listing(told: Endpoint) -> tuple[int, bytes, Mapping[str, str]]:
    if told.models is None:
        return 404, b'{"error": {"message": "no such path"}}', {}
    data = [{"id": name, "object": "model", "created": 0, "owned_by": "test"} for name in told.models]
    return 200, json.dumps({"object": "list", "data": data}).encode(), {}


def _completion(answer: Answer) -> bytes:
    message = {"role": "assistant", "content": answer.text, "refusal": answer.refusal}
    choice = {"index": 0, "message": message, "finish_reason": answer.finish}
    whole: dict[str, Any] = {
        "id": "c1",
        "object": "chat.completion",
        "created": 0,
        "model": "small-chat",
        "choices": [choice],
    }
    if answer.tokens is not None:
        whole["usage"] = {
            "prompt_tokens": answer.tokens,
            "completion_tokens": 0,
            "total_tokens": answer.tokens,
        }
    return json.dumps(whole).encode()


def _error(answer: Answer) -> bytes:
    return json.dumps({"error": {"message": answer.text, "type": "test"}}).encode()


async def _stream(writer: asyncio.StreamWriter, answer: Answer) -> None:
    writer.write(_head(200, {"content-type": "text/event-stream", "connection": "close"}))
    pieces = answer.pieces if answer.pieces is not None else tuple(f"{word} " for word in answer.text.split())
    for piece in pieces:
        writer.write(_event({"delta": {"content": piece}, "finish_reason": None}))
        await writer.drain()
    if answer.cut:
        return
    if answer.refusal:
        writer.write(_event({"delta": {"refusal": answer.refusal}, "finish_reason": None}))
    if answer.finish:
        writer.write(_event({"delta": {}, "finish_reason": answer.finish}))
    writer.write(b"data: [DONE]\n\n")
    await writer.drain()


def _event(choice: Mapping[str, Any]) -> bytes:
    chunk = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "small-chat",
        "choices": [{"index": 0, **choice}],
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


async def _respond(
    writer: asyncio.StreamWriter, status: int, body: bytes, headers: Mapping[str, str]
) -> None:
    kind = headers.get("content-type", "application/json")
    writer.write(_head(status, {**headers, "content-type": kind, "content-length": str(len(body))}) + body)
    await writer.drain()


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
