"""Sessions as files, out and in."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from viva.api.schemas.sessions import ExportIn, SessionOut
from viva.api.services import Services
from viva.api.session_reader import SessionReader
from viva.api.transfer import export_session, import_session, read_export
from viva.domain.session import fold
from viva.speech.delivery import session_delivery

_MEDIA: Final = {"html": "text/html", "md": "text/markdown", "json": "application/json"}


def transfer_router(services: Services) -> APIRouter:
    """Export and import."""
    router = APIRouter(prefix="/api", tags=["transfer"])
    library, store = services.library, services.store
    reader = SessionReader(services)

    @router.post("/sessions/import", status_code=201)
    async def import_(data: ExportIn) -> SessionOut:
        """Takes in an export. Everything in it is checked before anything is written."""
        log = await run_in_threadpool(read_export, data, library)
        return await reader.view(await import_session(store, data.created_at, data.id, log))

    @router.get(
        "/sessions/{session_id}/export",
        response_class=Response,
        responses={200: {"content": {kind: {} for kind in _MEDIA.values()}, "description": "A file."}},
    )
    async def export(
        session_id: str, format_: Annotated[Literal["html", "md", "json"], Query(alias="format")] = "html"
    ) -> Response:
        """The session as one file: to read (html, md), or to import elsewhere (json).

        Recordings are not in it.
        """
        log = await store.read(session_id)

        def render() -> str:
            session = fold(session_id, log)
            if format_ == "json":
                return export_session(session, log).model_dump_json(indent=2)
            from viva.grading.report import render_session  # noqa: PLC0415 needed by exports only

            return render_session(session, library, format_, session_delivery(session, library))

        content = await run_in_threadpool(render)
        name = f"viva-{session_id}.{format_}"
        return Response(
            content,
            media_type=_MEDIA[format_],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return router
