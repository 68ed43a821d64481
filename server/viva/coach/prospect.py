"""What would come next if the answer that is being given ended now."""

from collections.abc import Sequence

from viva.coach.desk import Desk
from viva.coach.held_log import HeldLog
from viva.coach.live_coverage import LiveCoverage
from viva.coach.log_end import seed_of
from viva.coach.rehearsal import rehearse
from viva.domain.event import AnswerTaken, Stored
from viva.domain.note import Term
from viva.domain.session import Session, apply
from viva.domain.transcript import Word, text_of
from viva.interview.confirm import confirm, may_confirm, read_confirmation
from viva.interview.effects import Say
from viva.interview.plan import Plan


class Prospect:
    """Reads the session as it stands; changes nothing."""

    def __init__(self, plan: Plan | None, log: HeldLog, coverage: LiveCoverage, desk: Desk) -> None:
        """`plan` is None for a session that is never held: nothing comes next."""
        self._plan = plan
        self._log = log
        self._coverage = coverage
        self._desk = desk
        self._seed = seed_of(log.session.id)

    async def lines(self, words: Sequence[Word]) -> Sequence[str]:
        """The interviewer's likely next lines, likeliest first, after an answer of `words`."""
        session = self._log.session
        if self._plan is None or session.over:
            return ()
        text = text_of(words)
        case = self._coverage.case(self._answered_with(words))
        judged = await self._desk.listener.judge(case)
        asked = await self._desk.listener.asked(case.question, text)
        before = self._coverage.here(session)
        return rehearse(
            self._plan,
            session,
            {**before, **judged},
            text,
            now_ms=self._log.now_ms(),
            seed=self._seed,
            asked=asked,
            before=before,
            worded=self._desk.speaker.words,
        )

    async def doubt(self, words: Sequence[Word]) -> str | None:
        """The question about one of `words` that may have been misheard, if it came next."""
        if self._plan is None or self._log.session.over:
            return None
        at = self._answered_with(words)
        found = await self.confirmation(at) if read_confirmation(at) is None else None
        return found.text if found is not None else None

    async def confirmation(self, at: Session) -> Say | None:
        """The question about a word of the last answer, if one must be asked about before it counts."""
        if self._plan is None or not may_confirm(at):
            return None
        case = self._coverage.case(at)
        known = {term.term: term for term in self._desk.library.glossary}
        terms: list[Term | str] = [known.get(term, term) for term in case.question.glossary]
        doubt = await self._desk.listener.doubt(case, terms)
        return confirm(self._plan, at, doubt, seed=self._seed) if doubt is not None else None

    def _answered_with(self, words: Sequence[Word]) -> Session:
        session, now = self._log.session, self._log.now_ms()
        answer = AnswerTaken(
            len(session.turns), text_of(words), "voice", session.at_ms, now, words=tuple(words)
        )
        return apply(session, Stored(session.seq + 1, now, answer))
