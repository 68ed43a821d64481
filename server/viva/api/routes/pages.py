"""The page: its addresses all serve `index.html`, its files stand under `/static`."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from viva.api.errors import http_error_response
from viva.domain.errors import ErrorKind, VivaError

# What the platform's own table says varies; a browser runs no module of another type.
_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_PAGES: Final = (
    "/", "/room/{id}", "/sessions", "/sessions/{id}", "/sessions/{id}/replay",
    "/sessions/{id}/compare", "/sessions/{id}/compare/{other}", "/grade", "/library",
    "/library/{section}", "/library/{section}/{id}", "/settings", "/grader",
)  # fmt: skip


def install_pages(app: FastAPI, roots: Sequence[Path]) -> None:
    """Serves the page out of the first content root that has a `web/` folder."""
    for ending, kind in _TYPES.items():
        mimetypes.add_type(kind, ending)
    web = next((root / "web" for root in roots if (root / "web").is_dir()), None)
    files = StaticFiles(directory=web) if web else None

    async def page(request: Request) -> Response:
        if files is None:
            raise VivaError(
                "no-page",
                "The page's files are not where Viva is installed.",
                "Install Viva again. The commands in the terminal work without them.",
                ErrorKind.UNAVAILABLE,
            )
        return await files.get_response("index.html", request.scope)

    async def missing(request: Request, _error: Exception) -> Response:
        path = request.url.path
        wants_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
        if files is None or not wants_page or path.startswith(("/api/", "/static/")):
            return http_error_response(404)
        response = await files.get_response("index.html", request.scope)
        response.status_code = 404
        return response

    for path in _PAGES:
        app.add_route(path, page, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(404, missing)
    if files is not None:
        app.mount("/static", files, name="static")
