"""Fillers that were not counted before the process ended are counted by the next one, when there is time."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace

import pytest

from coach.room import Room
from coach.spoken import Studio, microphone
from viva.adapters.memory_audio import MemoryAudio
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.coach.conversations import Conversations
from viva.coach.uncounted import Uncounted
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.ports import TranscriberCapabilities

STORY = "Two years ago a model of ours began to fail"
TOLD = "Um, two years ago a model of, uh, ours began to fail."


@dataclass
class NextProcess:
    """What follows on one that ended just after a spoken answer."""

    room: Room
    session_id: str
    audio: MemoryAudio
    ears: ScriptedTranscriber = field(default_factory=lambda: ScriptedTranscriber([TOLD]))

    def __post_init__(self) -> None:
        self.studio = Studio(self.room, audio=self.audio)
        self.conversations = Conversations(self.voices, self.room.library, self.room.clock)
        self.uncounted = Uncounted(
            self.room.coach, self.voices, self.audio, self.conversations, self.room.clock
        )

    def voices(self) -> Voices:
        return replace(self.studio.voices, transcriber=self.ears)

    async def later(self) -> None:
        """Time passes until it has done its work."""
        task = asyncio.create_task(self.uncounted.run())
        while not task.done():
            await self.room.clock.advance(1_000)
        await task

    async def meanwhile(self) -> None:
        """Time passes, and then it is broken off."""
        task = asyncio.create_task(self.uncounted.run())
        await self.room.clock.advance(10_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def counts(self) -> list[int | None]:
        """By the candidate's turns."""
        session = await self.room.coach.session(self.session_id)
        return [turn.fillers for _, turn in session.transcript.candidate()]


def after_an_answer(library: Library, scenario: Callable[[NextProcess], Awaitable[None]]) -> None:
    """Runs a scenario in the process after the one in which the answer was given."""

    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        studio = Studio(room, script=[STORY])
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            await mic.silence(3_600)
            await live.settled()
        await conversation.close()
        await room.coach.close()
        process = NextProcess(room.again(), session.id, studio.audio)
        assert await process.counts() == [None]
        await scenario(process)
        await process.conversations.close()
        await process.room.coach.close()

    asyncio.run(main())


def test_what_was_left_uncounted_is_counted(library: Library) -> None:
    async def scenario(process: NextProcess) -> None:
        await process.later()
        assert await process.counts() == [2]
        assert all(call.fillers for call in process.ears.calls)
        asked = len(process.ears.calls)
        await process.later()
        assert len(process.ears.calls) == asked

    after_an_answer(library, scenario)


def test_nothing_is_heard_while_somebody_is_in_a_conversation(library: Library) -> None:
    async def scenario(process: NextProcess) -> None:
        other = await process.room.start()
        live = await process.room.coach.live(other.id)
        conversation = await process.conversations.join(live)
        async with microphone(process.room, live, conversation):
            await process.meanwhile()
            assert process.ears.calls == []
        await process.later()
        assert await process.counts() == [2]

    after_an_answer(library, scenario)


def test_a_session_that_goes_on_counts_its_own(library: Library) -> None:
    async def scenario(process: NextProcess) -> None:
        await process.conversations.join(await process.room.coach.live(process.session_id))
        await process.later()
        assert process.ears.calls == []

    after_an_answer(library, scenario)


def test_recordings_are_sent_nowhere(library: Library) -> None:
    async def scenario(process: NextProcess) -> None:
        remote = TranscriberCapabilities("remote", "remote", local=False)
        process.ears = ScriptedTranscriber([TOLD], capabilities=remote)
        await process.later()
        assert process.ears.calls == []

    after_an_answer(library, scenario)


def test_a_session_that_cannot_be_counted_is_left(library: Library, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(process: NextProcess) -> None:
        process.ears = ScriptedTranscriber([VivaError("transcriber-crashed", "It ended.", "Again.")])
        await process.later()
        assert await process.counts() == [None]

    after_an_answer(library, scenario)
    assert "not counted" in caplog.text
