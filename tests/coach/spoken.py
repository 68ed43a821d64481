"""A spoken conversation in virtual time: a microphone of tones, scripted ears, a mouth that hums."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from coach.room import Room
from viva.adapters.memory_audio import MemoryAudio
from viva.adapters.scripted_ears import (
    Script,
    ScriptedTranscriber,
    ScriptedTurnDetector,
    ScriptedVoiceDetector,
)
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.coach import LiveSession
from viva.coach.conversation import Conversation
from viva.coach.outputs import Caption, Hearing, Hush, Notice, Output, Sound, VoiceOutput
from viva.coach.voices import Voices
from viva.domain.event import AnswerTaken, InterviewerSaid, LineSpoken, Stored
from viva.settings import Endpointing

CHUNK_MS = 32


@dataclass
class Microphone:
    """Sends sound at the pace of speech. A player at the other end reports what it has played."""

    room: Room
    live: LiveSession
    conversation: Conversation
    capture: str = "mic-1"
    told: list[VoiceOutput] = field(default_factory=list[VoiceOutput])
    events: list[Stored] = field(default_factory=list[Stored])
    plays: bool = True
    sent: int = 0
    began: dict[int, int] = field(default_factory=dict[int, int])
    """When each line began to be played, on the clock."""
    _playing: dict[int, int] = field(default_factory=dict[int, int])

    def tell(self, output: VoiceOutput) -> None:
        self.told.append(output)
        if not self.plays:
            return
        if isinstance(output, Sound):
            asyncio.get_running_loop().create_task(self._play(output))
        elif isinstance(output, Hush) and output.turn in self._playing:
            played = self._heard_ms(output.turn)
            del self._playing[output.turn]
            self.conversation.played(output.turn, "stopped", played)

    async def _play(self, sound: Sound) -> None:
        now = self.room.clock.monotonic_ms()
        if sound.turn not in self._playing:
            self._playing[sound.turn] = self.began[sound.turn] = now
            self._length = 0
            self.conversation.played(sound.turn, "started", 0)
        self._length += len(sound.pcm) // 2 * 1000 // sound.rate
        if sound.last:
            end = self._playing[sound.turn] + self._length
            await self.room.clock.sleep(max(0, end - now))
            if self._playing.pop(sound.turn, None) is not None:
                self.conversation.played(sound.turn, "ended", self._length)

    def _heard_ms(self, turn: int) -> int:
        return min(self._length, self.room.clock.monotonic_ms() - self._playing[turn])

    async def speak(self, ms: int) -> None:
        """A tone, which a scripted detector takes for speech."""
        await self._send(ms, 0.3)

    async def silence(self, ms: int) -> None:
        """Nothing."""
        await self._send(ms, 0.0)

    async def listen_out(self, most_ms: int = 120_000) -> None:
        """Silence until the interviewer has nothing more to say."""
        quiet = waited = 0
        while quiet < 800 and waited < most_ms:
            await self.silence(CHUNK_MS * 5)
            waited += CHUNK_MS * 5
            quiet = 0 if self.conversation.talking else quiet + CHUNK_MS * 5

    async def _send(self, ms: int, loudness: float) -> None:
        for _ in range(max(1, ms // CHUNK_MS)):
            count = CHUNK_MS * 16
            await self.send(np.sin(np.arange(count) * 0.2) * loudness)

    async def send(self, wave: NDArray[np.float64]) -> None:
        """A piece of sound as long as `CHUNK_MS`, -1..1."""
        self.conversation.hear((wave * 32_767).astype("<i2").tobytes())
        self.sent += len(wave)
        await self.room.clock.advance(CHUNK_MS)
        for _ in range(4):
            await asyncio.sleep(0)

    @property
    def captions(self) -> list[Caption]:
        return [output for output in self.told if isinstance(output, Caption)]

    @property
    def states(self) -> list[str]:
        return [output.state for output in self.told if isinstance(output, Hearing)]

    @property
    def notices(self) -> list[str]:
        return [output.code for output in self.told if isinstance(output, Notice)]

    @property
    def answers(self) -> list[AnswerTaken]:
        return [item.event for item in self.events if isinstance(item.event, AnswerTaken)]

    @property
    def lines(self) -> list[InterviewerSaid]:
        return [item.event for item in self.events if isinstance(item.event, InterviewerSaid)]

    @property
    def spoken(self) -> list[LineSpoken]:
        return [item.event for item in self.events if isinstance(item.event, LineSpoken)]


@dataclass
class Studio:
    """What a conversation is held with. `again` is the next process, over the same disk."""

    room: Room
    script: Sequence[Script] = ()
    mouth: bool = True
    endpointing: Endpointing = field(default_factory=Endpointing)
    audio: MemoryAudio = field(default_factory=MemoryAudio)

    def __post_init__(self) -> None:
        clock = self.room.clock
        self.transcriber = ScriptedTranscriber(self.script, clock=clock, wait_ms=150)
        self.turns = ScriptedTurnDetector(otherwise=0.9)
        self.synthesizer = ScriptedSynthesizer(clock=clock)

    @property
    def voices(self) -> Voices:
        return Voices(
            transcriber=self.transcriber,
            detector=ScriptedVoiceDetector,
            turn_detector=self.turns,
            synthesizer=self.synthesizer if self.mouth else None,
            audio=self.audio,
            endpointing=self.endpointing,
        )

    def conversation(self, live: LiveSession) -> Conversation:
        return Conversation(live, self.voices, self.room.clock, self.room.library.glossary)


@asynccontextmanager
async def microphone(
    room: Room, live: LiveSession, conversation: Conversation, *, capture: str = "mic-1", sample: int = 0
) -> AsyncGenerator[Microphone]:
    """A client that holds the microphone until the block ends."""
    mic = Microphone(room, live, conversation, capture)
    async with live.listen() as outputs, asyncio.TaskGroup() as group:

        async def follow() -> None:
            async for output in outputs:
                _follow(mic, output)

        tasks = [
            group.create_task(follow()),
            group.create_task(conversation.run(conversation.enter(mic.tell))),
        ]
        await live.settled()
        await conversation.start(capture, sample)
        try:
            yield mic
        finally:
            for task in tasks:
                task.cancel()


def _follow(mic: Microphone, output: Output) -> None:
    if isinstance(output, Stored):
        mic.events.append(output)
    mic.conversation.follow(output)
