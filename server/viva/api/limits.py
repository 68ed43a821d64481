"""Bodies are bounded before anything reads them."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from viva.api.errors import too_large, viva_error_response

MIB: Final = 1024 * 1024
TEXT_BYTES: Final = 2 * MIB
LARGE_BYTES: Final = 8 * MIB
AUDIO_BYTES: Final = 512 * MIB
DRAIN_BYTES: Final = 64 * MIB
"""How much of a refused body is read and thrown away, so that the sender gets to see the answer."""

_LARGE: Final = frozenset({"/api/sessions/import", "/api/sessions/paste", "/api/grade"})
"""JSON around a text of 2 MB may be larger than it; the text itself is measured where it is parsed."""

_STREAMED: Final = frozenset({"/api/transcribe"})
"""What is never held in memory whole: its route reads it piece by piece, up to `AUDIO_BYTES`."""


class BodyLimit:
    """ASGI middleware: reads a request's body whole, up to the limit of its address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on with its body, or answers `too-large`."""
        if (
            scope["type"] != "http"
            or scope["method"] in {"GET", "HEAD", "OPTIONS"}
            or scope["path"] in _STREAMED
        ):
            await self.app(scope, receive, send)
            return
        limit = LARGE_BYTES if scope["path"] in _LARGE else TEXT_BYTES
        chunks: list[bytes] = []
        size, more = 0, True
        while more and size <= DRAIN_BYTES:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            if size <= limit:
                chunks.append(chunk)
            else:
                chunks.clear()
            more = message.get("more_body", False)
        if size > limit:
            await viva_error_response(too_large(limit))(scope, receive, send)
            return
        body: Message | None = {"type": "http.request", "body": b"".join(chunks), "more_body": False}

        async def replay() -> Message:
            nonlocal body
            if body is None:
                return await receive()
            message, body = body, None
            return message

        await self.app(scope, replay, send)
