"""The application: routes, the live socket and the page, behind their guards."""

from collections.abc import Collection
from typing import Any, Final

from fastapi import FastAPI

from viva import __version__
from viva.api.errors import ERROR_RESPONSES, Faults, install_error_handlers
from viva.api.limits import BodyLimit
from viva.api.routes.audio import audio_router
from viva.api.routes.content import content_router
from viva.api.routes.delivery import delivery_router
from viva.api.routes.grading import grading_router
from viva.api.routes.labels import labels_router
from viva.api.routes.pages import install_pages
from viva.api.routes.results import results_router
from viva.api.routes.sessions import sessions_router
from viva.api.routes.settings import settings_router
from viva.api.routes.transcribe import transcribe_router
from viva.api.routes.transfer import transfer_router
from viva.api.security import LOOPBACK, Guard, need_token_for
from viva.api.services import Services
from viva.api.socket import live_router

# FastAPI can export validation errors and traces by environment variable; they hold what a candidate said.
_NO_TELEMETRY: Final[dict[str, Any]] = {
    "telemetry": {
        "tracing": False, "metrics": False, "logs": False, "operation_spans": False, "auto_configure": False,
    }
}  # fmt: skip


def create_app(
    services: Services, *, token: str | None = None, allowed_hosts: Collection[str] = LOOPBACK
) -> FastAPI:
    """The ASGI application.

    `allowed_hosts` are the names that a `Host` header may hold, without port (`*` for any); more than this
    machine's own need a `token`. Raises `VivaError` (token-needed).
    """
    need_token_for(allowed_hosts, token)
    app = FastAPI(
        title="Viva",
        version=__version__,
        description="Mock interviews for ML and AI engineers, on your own machine.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=ERROR_RESPONSES,
        **_NO_TELEMETRY,
    )
    install_error_handlers(app)
    for router in (
        content_router, delivery_router, grading_router, labels_router, results_router, sessions_router,
        settings_router, transfer_router, audio_router, transcribe_router, live_router,
    ):  # fmt: skip
        app.include_router(router(services))
    install_pages(app, services.library.roots)
    # The last one added is the outermost.
    app.add_middleware(Faults)
    app.add_middleware(BodyLimit)
    app.add_middleware(Guard, token=token, allowed_hosts=allowed_hosts)
    return app
