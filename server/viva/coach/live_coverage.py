"""What is covered so far in a session that is being held."""

from collections.abc import Callable, Mapping

from viva.coach.desk import Desk
from viva.coach.outputs import Covered
from viva.domain.evidence import Judgement
from viva.domain.level import Mode
from viva.domain.session import Session
from viva.grading.cases import session_cases
from viva.ports import Case


class LiveCoverage:
    """Judgements by criterion, of every leg so far."""

    def __init__(self, desk: Desk, tell: Callable[[Covered], None]) -> None:
        self._desk = desk
        self._tell = tell
        self.judged: Mapping[str, Judgement] = {}

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
