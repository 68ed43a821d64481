"""A mouth over a synthesizer that hums, in virtual time, with a client that plays or does not."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from viva.adapters.clocks import VirtualClock
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.coach.mouth import Mouth
from viva.coach.outputs import Hush, Notice, Sound
from viva.coach.saying import Told
from viva.domain.event import LineSpoken
from viva.ports import Clip


class MemoryCache:
    """Clips by voice and text."""

    def __init__(self, clips: Mapping[tuple[str, str], Clip] | None = None) -> None:
        self.clips = dict(clips or {})

    async def get(self, voice: str, text: str) -> Clip | None:
        return self.clips.get((voice, text))

    async def put(self, voice: str, text: str, clip: Clip) -> None:
        self.clips[voice, text] = clip


@dataclass
class Booth:
    """A mouth, what it told with the times, and what was recorded."""

    clock: VirtualClock = field(default_factory=VirtualClock)
    cache: MemoryCache | None = None
    told: list[tuple[int, Told]] = field(default_factory=list[tuple[int, Told]])
    spoken: list[LineSpoken] = field(default_factory=list[LineSpoken])
    disk: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while what is spoken can be recorded."""
    clips: list[Clip | None] = field(default_factory=list[Clip | None])

    def __post_init__(self) -> None:
        self.disk.set()
        self.synthesizer = ScriptedSynthesizer(clock=self.clock)
        self.mouth = Mouth(
            self.synthesizer,
            self.cache,
            self.clock,
            tell=lambda told: self.told.append((self.clock.monotonic_ms(), told)),
            spoken=self._record,
            said_forms={},
            now_ms=self.clock.monotonic_ms,
        )

    async def _record(self, spoken: LineSpoken, clip: Clip | None) -> None:
        await self.disk.wait()
        self.spoken.append(spoken)
        self.clips.append(clip)

    @property
    def stream(self) -> list[str]:
        """What was told, a line each: when, what, and how long it sounds."""
        return [f"{at:>5} {_shown(told)}" for at, told in self.told]

    @property
    def notices(self) -> list[str]:
        return [told.code for _, told in self.told if isinstance(told, Notice)]

    def sent_ms(self, turn: int) -> int:
        """How much sound of a line went out."""
        return sum(length_ms(t) for _, t in self.told if isinstance(t, Sound) and t.turn == turn)

    async def go(self, ms: int) -> None:
        """Time passes."""
        await self.clock.advance(ms)


def length_ms(sound: Sound | Clip) -> int:
    return len(sound.pcm) * 1000 // (2 * sound.rate)


def _shown(told: Told) -> str:
    match told:
        case Sound():
            return f"sound {told.turn} {length_ms(told)}{' last' if told.last else ''}"
        case Hush():
            return f"hush {told.turn}"
        case Notice():
            return told.code


@asynccontextmanager
async def booth(**fields: object) -> AsyncGenerator[Booth]:
    """A mouth at work until the block ends."""
    made = Booth(**fields)  # pyright: ignore[reportArgumentType]
    async with working(made):
        yield made


@asynccontextmanager
async def working(made: Booth) -> AsyncGenerator[None]:
    """Its work, until the block ends."""
    task = asyncio.create_task(made.mouth.run())
    await made.go(0)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
