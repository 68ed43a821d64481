"""Clients that speak to an ASGI application in the same event loop: no sockets, no waiting."""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self, cast

import httpx
from fastapi import FastAPI
from starlette.types import Message

HOST: Final = "127.0.0.1:8765"
ORIGIN: Final = f"http://{HOST}"
PATIENCE_S: Final = 20
"""A socket that says nothing for so long says nothing."""


def http(app: FastAPI, **headers: str) -> httpx.AsyncClient:
    """An HTTP client; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN, headers=named)


class Socket:
    """A live socket from a browser's side. Leaving the context closes it."""

    def __init__(
        self, app: FastAPI, session_id: str, headers: Mapping[str, str] | None = None, *, room: int = 10_000
    ) -> None:
        """`room` is how many frames it takes before the server must wait for `receive`."""
        path = f"/api/sessions/{session_id}/live"
        named = {"host": HOST, "origin": ORIGIN, **(headers or {})}
        self._scope: dict[str, Any] = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in named.items() if v],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", 8765),
            "subprotocols": [],
        }
        self._app = app
        self._in: asyncio.Queue[Message] = asyncio.Queue()
        self._out: asyncio.Queue[Message] = asyncio.Queue(room)
        self._task: asyncio.Task[None] | None = None
        self.accepted = False
        self.code: int | None = None

    async def __aenter__(self) -> Self:
        self._in.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._app(self._scope, self._in.get, self._out.put))
        first = await self._next()
        self.accepted = first["type"] == "websocket.accept"
        if not self.accepted:
            self.code = first.get("code")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1001})
        assert self._task is not None
        if error is not None:
            self._task.cancel()
        with suppress(asyncio.CancelledError):
            async with asyncio.timeout(PATIENCE_S):
                await self._task

    def send(self, **frame: object) -> None:
        """Sends a JSON frame."""
        self.send_text(json.dumps(frame))

    def send_text(self, text: str) -> None:
        """Sends a text frame as it is."""
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    def send_bytes(self, data: bytes) -> None:
        """Sends a binary frame."""
        self._in.put_nowait({"type": "websocket.receive", "bytes": data})

    async def receive(self) -> dict[str, Any]:
        """The next frame; an empty object once the server has closed (see `code`).

        A binary frame is `{"type": "binary", "bytes": ...}`.
        """
        message = await self._next()
        if message["type"] == "websocket.close":
            self.code = message["code"]
            return {}
        if message.get("bytes") is not None:
            return {"type": "binary", "bytes": message["bytes"]}
        return cast("dict[str, Any]", json.loads(message["text"]))

    async def until(self, **wanted: object) -> list[dict[str, Any]]:
        """Frames up to the first that has these fields; `event` is compared with the event's type."""
        frames: list[dict[str, Any]] = []
        while True:
            frame = await self.receive()
            frames.append(frame)
            if not frame:
                raise AssertionError(f"closed with {self.code} before {wanted}: {frames}")
            if all(_field(frame, name) == value for name, value in wanted.items()):
                return frames

    async def _next(self) -> Message:
        async with asyncio.timeout(PATIENCE_S):
            return await self._out.get()


def _field(frame: Mapping[str, Any], name: str) -> object:
    return frame.get("event", {}).get("type") if name == "event" else frame.get(name)
