"""One session being held: commands in, one at a time; committed events out, to everyone who listens."""

import logging
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final

from viva.coach.alarm import Alarm
from viva.coach.audience import Audience, hear
from viva.coach.commands import Aside, Command, Commands
from viva.coach.correction import correction
from viva.coach.desk import Desk
from viva.coach.held_log import HeldLog
from viva.coach.live_coverage import LiveCoverage
from viva.coach.log_end import seed_of, session_over
from viva.coach.manners import sorry
from viva.coach.outputs import Notice, Output, notice_of
from viva.coach.performer import Performer
from viva.coach.prospect import Prospect
from viva.coach.rehearsal import worth_keeping
from viva.domain.errors import VivaError
from viva.domain.event import (
    AnswerTaken,
    Control,
    ControlUsed,
    FillersCounted,
    InterviewerSaid,
    LabelDisputed,
    LineSpoken,
    SessionGraded,
    SessionResumed,
    Stored,
    TurnCorrected,
)
from viva.domain.evidence import Judgement
from viva.domain.level import Mode
from viva.domain.question import Question
from viva.domain.session import Session
from viva.interview.conductor import react
from viva.interview.confirm import before_asking, confirmed_text, read_confirmation
from viva.interview.effects import (
    Answered,
    Grade,
    Resumed,
    Tick,
    Trigger,
    WakeAt,
    Wished,
)
from viva.interview.plan import Plan

RETRY_MS: Final = 2_000
"""How long after a reply could not be stored it is tried again."""
_LOG: Final = logging.getLogger("viva.coach")


class LiveSession:
    """The only writer of a session's log in this process, however many clients are attached.

    Commands are taken in order, one at a time. Nothing is told to anyone before the store has committed it.
    """

    def __init__(self, session_id: str, log: Sequence[Stored], plan: Plan | None, desk: Desk) -> None:
        """`plan` is None for a pasted session, which is never held."""
        self._desk = desk
        self._plan = plan
        self._audience = Audience()
        self._log = HeldLog(session_id, log, desk.store, desk.clock, self._audience.tell)
        self._seed = seed_of(session_id)
        self._coverage = LiveCoverage(desk, self._audience.tell, self._failed)
        self._performer = Performer(desk, self._log, self._audience.tell)
        self._prospect = Prospect(plan, self._log, self._coverage, desk)
        self._commands = Commands(session_id, self._carry_out, self._failed)
        self._alarm = Alarm(desk.clock, self._log.time, lambda: self._commands.put(Command(Tick())))
        self._talking = False

    @property
    def session(self) -> Session:
        """The fold, as committed."""
        return self._log.session

    @property
    def coverage(self) -> Mapping[str, Judgement]:
        """What is covered so far, by criterion; empty in exam mode."""
        return self._coverage.judged if self.session.started.mode is Mode.COACH else {}

    async def answer(self, text: str, *, typing_ms: int = 0) -> None:
        """Takes a typed turn; returns when it is committed. `typing_ms`: how long ago typing began.

        Raises `VivaError`: empty-answer, session-over, and what the store raises.
        """
        if not text.strip():
            raise VivaError("empty-answer", "There are no words in that answer.", "Type something first.")
        now = self._log.now_ms()
        start = min(now, max(self.session.at_ms, now - typing_ms))
        await self._do(Command(AnswerTaken(0, text, "typed", start, now)))

    async def say(self, spoken: AnswerTaken, *, then: Control | None = None) -> int:
        """Takes a spoken turn, with its words and times; returns its index in the transcript.

        `then` is a control that ended it: the interviewer replies to that alone.
        Raises `VivaError`: session-over, and what the store raises; of these nobody else is told.
        """
        turn = await self._do(Command(spoken, then, retried=True))
        return -1 if turn is None else turn

    async def note(self, aside: Aside) -> None:
        """Adds what has no reply: a line was spoken, a turn corrected, fillers counted.

        A correction is marked anew. Raises `VivaError`: what the store raises.
        """
        await self._commands.do(Command(aside))

    @property
    def prospect(self) -> Prospect:
        """What would come next if an answer ended now."""
        return self._prospect

    @property
    def authored(self) -> Sequence[str]:
        """Authored lines of this interview whose sound is worth having, soonest needed first."""
        return worth_keeping(self._plan) if self._plan is not None else ()

    async def give_way(self) -> None:
        """The interviewer talked into the candidate, and says so. Raises what the store raises."""
        if self._plan is not None and not self.session.over:
            await self._commands.do(Command(sorry(self._plan.bank, self.session, self._seed)))

    @property
    def question(self) -> Question:
        """The question of the leg that runs."""
        return self._coverage.case(self.session).question

    def now_ms(self) -> int:
        """The session clock."""
        return self._log.now_ms()

    def hold(self, *, talking: bool) -> None:
        """While the candidate is talking, the interviewer keeps time in silence."""
        self._talking = talking

    async def wish(self, control: Control) -> None:
        """A hint, a repeat, skip, done or end; returns when it is committed.

        Raises `VivaError`: session-over, and what the store raises.
        """
        await self._do(Command(control))

    async def record(self, event: SessionGraded | LabelDisputed) -> None:
        """Stores a grading of a session that is over, or the candidate's own label, and tells those who
        listen."""
        await self._log.append([event])

    async def refresh(self) -> None:
        """Takes in what another process has added since, unless this one is at work on the log."""
        if not self._commands.busy:
            await self._log.catch_up()

    @property
    def busy(self) -> bool:
        """Whether anything is left to do."""
        return self._commands.busy

    async def settled(self) -> None:
        """Returns when nothing is left to do."""
        await self._commands.settled()

    @asynccontextmanager
    async def listen(self) -> AsyncGenerator[AsyncIterator[Output]]:
        """What happens from now on, for one client. It ends when the session is deleted.

        The session clock runs while anybody listens. The first to come after a gap resumes the session.
        """
        ear = self._audience.join()
        try:
            if not self._log.time.running:
                self._log.time.run()
                self._commands.put(Command(Resumed(greet=self._log.gap_ms() > 0)))
            yield hear(ear)
        finally:
            self._audience.leave(ear)
            if not self._audience:
                self._rest()

    async def close(self) -> None:
        """Ends every client's listening and all work: the session was deleted or the engine stops."""
        self._audience.dismiss()
        self._rest()
        await self._commands.close()
        await self._coverage.close()

    # Commands ----------------------------------------------------------------------------------

    async def _do(self, command: Command) -> int | None:
        self._still_on()
        return await self._commands.do(command)

    async def _carry_out(self, command: Command) -> None:
        what = command.what
        match what:
            case AnswerTaken():
                command.settle(await self._take(what))
                if command.then is not None:
                    await self._mark()
                    await self._use_after(command.then)
                await self._reply()
            case Control():
                await self._use(what)
                command.settle()
                await self._reply()
            case Tick():
                command.settle()
                await self._tick()
            case Resumed():
                command.settle()
                await self._resume(what)
            case InterviewerSaid():
                await self._log.add(lambda: replace(what, turn=len(self.session.turns)))
                command.settle()
            case LineSpoken() | TurnCorrected() | FillersCounted():
                await self._log.add(lambda: what)
                if isinstance(what, TurnCorrected) and not self.session.over:
                    await self._mark()
                command.settle()

    async def _take(self, answer: AnswerTaken) -> int:
        def taken() -> AnswerTaken:
            self._still_on()
            return replace(answer, turn=len(self.session.turns))

        stored = await self._log.add(taken, at_ms=answer.end_ms or 0)
        self._log.pending = stored
        return stored.turn

    async def _use(self, control: Control) -> None:
        def used() -> ControlUsed:
            self._still_on()
            return ControlUsed(control)

        self._log.pending = await self._log.add(used)

    async def _use_after(self, control: Control) -> None:
        """A control that ended an answer. Where it can't be stored, the answer has a reply instead."""
        try:
            await self._use(control)
        except VivaError:
            self._alarm.set(self._log.now_ms() + RETRY_MS)
            raise

    def _still_on(self) -> None:
        if self.session.over:
            raise session_over()

    async def _tick(self) -> None:
        if self._log.pending:
            await self._reply()
        elif self._talking:
            self._alarm.set(self._log.now_ms() + RETRY_MS)
        else:
            await self._react(Tick())

    async def _resume(self, trigger: Resumed) -> None:
        gap_ms = self._log.gap_ms()
        if self.session.over:
            if self.session.started.source == "interview":
                await self._react(trigger)
            return
        if trigger.greet and gap_ms:
            await self._log.append([SessionResumed(gap_ms)])
            self._log.somebody_is_here()
        self._coverage.prepare(self.session)
        if any(True for _ in self.session.transcript.candidate()):
            await self._mark()
        if self._log.pending is not None:
            await self._reply()
        else:
            await self._react(trigger)

    # Reactions ---------------------------------------------------------------------------------

    async def _reply(self) -> None:
        """Reacts to the last answer or control. What failed to be stored is tried again at the next tick."""
        pending = self._log.pending
        if pending is None:
            return
        try:
            if isinstance(pending, AnswerTaken):
                await self._answered()
            else:
                await self._react(Wished(pending.control))
        except VivaError:
            self._alarm.set(self._log.now_ms() + RETRY_MS)
            raise

    async def _answered(self) -> None:
        """Reacts to an answer, unless one of its words must be asked about first."""
        found = read_confirmation(self.session)
        at = self.session
        if found is not None:
            mended = confirmed_text(at, found)
            event = correction(at, found.turn, mended) if mended is not None else None
            if event is not None:
                await self._log.append([event])
            at = self.session if found.answers else before_asking(self.session)
        await self._mark()
        doubt = await self._prospect.confirmation(at) if found is None else None
        if doubt is not None:
            await self._performer.perform((doubt,), self.question)
            self._log.pending = None
            return
        asked = await self._desk.listener.asked(self.question, at.turns[-1].text)
        await self._react(Answered(asked), at)

    async def _react(self, trigger: Trigger, at: Session | None = None) -> None:
        """`at` is the session to react to, where that is not how it stands."""
        if self._plan is None:
            return
        effects = react(
            self._plan,
            at or self.session,
            self._coverage.here(self.session),
            trigger,
            now_ms=self._log.now_ms(),
            seed=self._seed,
        )
        await self._performer.perform(effects, self.question)
        for effect in effects:
            if isinstance(effect, WakeAt):
                self._alarm.set(effect.at_ms)
        self._log.pending = None
        if self._log.time.running and not self.session.over:
            self._coverage.prepare(self.session)
        if any(isinstance(effect, Grade) for effect in effects):
            await self._grade()

    async def _grade(self) -> None:
        self._audience.tell(Notice("grading", "Grading has begun.", "The scorecard follows."))
        await self.record(await self._desk.grade(self.session))

    async def _mark(self) -> None:
        await self._coverage.mark(self.session)

    def _failed(self, error: VivaError) -> None:
        self._audience.tell(notice_of(error))

    def _rest(self) -> None:
        self._alarm.stop()
        self._log.rest()
