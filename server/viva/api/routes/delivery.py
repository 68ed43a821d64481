"""How it was said, and turns corrected by hand. None of it is in the score."""

from collections.abc import Sequence

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool

from viva.api.card_views import card_out
from viva.api.schemas.delivery import DeliveryPointOut
from viva.api.schemas.sessions import CorrectedOut, CorrectionIn
from viva.api.services import Services
from viva.api.session_reader import SessionReader
from viva.codec.delivery import DeliveryOut, delivery_out
from viva.content.library import Library
from viva.domain.delivery import Delivery
from viva.domain.session import Session
from viva.speech.delivery import session_delivery


def delivery_router(services: Services) -> APIRouter:
    """Delivery of a session, over all sessions, and corrections."""
    router = APIRouter(prefix="/api", tags=["delivery"])
    coach, library = services.coach, services.library
    reader = SessionReader(services)
    points = _Points(library)

    @router.get("/delivery/trend")
    async def trend() -> list[DeliveryPointOut]:
        """The measures of every session that is over, oldest first."""
        return await run_in_threadpool(points.of, await coach.summaries())

    @router.get("/sessions/{session_id}/delivery")
    async def delivery(session_id: str) -> DeliveryOut:
        """What the log supports so far; nothing is measured while the candidate has said nothing."""
        session = await reader.session(session_id)
        measured = await run_in_threadpool(session_delivery, session, library)
        return delivery_out(measured or Delivery(()))

    @router.post("/sessions/{session_id}/turns/{turn}/correction")
    async def correct(session_id: str, turn: int, data: CorrectionIn) -> CorrectedOut:
        """Replaces a turn's words with those that were said; a graded session is graded again."""
        corrected = await coach.correct(session_id, turn, data.text)
        session = await reader.session(session_id)
        cards = [
            graded and await run_in_threadpool(card_out, library, session, graded)
            for graded in (corrected.graded, corrected.previous)
        ]
        return CorrectedOut(session=await reader.view(session_id), scorecard=cards[0], previous=cards[1])

    return router


class _Points:
    """The trend, measured again only where a log has grown. Two threads may do so at once."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._known: dict[str, tuple[int, DeliveryPointOut | None]] = {}

    def of(self, sessions: Sequence[Session]) -> list[DeliveryPointOut]:
        """The points of sessions that are given newest first, oldest first."""
        known = self._known
        self._known = {
            item.id: known[item.id]
            if item.id in known and known[item.id][0] == item.seq
            else (item.seq, _point(self._library, item))
            for item in sessions
        }
        return [point for _, point in reversed(self._known.values()) if point is not None]


def _point(library: Library, session: Session) -> DeliveryPointOut | None:
    measured = session_delivery(session, library) if session.over else None
    if measured is None or not measured.measures:
        return None
    return DeliveryPointOut(
        session=session.id,
        date=session.started.wall_time,
        title=session.started.title,
        measures={item.id: item.value for item in measured.measures},
    )
