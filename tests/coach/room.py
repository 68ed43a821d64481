"""A coach over a store in memory, a scripted evidence model and virtual time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random

from interview.talk import Script, scripted_coverage
from viva.adapters.clocks import VirtualClock
from viva.adapters.memory_store import MemoryStore
from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.coach import Coach, LiveSession, Notice, Output, Setup
from viva.coach.speaker import LineWriter
from viva.content.library import Library
from viva.domain.event import InterviewerSaid, Stored
from viva.domain.evidence import Evidence, Judgement
from viva.domain.level import Level, Mode, Style
from viva.domain.scorecard import GraderRef
from viva.domain.session import Session
from viva.grading.embedded import EmbeddedGrader
from viva.grading.examiner import Examiner
from viva.grading.ledger import Prompts
from viva.ports import Case, SessionStore


class ScriptedEvidence:
    """Finds the words of a script; counts how often it was asked."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.asked = 0

    @property
    def ref(self) -> GraderRef:
        return GraderRef("embedded", "scripted", "1")

    def judge(self, case: Case) -> Mapping[str, Judgement]:
        self.asked += 1
        return scripted_coverage(case.transcript, [c.id for c in case.criteria], self.script)

    def asides(self, case: Case) -> Sequence[Evidence]:
        del case
        return ()


def no_aims(case: Case) -> Prompts:
    """Interviewers of pasted transcripts aim at nothing here."""
    del case
    return {}


@dataclass
class Room:
    """One process. `again` is the next one, over the same store."""

    library: Library
    script: Script = field(default_factory=dict[str, Mapping[str, int]])
    store: SessionStore = field(default_factory=MemoryStore)
    clock: VirtualClock = field(default_factory=VirtualClock)
    writer: LineWriter | None = None
    seed: int = 3

    def __post_init__(self) -> None:
        self.evidence = ScriptedEvidence(self.script)
        self.coach = Coach(
            store=self.store,
            library=self.library,
            evidence=self.evidence,
            embedder=ScriptedEmbedder(),
            examiner=Examiner(self.library, no_aims),
            graders=lambda _: EmbeddedGrader(self.evidence),
            clock=self.clock,
            writer=self.writer,
            rng=Random(self.seed),
        )

    def again(self) -> "Room":
        """The process was killed and started anew."""
        return Room(self.library, self.script, self.store, self.clock, self.writer, self.seed + 1)

    async def start(
        self,
        round_: str = "behavioural",
        question: str | None = "model-failed-in-production",
        mode: Mode = Mode.COACH,
    ) -> Session:
        return await self.coach.create(Setup(round_, (question,), Level.SENIOR, Style.NEUTRAL, mode))


class Ear:
    """What one client has heard."""

    def __init__(self) -> None:
        self.outputs: list[Output] = []
        self.ended = False

    @property
    def events(self) -> list[Stored]:
        return [output for output in self.outputs if isinstance(output, Stored)]

    @property
    def lines(self) -> list[str]:
        return [s.event.text for s in self.events if isinstance(s.event, InterviewerSaid)]

    @property
    def notices(self) -> list[str]:
        return [output.code for output in self.outputs if isinstance(output, Notice)]


@asynccontextmanager
async def listening(live: LiveSession) -> AsyncGenerator[Ear]:
    """A client that hears everything until the block ends."""
    ear = Ear()

    async def follow(outputs: AsyncIterator[Output]) -> None:
        async for output in outputs:
            ear.outputs.append(output)
        ear.ended = True

    async with live.listen() as outputs:
        task = asyncio.create_task(follow(outputs))
        await live.settled()
        try:
            yield ear
        finally:
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def say(room: Room, live: LiveSession, text: str, seconds: float = 20) -> None:
    """Types for a while, sends, and waits for the reply."""
    await room.clock.advance(round(seconds * 1000))
    await live.answer(text, typing_ms=round(seconds * 900))
    await live.settled()
    await asyncio.sleep(0)
