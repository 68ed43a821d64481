"""What is covered so far in a session that is being held."""

import asyncio
from collections.abc import Callable, Mapping

from viva.coach.desk import Desk
from viva.coach.outputs import Covered
from viva.domain.errors import VivaError
from viva.domain.evidence import Judgement
from viva.domain.level import Mode
from viva.domain.session import Session
from viva.grading.cases import session_cases
from viva.ports import Case


class LiveCoverage:
    """Judgements by criterion, of every leg so far."""

    def __init__(
        self, desk: Desk, tell: Callable[[Covered], None], failed: Callable[[VivaError], None]
    ) -> None:
        """`failed` hears why a leg could not be prepared for."""
        self._desk = desk
        self._tell = tell
        self._failed = failed
        self.judged: Mapping[str, Judgement] = {}
        self._preparing: asyncio.Task[None] | None = None
        self._prepared_leg: int | None = None

    def case(self, session: Session) -> Case:
        """The case of the leg that runs."""
        cases = session_cases(session, self._desk.library)
        return cases[min(session.leg, len(cases) - 1)].case

    def here(self, session: Session) -> Mapping[str, Judgement]:
        """Of the leg that runs."""
        names = {criterion.id for criterion in self.case(session).criteria}
        return {name: judgement for name, judgement in self.judged.items() if name in names}

    async def mark(self, session: Session) -> None:
        """Judges the leg that runs anew, and tells what has changed (coach mode only)."""
        before = self.judged
        judged = await self._desk.listener.judge(self.case(session))
        self.judged = {**before, **judged}
        if session.started.mode is Mode.COACH:
            for name, judgement in judged.items():
                if before.get(name) != judgement:
                    self._tell(Covered(name, judgement))

    def prepare(self, session: Session) -> None:
        """Has what judging the leg that runs needs made ready in the background, once a leg."""
        if self._prepared_leg != session.leg:
            self._prepared_leg = session.leg
            self._preparing = asyncio.get_running_loop().create_task(self._prepare(session))

    async def close(self) -> None:
        """Ends what is being prepared."""
        if self._preparing is not None:
            self._preparing.cancel()
            await asyncio.gather(self._preparing, return_exceptions=True)

    async def _prepare(self, session: Session) -> None:
        try:
            await self._desk.listener.prepare(self.case(session))
        except VivaError as error:
            self._failed(error)
