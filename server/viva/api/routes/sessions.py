"""Sessions: start, paste, list, read, delete."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from viva.api.schemas.sessions import (
    MAX_SEQ,
    DeletedOut,
    SessionIn,
    SessionOut,
    StoredOut,
    SummaryOut,
    TranscriptIn,
)
from viva.api.services import Services
from viva.api.session_reader import SessionReader
from viva.api.session_views import summary_out
from viva.api.transcripts import transcript_input
from viva.coach import Setup
from viva.codec.events import dump_stored
from viva.domain.level import Level


def sessions_router(services: Services) -> APIRouter:
    """Starting, pasting, listing, reading, deleting."""
    router = APIRouter(prefix="/api", tags=["sessions"])
    coach, library, store = services.coach, services.library, services.store
    reader = SessionReader(services)

    @router.post("/sessions", status_code=201)
    async def start(data: SessionIn) -> SessionOut:
        """Starts an interview; the live socket carries it."""
        setup = Setup(data.round, data.questions, data.level, data.style, data.mode)
        return await reader.view((await coach.create(setup)).id)

    @router.post("/sessions/paste", status_code=201)
    async def paste(data: TranscriptIn) -> SessionOut:
        """Keeps a transcript as a session and grades it."""
        given = await run_in_threadpool(transcript_input, data)
        session = await coach.paste(given, level=data.level or Level.SENIOR, grader=data.grader)
        return await reader.view(session.id)

    @router.get("/sessions")
    async def sessions() -> list[SummaryOut]:
        """All sessions, newest first."""
        found = await coach.summaries()
        return await run_in_threadpool(lambda: [summary_out(library, item) for item in found])

    @router.delete("/sessions")
    async def delete_all(confirm: Annotated[Literal["everything"], Query()]) -> DeletedOut:
        """Forgets every session and its recordings. `confirm=everything` must be said."""
        del confirm
        if services.conversations is not None:
            await services.conversations.close()
        return DeletedOut(deleted=await coach.delete_all())

    @router.get("/sessions/{session_id}")
    async def session(session_id: str) -> SessionOut:
        """The fold of a session's log."""
        return await reader.view(session_id)

    @router.delete("/sessions/{session_id}", status_code=204)
    async def delete(session_id: str) -> None:
        """Forgets a session and its recordings."""
        if services.conversations is not None:
            await services.conversations.forget(session_id)  # it would go on recording
        await coach.delete(session_id)

    @router.get("/sessions/{session_id}/events")
    async def events(session_id: str, after: Annotated[int, Query(ge=0, le=MAX_SEQ)] = 0) -> list[StoredOut]:
        """The log after an event."""
        log = await store.read(session_id, after)
        return await run_in_threadpool(lambda: [StoredOut(**dump_stored(stored)) for stored in log])

    return router
