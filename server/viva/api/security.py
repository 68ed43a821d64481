"""Who may talk to this server: its own page, on the hosts it was started for.

A page of another site must not reach it: neither by a name that it rebinds to this machine (the `Host` is
checked), nor by a request or a socket from the visitor's browser (the `Origin` is). Started for other
hosts, it asks for a token with everything.
"""

import hmac
import re
from collections.abc import Collection, Mapping
from typing import Final, Literal
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from viva.api.errors import error_response
from viva.domain.errors import ErrorKind, VivaError

LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})
ANY_HOST: Final = "*"
COOKIE: Final = "viva_token"
WRONG_ORIGIN: Final = 4403
WRONG_TOKEN: Final = 4401

_HOST: Final = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?", re.ASCII)
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_FIXED: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}

Refusal = Literal["wrong-host", "wrong-origin", "wrong-token"]
_WORDS: Final[Mapping[Refusal, tuple[int, str, str]]] = {
    "wrong-host": (
        421,
        "Viva was not started for this host name.",
        "Open the address that it printed, or start it with --host.",
    ),
    "wrong-origin": (
        403,
        "Another site sent this request, so it was refused.",
        "Use the page at Viva's own address.",
    ),
    "wrong-token": (
        401,
        "This Viva needs its token.",
        "Open the address with the token that was printed when it started.",
    ),
}


def content_security_policy(host: str) -> str:
    """Only this server's own files; no inline script or style; sockets to `host` only."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' ws://{host} wss://{host}; font-src 'self'; media-src 'self' blob:; "
        "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def need_token_for(allowed_hosts: Collection[str], token: str | None) -> None:
    """Raises `VivaError` (token-needed) for hosts other than this machine without a token."""
    if not token and not {host.lower() for host in allowed_hosts} <= LOOPBACK:
        raise VivaError(
            "token-needed",
            "Without a token, Viva serves this machine only.",
            "Give a token with --token, or leave --host at 127.0.0.1.",
            ErrorKind.FORBIDDEN,
        )


class Guard:
    """ASGI middleware: refuses strangers and sets the protective headers."""

    def __init__(self, app: ASGIApp, *, token: str | None, allowed_hosts: Collection[str]) -> None:
        """`allowed_hosts` are checked by `need_token_for` beforehand."""
        self.app = app
        self.token = token
        self.hosts = frozenset(host.lower() for host in allowed_hosts) | LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        refusal = self._refusal(scope, headers, host)
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, refusal)
            return
        policy = content_security_policy(host) if refusal != "wrong-host" else "default-src 'none'"

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    out[name] = value
                out["Content-Security-Policy"] = policy
                # What a person said is kept nowhere but here; the page's files are asked about each time.
                out["Cache-Control"] = "no-store" if scope["path"].startswith("/api/") else "no-cache"
            await send(message)

        if refusal is None:
            await self.app(scope, receive, protected)
            return
        response = (refusal == "wrong-token" and self._welcome(scope, host)) or _refused(scope, refusal)
        await response(scope, receive, protected)

    def _refusal(self, scope: Scope, headers: Headers, host: str) -> Refusal | None:
        match = _HOST.fullmatch(host)
        if match is None or (ANY_HOST not in self.hosts and match["name"] not in self.hosts):
            return "wrong-host"
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if changes and not _same_origin(headers, host):
            return "wrong-origin"
        if self.token is not None and not self._knows(headers):
            return "wrong-token"
        return None

    def _knows(self, headers: Headers) -> bool:
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._matches(bearer.strip()):
            return True
        return self._matches(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""))

    def _matches(self, given: str) -> bool:
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())

    def _welcome(self, scope: Scope, host: str) -> Response | None:
        """For `?token=`: a cookie, and the same address without the token."""
        if scope["method"] != "GET":
            return None
        pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        if not any(name == "token" and self._matches(value) for name, value in pairs):
            return None
        rest = urlencode([pair for pair in pairs if pair[0] != "token"])
        # An absolute address: a path such as //elsewhere would lead away.
        target = f"{scope['scheme']}://{host}{scope['path']}" + (f"?{rest}" if rest else "")
        response = RedirectResponse(target, status_code=303)
        response.set_cookie(
            COOKIE,
            self.token or "",
            httponly=True,
            samesite="strict",
            secure=scope["scheme"] == "https",
            max_age=30 * 24 * 3600,
        )
        return response

    async def _socket(self, scope: Scope, receive: Receive, send: Send, refusal: Refusal | None) -> None:
        if refusal is None:
            await self.app(scope, receive, send)
            return
        message = await receive()
        if message["type"] != "websocket.connect":
            return
        # A browser learns the code only of a socket that was accepted; nothing but the code is sent.
        await send({"type": "websocket.accept"})
        code = WRONG_TOKEN if refusal == "wrong-token" else WRONG_ORIGIN
        await send({"type": "websocket.close", "code": code, "reason": refusal})


def _same_origin(headers: Headers, host: str) -> bool:
    """No `Origin` means no browser, unless the browser says elsewhere that another site asked."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") in {"none", "same-origin"}
    _, separator, rest = origin.lower().partition("://")
    return bool(separator) and rest == host


def _refused(scope: Scope, refusal: Refusal) -> Response:
    status, message, hint = _WORDS[refusal]
    if scope["path"].startswith("/api/"):
        return error_response(status, refusal, message, hint)
    return PlainTextResponse(f"{message} {hint}\n", status)
