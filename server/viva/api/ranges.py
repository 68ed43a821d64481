"""A file in a response: whole, a range of it, or nothing where the client has it (RFC 9110, 13 and 14)."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

from viva.api.errors import error_response

_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class _Span:
    """From the first byte to before the last."""

    start: int
    end: int


def file_response(content: bytes, media_type: str, asked: Headers) -> Response:
    """200, 206, 304 or 416, as `asked` and the content have it. Several ranges at once get all of it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": "private, no-cache"}
    if tag in (item.strip().removeprefix("W/") for item in asked.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    condition = asked.get("if-range")
    match = _RANGE.fullmatch(asked.get("range", "")) if condition in {None, tag} else None
    if match is None or match[1] + match[2] == "":
        return Response(content, 200, headers, media_type)
    span = _span(match[1], match[2], len(content))
    if span is None:
        return error_response(
            416,
            "no-such-range",
            f"The recording has {len(content)} bytes; the range asked for lies beyond them.",
            "Ask for a range within it, or for all of it.",
            {**headers, "Content-Range": f"bytes */{len(content)}"},
        )
    headers["Content-Range"] = f"bytes {span.start}-{span.end - 1}/{len(content)}"
    return Response(content[span.start : span.end], 206, headers, media_type)


def _span(first: str, last: str, size: int) -> _Span | None:
    if not first:
        length = min(int(last), size)
        return _Span(size - length, size) if length else None
    start = int(first)
    end = min(int(last) + 1, size) if last else size
    return _Span(start, end) if start < end else None
