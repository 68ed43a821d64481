"""Reads sessions out of the store without holding up the event loop."""

from starlette.concurrency import run_in_threadpool

from viva.api.schemas.sessions import SessionOut
from viva.api.services import Services
from viva.api.session_views import session_out
from viva.domain.session import Session, fold


class SessionReader:
    """Folds logs in worker threads."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def session(self, session_id: str) -> Session:
        """The fold. Raises `VivaError` (unknown-session)."""
        log = await self._services.store.read(session_id)
        return await run_in_threadpool(fold, session_id, log)

    async def view(self, session_id: str) -> SessionOut:
        """The fold as the page sees it. Raises `VivaError` (unknown-session)."""
        log = await self._services.store.read(session_id)
        coverage = await self._services.coach.coverage(session_id)
        return await run_in_threadpool(
            lambda: session_out(self._services.library, fold(session_id, log), log, coverage)
        )
