"""The coach: sessions by id, set up, held, graded, listed."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random, SystemRandom
from weakref import WeakValueDictionary

from viva.coach.correction import Corrected, correction
from viva.coach.desk import Desk
from viva.coach.disagreement import dispute
from viva.coach.gaps import Gap, find_gaps
from viva.coach.listener import Listener
from viva.coach.live import LiveSession
from viva.coach.opening import opening, pasted
from viva.coach.setup import Setup, choose_questions
from viva.coach.speaker import LineWriter, Speaker
from viva.codec.scorecard import dump_scorecard, load_scorecard
from viva.codec.transcript import TranscriptInput
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Control, SessionGraded, SessionStarted, Stored
from viva.domain.evidence import Judgement
from viva.domain.label import Label
from viva.domain.level import Level
from viva.domain.rubric import Rubric
from viva.domain.scorecard import Scorecard
from viva.domain.session import Session, fold
from viva.grading.cases import input_case, other_rubric, session_cases
from viva.grading.examiner import Examiner, Graded
from viva.interview.plan import Plan, make_plan
from viva.ports import AudioStore, Clock, Embedder, EvidenceModel, Grader, SessionStore
from viva.speech.delivery import transcript_delivery

RECENT_SESSIONS = 12
"""Questions of this many newest sessions are not drawn again while there are others."""

GraderFactory = Callable[[str], Grader]
"""A grader for `auto`, `embedded` or `llm`. Raises `VivaError` when it cannot be had."""


class Coach:
    """The one engine under page, terminal and tests."""

    def __init__(
        self,
        *,
        store: SessionStore,
        library: Library,
        evidence: EvidenceModel,
        embedder: Embedder,
        examiner: Examiner,
        graders: GraderFactory,
        clock: Clock,
        writer: LineWriter | None = None,
        rng: Random | None = None,
        audio: AudioStore | None = None,
        forget: Callable[[], None] | None = None,
    ) -> None:
        """What goes with a session when it is deleted: its recordings in `audio`, and by `forget` what else
        was remembered of candidates' words without a session's name."""
        self._store = store
        self._audio = audio
        self._forget = forget
        self._library = library
        self._examiner = examiner
        self._graders = graders
        self._clock = clock
        self._rng = rng or SystemRandom()
        listener = Listener(evidence, embedder)
        self._desk = Desk(store, library, listener, Speaker(writer), clock, self._grade_now)
        self._live: WeakValueDictionary[str, LiveSession] = WeakValueDictionary()
        self._folds: dict[str, Session] = {}

    async def create(self, setup: Setup) -> Session:
        """A new interview, opened and waiting for the candidate.

        Raises `VivaError`: unknown-round, unknown-question, wrong-bank, wrong-questions, no-questions, and
        what the store raises.
        """
        round_ = self._library.round(setup.round)
        recent = {name for item in await self._newest(RECENT_SESSIONS) for name in item.started.questions}
        questions = choose_questions(self._library, round_, setup, recent, self._rng)
        rubrics = [self._library.rubric(leg.rubric) for leg in round_.legs]
        started = SessionStarted(
            round=round_.id,
            questions=tuple(question.id for question in questions),
            level=setup.level,
            style=setup.style,
            mode=setup.mode,
            source="interview",
            title=questions[0].title if len(questions) == 1 else round_.title,
            wall_time=self._clock.now().isoformat(),
            content={rubric.id: rubric.sha256 for rubric in rubrics},
        )
        session_id = self._new_id()
        session = fold(session_id, [Stored(1, 0, started)])
        events = [started, *opening(self._plan(session), session)]
        await self._store.create(session_id, self._clock.now(), [(0, event) for event in events])
        return await self.session(session_id)

    async def session(self, session_id: str) -> Session:
        """The fold. Raises `VivaError` (unknown-session)."""
        return fold(session_id, await self._store.read(session_id))

    async def live(self, session_id: str) -> LiveSession:
        """The session, to be held. The same object for everyone. Raises `VivaError` (unknown-session)."""
        known = self._live.get(session_id)
        if known is not None:
            await known.refresh()
            return known
        log = await self._store.read(session_id)
        session = fold(session_id, log)
        plan = self._plan(session) if session.started.source == "interview" else None
        known = self._live.get(session_id)  # another caller may have been quicker
        if known is None:
            known = LiveSession(session_id, log, plan, self._desk)
            self._live[session_id] = known
        return known

    async def coverage(self, session_id: str) -> Mapping[str, Judgement]:
        """Live coverage of a session that is being held in coach mode; empty for any other."""
        live = self._live.get(session_id)
        return live.coverage if live is not None and not live.session.over else {}

    async def end(self, session_id: str) -> SessionGraded:
        """Ends the interview if it runs, and grades what is there. The newest grading if it has one."""
        live = await self.live(session_id)
        if not live.session.over:
            await live.wish(Control.END)
        await live.settled()
        return live.session.grade or await self.grade(session_id)

    async def grade(
        self,
        session_id: str,
        *,
        grader: str | None = None,
        level: Level | None = None,
        rubric: str | None = None,
    ) -> SessionGraded:
        """Grades a session that is over, again if it was before, with another grader, level or rubric.

        Raises `VivaError`: unknown-session, still-running, unknown-rubric, wrong-rubric, and what the grader
        factory and the store raise.
        """
        live = await self.live(session_id)
        if not live.session.over:
            raise VivaError(
                "still-running",
                "This interview is not over yet.",
                "End it first; it is graded then.",
                ErrorKind.CONFLICT,
            )
        used = self._library.rubric(rubric) if rubric is not None else None
        graded = await self._examiner.grade_session(
            live.session, self._graders(grader or "auto"), level=level, rubric=used
        )
        event = _event(graded)
        await live.record(event)
        return event

    async def grade_input(
        self,
        given: TranscriptInput,
        *,
        level: Level = Level.SENIOR,
        grader: str | None = None,
        rubric: Rubric | None = None,
    ) -> Scorecard:
        """A scorecard for a transcript; nothing is kept. `rubric` replaces the round's own."""
        judge = self._graders(grader or "auto")
        card = (await self._examiner.grade_input(given, judge, level=level, rubric=rubric)).scorecard
        return replace(card, delivery=await asyncio.to_thread(transcript_delivery, given.transcript))

    async def paste(
        self, given: TranscriptInput, *, level: Level = Level.SENIOR, grader: str | None = None
    ) -> Session:
        """Keeps a transcript as a session and grades it.

        Raises `VivaError`: no-round, unknown-round, several-legs, and what the store and graders raise.
        """
        if not given.round:
            rounds = ", ".join(self._library.rounds)
            raise VivaError("no-round", "Which round is this?", f"Name one: {rounds}.")
        judge = self._graders(grader or "auto")
        item = input_case(
            given.transcript,
            self._library,
            round_id=given.round,
            question=given.question or "",
            key_points=given.key_points,
            level=level,
        )
        round_ = self._library.round(given.round)
        events = pasted(given, item, round_, level=level, at=self._clock.now())
        session_id = self._new_id()
        await self._store.create(session_id, self._clock.now(), events)
        live = await self.live(session_id)
        await live.record(_event(await self._examiner.grade_session(live.session, judge)))
        return live.session

    async def correct(self, session_id: str, turn: int, text: str) -> Corrected:
        """Replaces a turn's words; what was graded is graded again as it was: same grader, level and rubric.

        An endpoint that is gone since is replaced by the grader of the settings. Raises `VivaError`: what
        `correction` and `grade` raise.
        """
        live = await self.live(session_id)
        event = correction(live.session, turn, text)
        if event is None:
            return Corrected(live.session.grade, live.session.grade)
        await live.note(event)
        before = live.session.grade
        if before is None:
            return Corrected(None, None)
        card = load_scorecard(before.scorecard)
        rubric = other_rubric(live.session, card, self._library)
        try:
            after = await self.grade(session_id, grader=card.grader.kind, level=before.level, rubric=rubric)
        except VivaError as error:
            if error.code != "model-not-configured":
                raise
            after = await self.grade(session_id, level=before.level, rubric=rubric)
        return Corrected(after, before)

    async def disagree(self, session_id: str, criterion: str, label: Label | None, note: str = "") -> Session:
        """Holds the candidate's own label for a criterion, or takes it back. No score changes by it.

        Raises `VivaError`: unknown-session, and what `dispute` and the store raise.
        """
        live = await self.live(session_id)
        event = dispute(live.session, criterion, label, note)
        if event is not None:
            await live.record(event)
        return live.session

    async def delete(self, session_id: str) -> None:
        """Forgets a session and its recordings. Raises `VivaError` (unknown-session).

        Recordings go first: where they cannot be deleted, the session is still there to try again.
        """
        live = self._live.pop(session_id, None)
        if live is not None:
            await live.close()
        await self._forget_words()
        if self._audio is not None:
            await self._audio.delete(session_id)
        await self._store.delete(session_id)
        self._folds.pop(session_id, None)

    async def delete_all(self) -> int:
        """Forgets everything, recordings too; returns how many sessions there were."""
        for live in list(self._live.values()):
            await live.close()
        self._live.clear()
        await self._forget_words()
        if self._audio is not None:
            await self._audio.delete_all()
        gone = await self._store.delete_all()
        self._folds.clear()
        return gone

    async def _forget_words(self) -> None:
        if self._forget is not None:
            await asyncio.to_thread(self._forget)

    async def summaries(self) -> Sequence[Session]:
        """All sessions as folds, newest first."""
        return await self._newest(None)

    async def gaps(self) -> Sequence[Gap]:
        """What recent sessions keep missing: at most three."""
        return find_gaps(await self._newest(None), self._library)

    async def close(self) -> None:
        """Stops all work. The sessions can be resumed."""
        for live in list(self._live.values()):
            await live.close()

    async def _newest(self, limit: int | None) -> list[Session]:
        found: list[Session] = []
        heads = await self._store.heads()
        for head in heads[:limit]:
            known = self._folds.get(head.id)
            if known is None or known.seq != head.seq:
                log = await self._store.read(head.id)
                if not log:
                    continue
                known = await asyncio.to_thread(fold, head.id, log)
                self._folds[head.id] = known
            found.append(known)
        for gone in self._folds.keys() - {head.id for head in heads}:
            del self._folds[gone]
        return found

    async def _grade_now(self, session: Session) -> SessionGraded:
        return _event(await self._examiner.grade_session(session, self._graders("auto")))

    def _plan(self, session: Session) -> Plan:
        started = session.started
        cases = session_cases(session, self._library)
        return make_plan(
            self._library.round(started.round),
            [item.case.question for item in cases],
            [item.case.rubric for item in cases],
            level=started.level,
            mode=started.mode,
            bank=self._library.phrases[started.style],
        )

    def _new_id(self) -> str:
        return f"{self._rng.getrandbits(48):012x}"


def _event(graded: Graded) -> SessionGraded:
    return SessionGraded(
        scorecard=dump_scorecard(graded.scorecard),
        readings=graded.readings,
        level=graded.level,
        prompts=graded.prompts,
    )
