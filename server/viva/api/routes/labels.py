"""The candidate's own labels: given, taken back, exported."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from viva.api.labelled import labelled_out
from viva.api.schemas.labels import LabelledOut, OwnLabelIn
from viva.api.schemas.sessions import SessionOut
from viva.api.services import Services
from viva.api.session_reader import SessionReader
from viva.domain.label import Label


def labels_router(services: Services) -> APIRouter:
    """Labels beside the grader's."""
    router = APIRouter(prefix="/api/sessions/{session_id}/labels", tags=["labels"])
    coach = services.coach
    reader = SessionReader(services)

    @router.get("")
    async def labelled(
        session_id: str, response: Response, leg: Annotated[int | None, Query(ge=0, le=100)] = None
    ) -> LabelledOut:
        """The transcript labelled by the candidate, as a file. A round of several parts needs the `leg`."""
        session = await reader.session(session_id)
        response.headers["Content-Disposition"] = f'attachment; filename="viva-labels-{session_id}.json"'
        return await run_in_threadpool(labelled_out, session, services.library, leg)

    @router.put("/{criterion}")
    async def give(session_id: str, criterion: str, data: OwnLabelIn) -> SessionOut:
        """Holds a label beside the grader's; it changes no score. A later one replaces it."""
        await coach.disagree(session_id, criterion, Label(data.label), data.note)
        return await reader.view(session_id)

    @router.delete("/{criterion}")
    async def take_back(session_id: str, criterion: str) -> SessionOut:
        """Takes a label back. It stays in the log."""
        await coach.disagree(session_id, criterion, None)
        return await reader.view(session_id)

    return router
