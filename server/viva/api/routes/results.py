"""Scorecards of sessions, grading again, and what keeps being missed."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.concurrency import run_in_threadpool

from viva.api.card_views import card_out
from viva.api.lens_views import lenses_out
from viva.api.schemas.lenses import LensesOut
from viva.api.schemas.sessions import MAX_SEQ, GapOut, RegradedOut, RegradeIn
from viva.api.services import Services
from viva.api.session_reader import SessionReader
from viva.api.session_views import gap_out
from viva.codec.scorecard import ScorecardOut
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import SessionGraded
from viva.domain.session import Session


def results_router(services: Services) -> APIRouter:
    """What grading gave."""
    router = APIRouter(prefix="/api", tags=["results"])
    coach, library = services.coach, services.library
    reader = SessionReader(services)

    @router.get("/sessions/{session_id}/scorecard")
    async def scorecard(
        session_id: str, grading: Annotated[int | None, Query(ge=0, le=MAX_SEQ)] = None
    ) -> ScorecardOut:
        """The newest scorecard, or the one of an earlier grading (from 0)."""
        session = await reader.session(session_id)
        return await run_in_threadpool(card_out, library, session, _grading(session, grading))

    @router.get("/sessions/{session_id}/lenses")
    async def lenses(
        session_id: str, grading: Annotated[int | None, Query(ge=0, le=MAX_SEQ)] = None
    ) -> LensesOut:
        """The same labels under other frameworks' steps, and the verdict at each level."""
        session = await reader.session(session_id)
        return await run_in_threadpool(lenses_out, library, session, _grading(session, grading))

    @router.post("/sessions/{session_id}/regrade")
    async def regrade(session_id: str, data: RegradeIn) -> RegradedOut:
        """Grades again, with another grader, rubric or level, and keeps both."""
        session = await reader.session(session_id)
        before = session.grade
        graded = await coach.grade(session_id, grader=data.grader, level=data.level, rubric=data.rubric)
        return await run_in_threadpool(
            lambda: RegradedOut(
                scorecard=card_out(library, session, graded),
                previous=before and card_out(library, session, before),
            )
        )

    @router.post("/sessions/{session_id}/end")
    async def end(session_id: str) -> ScorecardOut:
        """Ends the interview where it stands, and grades what is there; so a turn that was cut off."""
        live = await coach.live(session_id)
        if services.conversations is not None and not live.session.over:
            await services.conversations.end(live)
        graded = await coach.end(session_id)
        return await run_in_threadpool(card_out, library, await reader.session(session_id), graded)

    @router.get("/gaps")
    async def gaps() -> list[GapOut]:
        """What recent sessions keep missing, at most three."""
        return [gap_out(library, item) for item in await coach.gaps()]

    return router


def _grading(session: Session, index: int | None) -> SessionGraded:
    """The grading of this index; the newest without one."""
    grades = session.grades
    at = len(grades) - 1 if index is None else index
    if not 0 <= at < len(grades):
        raise _not_graded(len(grades))
    return grades[at]


def _not_graded(gradings: int) -> VivaError:
    if gradings:
        return VivaError(
            "unknown-grading",
            f"This session has {gradings} gradings, counted from 0.",
            "Leave the number out for the newest.",
            ErrorKind.NOT_FOUND,
        )
    return VivaError(
        "not-graded",
        "This session has not been graded.",
        "End it, or grade what's there.",
        ErrorKind.NOT_FOUND,
    )
