"""Every failure of the HTTP edge becomes one shape: `{"error": {"code", "message", "hint"}}`."""

import logging
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from viva.content.problem import ContentError
from viva.domain.errors import ErrorKind, VivaError

ECHO_CHARS: Final = 60
"""How much of a client's own words a message repeats."""

_LOG: Final = logging.getLogger(__name__)

STATUS: Final[Mapping[ErrorKind, int]] = {
    ErrorKind.INVALID: 422,
    ErrorKind.NOT_FOUND: 404,
    ErrorKind.CONFLICT: 409,
    ErrorKind.FORBIDDEN: 403,
    ErrorKind.TOO_LARGE: 413,
    ErrorKind.UNAVAILABLE: 503,
    ErrorKind.INTERNAL: 500,
}
_HTTP: Final[Mapping[int, tuple[str, str, str]]] = {
    400: ("bad-request", "The request could not be read.", "Send JSON as /api/openapi.json describes it."),
    404: ("unknown-address", "There is nothing at this address.", "See /api/openapi.json for what there is."),
    405: ("wrong-method", "This address does not take that method.", "The Allow header says which it takes."),
}


class ErrorBody(BaseModel):
    """A stable code, what happened in plain words, and what to do."""

    code: str
    message: str
    hint: str


class ErrorOut(BaseModel):
    """What every failure looks like."""

    error: ErrorBody


ERROR_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "4XX": {"model": ErrorOut, "description": "The request cannot be met as it is."},
    "5XX": {"model": ErrorOut, "description": "Something that the request needs is not working."},
}


def error_response(
    status: int, code: str, message: str, hint: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """An error as every client of the API sees it."""
    body = ErrorOut(error=ErrorBody(code=code, message=message, hint=hint))
    return JSONResponse(body.model_dump(), status, dict(headers) if headers else None)


def http_error_response(status: int, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response for a status that the framework decided on."""
    return error_response(status, *_HTTP.get(status, _HTTP[400]), headers)


def error_status(error: VivaError) -> int:
    """The HTTP status of an error. A broken content file is no fault of the request."""
    return 500 if isinstance(error, ContentError) else STATUS[error.kind]


def viva_error_response(error: VivaError) -> JSONResponse:
    """The response for an error."""
    return error_response(error_status(error), error.code, error.message, error.hint)


def too_large(limit: int) -> VivaError:
    """The error for a request body over `limit` bytes."""
    return VivaError(
        "too-large",
        f"That is too large: at most {limit // (1024 * 1024)} MB can be sent here.",
        "Cut it down to the interview itself.",
        ErrorKind.TOO_LARGE,
    )


def install_error_handlers(app: FastAPI) -> None:
    """Maps exceptions to responses."""
    app.add_exception_handler(VivaError, _on_viva_error)
    app.add_exception_handler(RequestValidationError, _on_validation_error)
    app.add_exception_handler(HTTPException, _on_http_error)

    async def on_wrong_method(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 registered for this status only
        allowed = _methods(app, request.url.path)
        return http_error_response(405, {"Allow": ", ".join(allowed)} if allowed else error.headers)

    app.add_exception_handler(405, on_wrong_method)


def _methods(app: FastAPI, path: str) -> list[str]:
    """All methods of an address of the API; the framework tells those of the first route that fits only."""
    paths: Mapping[str, Mapping[str, object]] = app.openapi()["paths"]
    if path in paths:
        return sorted(method.upper() for method in paths[path])
    for template, operations in paths.items():
        if re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(template)), path):
            return sorted(method.upper() for method in operations)
    return []


class Faults:
    """ASGI middleware: what nobody foresaw is logged, and answered without its details."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception:
            if begun or scope["type"] != "http":
                raise
            _LOG.exception("%s %s failed", scope["method"], scope["path"])
            response = error_response(
                500,
                "internal",
                "Viva ran into a fault of its own.",
                "Try again. What was saved is safe; the terminal shows the details.",
            )
            await response(scope, receive, send)


async def _on_viva_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, VivaError)  # noqa: S101 registered for this type only
    if error.kind is ErrorKind.INTERNAL:
        _LOG.error("%s: %s", error.code, error.message, exc_info=error)
    return viva_error_response(error)


async def _on_validation_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 registered for this type only
    first: Mapping[str, Any] = error.errors()[0]
    kind, place = str(first["type"]), _place(first["loc"])
    if kind == "json_invalid":
        detail = str(first.get("ctx", {}).get("error", "it cannot be read"))
        at = first["loc"][-1]
        where = f" at character {at}" if isinstance(at, int) else ""
        return error_response(
            400,
            "bad-json",
            f"The request is not valid JSON{where}: {detail}.",
            "Mend it and send it again.",
        )
    if kind == "extra_forbidden":
        return error_response(
            422, "unknown-field", f"There is no field “{place}” here.", "Leave it out, or check its spelling."
        )
    if kind == "missing":
        return error_response(
            422, "missing-field", f"The field “{place}” is missing." if place else "The body is missing.",
            "Add it and send it again.",
        )  # fmt: skip
    return error_response(
        422,
        "bad-field",
        f"{f'“{place}”' if place else 'The body'} is not usable: {_reason(kind, str(first['msg']))}.",
        "Change it and send it again.",
    )


async def _on_http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 registered for this type only
    return http_error_response(error.status_code, error.headers)


def _place(loc: Sequence[str | int]) -> str:
    skipped = loc[1:] if loc and loc[0] in {"body", "query", "path", "header"} else loc
    return ".".join(str(part)[:ECHO_CHARS] for part in skipped)


def _reason(kind: str, message: str) -> str:
    if kind in {"model_attributes_type", "model_type", "dict_type"}:
        return "it must be a JSON object"
    if kind == "string_pattern_mismatch":
        return (
            "it must begin with http:// or https://"
            if "http" in message
            else "it needs visible characters, and no control characters"
        )
    if kind in {"tuple_type", "list_type"}:
        return "it must be a list"
    plain = message.removeprefix("Value error, ").rstrip(".")
    return plain[:1].lower() + plain[1:]
