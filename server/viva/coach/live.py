"""One session being held: commands in, one at a time; committed events out, to everyone who listens."""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from viva.coach.alarm import Alarm
from viva.coach.audience import Audience, hear
from viva.coach.listener import Listener
from viva.coach.log_end import seed_of, session_over, trouble, unanswered
from viva.coach.outputs import Covered, Notice, Output, Speaking
from viva.coach.session_time import GAP_MS, SessionTime, last_seen
from viva.coach.speaker import Scene, Speaker
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import (
    AnswerTaken,
    Control,
    ControlUsed,
    Event,
    InterviewEnded,
    InterviewerSaid,
    PhaseEntered,
    SessionGraded,
    SessionResumed,
    Stored,
)
from viva.domain.evidence import Judgement
from viva.domain.level import Mode
from viva.domain.session import Session, apply, fold
from viva.grading.cases import session_cases
from viva.interview.conductor import react
from viva.interview.effects import (
    Answered,
    Effect,
    End,
    EnterPhase,
    Grade,
    Resumed,
    Say,
    Tick,
    Trigger,
    WakeAt,
    Wished,
)
from viva.interview.plan import Plan
from viva.ports import Case, Clock, SessionStore

RETRY_MS: Final = 2_000
"""How long after a reply could not be stored it is tried again."""
_LOG: Final = logging.getLogger("viva.coach")

Grading = Callable[[Session], Awaitable[SessionGraded]]


@dataclass(frozen=True, slots=True)
class Desk:
    """What every session needs of the engine."""

    store: SessionStore
    library: Library
    listener: Listener
    speaker: Speaker
    clock: Clock
    grade: Grading


@dataclass(slots=True)
class _Command:
    """Something to do; `done` is settled once it is committed."""

    what: AnswerTaken | Control | Tick | Resumed
    typing_ms: int = 0
    done: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class LiveSession:
    """The only writer of a session's log in this process, however many clients are attached.

    Commands are taken in order, one at a time. Nothing is told to anyone before the store has committed it.
    """

    def __init__(self, session_id: str, log: Sequence[Stored], plan: Plan | None, desk: Desk) -> None:
        """`plan` is None for a pasted session, which is never held."""
        self._desk = desk
        self._plan = plan
        self._session = fold(session_id, log)
        self._seed = seed_of(session_id)
        self._pending = unanswered(log)
        self._time = SessionTime(desk.clock, self._session.at_ms)
        self._seen: datetime | None = last_seen(self._session.started, log)
        self._coverage: Mapping[str, Judgement] = {}
        self._inbox: asyncio.Queue[_Command] = asyncio.Queue()
        self._worker: asyncio.Task[None] | None = None
        self._alarm = Alarm(desk.clock, self._time, lambda: self._put(_Command(Tick())))
        self._audience = Audience()
        self._preparing: asyncio.Task[None] | None = None
        self._prepared_leg: int | None = None

    @property
    def session(self) -> Session:
        """The fold, as committed."""
        return self._session

    @property
    def coverage(self) -> Mapping[str, Judgement]:
        """What is covered so far, by criterion; empty in exam mode."""
        return self._coverage if self._session.started.mode is Mode.COACH else {}

    async def answer(self, text: str, *, typing_ms: int = 0) -> None:
        """Takes a typed turn; returns when it is committed. `typing_ms`: how long ago typing began.

        Raises `VivaError`: empty-answer, session-over, and what the store raises.
        """
        if not text.strip():
            raise VivaError("empty-answer", "There are no words in that answer.", "Type something first.")
        await self._do(_Command(AnswerTaken(0, text), typing_ms))

    async def wish(self, control: Control) -> None:
        """A hint, a repeat, skip, done or end; returns when it is committed.

        Raises `VivaError`: session-over, and what the store raises.
        """
        await self._do(_Command(control))

    async def record(self, event: SessionGraded) -> None:
        """Stores a grading of a session that is over, and tells those who listen."""
        await self._append([event])

    async def refresh(self) -> None:
        """Takes in what another process has added since, unless this one is at work on the log."""
        if self._worker is None or self._worker.done():
            stored = await self._desk.store.read(self._session.id, self._session.seq)
            if stored:
                self._commit(stored)
                self._pending = unanswered(stored)

    async def settled(self) -> None:
        """Returns when nothing is left to do."""
        while self._worker is not None and not self._worker.done():
            await asyncio.shield(self._worker)

    @asynccontextmanager
    async def listen(self) -> AsyncGenerator[AsyncIterator[Output]]:
        """What happens from now on, for one client. It ends when the session is deleted.

        The session clock runs while anybody listens. The first to come after a gap resumes the session.
        """
        ear = self._audience.join()
        try:
            if not self._time.running:
                self._time.run()
                self._put(_Command(Resumed(greet=self._mind_the_gap() > 0)))
            yield hear(ear)
        finally:
            self._audience.leave(ear)
            if not self._audience:
                self._rest()

    async def close(self) -> None:
        """Ends every client's listening and all work: the session was deleted or the engine stops."""
        self._audience.dismiss()
        self._rest()
        running = [task for task in (self._worker, self._preparing) if task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # Commands ----------------------------------------------------------------------------------

    async def _do(self, command: _Command) -> None:
        if self._session.over:
            raise session_over()
        self._put(command)
        await command.done

    def _put(self, command: _Command) -> None:
        self._inbox.put_nowait(command)
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._work())

    async def _work(self) -> None:
        while not self._inbox.empty():
            command = self._inbox.get_nowait()
            try:
                await self._carry_out(command)
            except VivaError as error:
                if not command.done.done():
                    command.done.set_exception(error)
                self._failed(error)
            except Exception:  # noqa: BLE001 -- one command's fault must not end the interview
                _LOG.exception("session %s: a command failed", self._session.id)
                self._failed(trouble())
                if not command.done.done():
                    command.done.set_exception(trouble())
            finally:
                if command.done.done() and not command.done.cancelled():
                    command.done.exception()  # retrieved: nobody may be waiting any more

    async def _carry_out(self, command: _Command) -> None:
        what = command.what
        match what:
            case AnswerTaken() | Control():
                if self._session.over:
                    raise session_over()
                await self._take(what, command.typing_ms)
                self._pending = what if isinstance(what, AnswerTaken) else ControlUsed(what)
                _settle(command)
                await self._reply()
            case Tick():
                _settle(command)
                await (self._reply() if self._pending else self._react(Tick()))
            case Resumed():
                _settle(command)
                await self._resume(what)

    async def _take(self, what: AnswerTaken | Control, typing_ms: int) -> None:
        for last_try in (False, True):
            event = ControlUsed(what) if isinstance(what, Control) else self._turn(what.text, typing_ms)
            try:
                await self._append([event])
            except VivaError as error:
                if error.code != "seq-conflict" or last_try:
                    raise
                await self._catch_up()
            else:
                return

    def _turn(self, text: str, typing_ms: int) -> AnswerTaken:
        now = self._now()
        start = min(now, max(self._session.at_ms, now - typing_ms))
        return AnswerTaken(len(self._session.turns), text, "typed", start, now)

    async def _resume(self, trigger: Resumed) -> None:
        gap_ms = self._mind_the_gap()
        if self._session.over:
            if self._session.started.source == "interview":
                await self._react(trigger)
            return
        if trigger.greet and gap_ms:
            await self._append([SessionResumed(gap_ms)])
            self._seen = self._desk.clock.now()
        self._prepare()
        if any(True for _ in self._session.transcript.candidate()):
            await self._mark()
        if self._pending is not None:
            await self._reply()
        else:
            await self._react(trigger)

    # Reactions ---------------------------------------------------------------------------------

    async def _reply(self) -> None:
        """Reacts to the last answer or control. What failed to be stored is tried again at the next tick."""
        pending = self._pending
        if pending is None:
            return
        try:
            if isinstance(pending, AnswerTaken):
                await self._mark()
                asked = await self._desk.listener.asked(self._case().question, pending.text)
                await self._react(Answered(asked))
            else:
                await self._react(Wished(pending.control))
        except VivaError:
            self._alarm.set(self._now() + RETRY_MS)
            raise

    async def _react(self, trigger: Trigger) -> None:
        if self._plan is None:
            return
        effects = react(
            self._plan, self._session, self._coverage_here(), trigger, now_ms=self._now(), seed=self._seed
        )
        await self._perform(effects)
        self._pending = None
        if self._time.running and not self._session.over:
            self._prepare()
        if any(isinstance(effect, Grade) for effect in effects):
            await self._grade()

    async def _perform(self, effects: Sequence[Effect]) -> None:
        events: list[Event] = []
        for effect in effects:
            match effect:
                case Say():
                    if self._desk.speaker.words(effect) and events:
                        await self._append(events)
                        events = []
                    events.append(await self._said(effect, len(self._session.turns) + _lines(events)))
                case EnterPhase():
                    events.append(PhaseEntered(effect.leg, effect.phase))
                case End():
                    events.append(InterviewEnded(effect.reason))
                case WakeAt() | Grade():
                    pass
        if events:
            await self._append(events)
        for effect in effects:
            if isinstance(effect, WakeAt):
                self._alarm.set(effect.at_ms)

    async def _said(self, say: Say, turn: int) -> InterviewerSaid:
        authored = InterviewerSaid(turn, say.text, say.act, say.criterion, say.quote, "authored", say.slot)
        if say.aim is None or not self._desk.speaker.words(say):
            return authored
        lead = f"{say.aim.lead} " if say.aim.lead else ""
        scene = Scene(self._session, self._case().question, self._session.started.style)
        worded = await self._desk.speaker.word(
            say, scene, lambda text: self._audience.tell(Speaking(turn, lead + text))
        )
        if worded.notice is not None:
            self._audience.tell(worded.notice)
        if worded.text is None:
            return authored
        return InterviewerSaid(
            turn=turn,
            text=lead + worded.text,
            act=say.act,
            criterion=say.criterion,
            quote=say.quote,
            source="llm",
            slot=say.slot,
            prompt_sha256=worded.prompt_sha256,
        )

    async def _grade(self) -> None:
        self._audience.tell(Notice("grading", "Grading has begun.", "The scorecard follows."))
        await self.record(await self._desk.grade(self._session))

    # Coverage ----------------------------------------------------------------------------------

    def _case(self) -> Case:
        cases = session_cases(self._session, self._desk.library)
        return cases[min(self._session.leg, len(cases) - 1)].case

    def _coverage_here(self) -> Mapping[str, Judgement]:
        names = {criterion.id for criterion in self._case().criteria}
        return {name: judgement for name, judgement in self._coverage.items() if name in names}

    async def _mark(self) -> None:
        """Judges the current leg anew, and tells what has changed (coach mode only)."""
        before = self._coverage
        judged = await self._desk.listener.judge(self._case())
        self._coverage = {**before, **judged}
        if self._session.started.mode is Mode.COACH:
            for name, judgement in judged.items():
                if before.get(name) != judgement:
                    self._audience.tell(Covered(name, judgement))

    def _prepare(self) -> None:
        if self._prepared_leg != self._session.leg:
            self._prepared_leg = self._session.leg
            self._preparing = asyncio.get_running_loop().create_task(self._warm())

    async def _warm(self) -> None:
        try:
            await self._desk.listener.prepare(self._case())
        except VivaError as error:
            self._failed(error)

    # The log -----------------------------------------------------------------------------------

    async def _append(self, events: Sequence[Event]) -> None:
        now = max(self._session.at_ms, self._now())
        stored = await self._desk.store.append(
            self._session.id, [(now, event) for event in events], after_seq=self._session.seq
        )
        self._commit(stored)

    async def _catch_up(self) -> None:
        """Takes in what another process has added."""
        stored = await self._desk.store.read(self._session.id, self._session.seq)
        self._commit(stored)
        self._pending = unanswered(stored)
        if self._session.over:
            raise session_over()

    def _commit(self, stored: Sequence[Stored]) -> None:
        fresh = [item for item in stored if item.seq > self._session.seq]
        for item in fresh:
            self._session = apply(self._session, item)
        self._seen = self._desk.clock.now()
        for item in fresh:
            self._audience.tell(item)

    def _failed(self, error: VivaError) -> None:
        self._audience.tell(Notice(error.code, error.message, error.hint))

    # Time --------------------------------------------------------------------------------------

    def _now(self) -> int:
        return max(self._session.at_ms, self._time.now_ms())

    def _mind_the_gap(self) -> int:
        """How long nobody was there, in ms; 0 for a short absence or a session that has not begun."""
        if self._seen is None or self._session.at_ms == 0:
            return 0
        gap = round((self._desk.clock.now() - self._seen).total_seconds() * 1000)
        return gap if gap >= GAP_MS else 0

    def _rest(self) -> None:
        """Nobody is there: the session clock stands still."""
        self._alarm.stop()
        self._time.pause()
        self._seen = self._desk.clock.now()


def _lines(events: Sequence[Event]) -> int:
    return sum(isinstance(event, InterviewerSaid) for event in events)


def _settle(command: _Command) -> None:
    if not command.done.done():
        command.done.set_result(None)
