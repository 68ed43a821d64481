"""What happens to spoken conversations when the settings, or what is installed, change under them."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from coach.room import Room
from coach.spoken import Microphone, Studio, microphone
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.coach import LiveSession
from viva.coach.conversations import Conversations
from viva.coach.voices import Voices
from viva.content.library import Library

STORY = "Two years ago a model of ours began to fail"
MORE = "and my job was to mend it within a week"


@dataclass
class House:
    """A room whose voices can be changed while it stands."""

    room: Room
    live: LiveSession
    studio: Studio
    keep: bool = True
    voices: Voices = field(init=False)
    conversations: Conversations = field(init=False)

    def __post_init__(self) -> None:
        self.voices = replace(self.studio.voices, keeps_audio=self.keeps_audio)
        self.conversations = Conversations(lambda: self.voices, self.room.library, self.room.clock)

    def keeps_audio(self) -> bool:
        return self.keep

    def record_no_more(self) -> None:
        """As the settings page does it."""
        self.keep = False
        self.voices = replace(self.voices, audio=None)

    @asynccontextmanager
    async def visit(self, sample: int = 0) -> AsyncGenerator[Microphone]:
        """A client in the room."""
        conversation = await self.conversations.join(self.live)
        async with microphone(self.room, self.live, conversation, sample=sample) as mic:
            await mic.listen_out()
            yield mic

    async def answer(self, mic: Microphone) -> None:
        """An answer, and the line that replies to it."""
        await mic.speak(3_000)
        await mic.silence(3_600)
        await self.live.settled()
        await mic.listen_out()

    async def recorded(self) -> dict[int, bool]:
        """By the candidate's turns: whether there is a recording. The log agrees with the disk."""
        await self.conversations.close()
        kept = set(await self.studio.audio.turns(self.live.session.id))
        turns = dict(self.live.session.transcript.candidate())
        assert {i for i, turn in turns.items() if turn.audio_ms is not None} == kept & turns.keys()
        return {i: i in kept for i in turns}


def held(library: Library, scenario: Callable[[House], Awaitable[None]]) -> None:
    """A started interview by voice, with two answers to give."""

    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        house = House(room, live, Studio(room, script=[STORY, MORE]))
        await scenario(house)
        await house.conversations.close()
        await room.coach.close()

    asyncio.run(main())


def test_what_is_said_after_recording_was_switched_off_is_not_recorded(library: Library) -> None:
    async def scenario(house: House) -> None:
        async with house.visit() as mic:
            await house.answer(mic)
        house.record_no_more()
        await house.conversations.renew()
        async with house.visit(mic.sent) as mic:
            await house.answer(mic)
        assert [*(await house.recorded()).values()] == [True, False]

    held(library, scenario)


def test_a_client_that_stays_in_the_room_is_recorded_to_the_end_of_its_turn(library: Library) -> None:
    async def scenario(house: House) -> None:
        async with house.visit() as mic:
            await mic.speak(1_000)
            house.record_no_more()
            await house.conversations.renew()
            await house.answer(mic)
            await house.answer(mic)
            lines = [line.audio_ms for line in mic.spoken]
        assert [*(await house.recorded()).values()] == [True, False]
        assert lines[0] is not None
        assert lines[-1] is None

    held(library, scenario)


def test_a_turn_that_was_cut_off_is_gone_on_with_before_the_voices_change(library: Library) -> None:
    async def scenario(house: House) -> None:
        async with house.visit() as mic:
            await mic.speak(2_000)
        before = await house.conversations.join(house.live)
        house.record_no_more()
        await house.conversations.renew()
        async with house.visit(mic.sent) as back:
            await house.answer(back)
            [answer] = back.answers
            assert answer.start_ms is not None
            assert answer.end_ms is not None
            assert answer.end_ms - answer.start_ms > 5_000
        assert await house.conversations.join(house.live) is not before
        assert [*(await house.recorded()).values()] == [True]

    held(library, scenario)


def test_other_ears_are_used_from_the_next_visit_on(library: Library) -> None:
    async def scenario(house: House) -> None:
        async with house.visit() as mic:
            await house.answer(mic)
            held = await house.conversations.join(house.live)
            house.voices = replace(house.voices, transcriber=ScriptedTranscriber([MORE]))
            assert await house.conversations.join(house.live) is held
        async with house.visit(mic.sent) as mic:
            await house.answer(mic)
            assert [answer.text for answer in mic.answers] == [MORE]

    held(library, scenario)


def test_the_same_voices_are_the_same_conversation(library: Library) -> None:
    async def scenario(house: House) -> None:
        first = await house.conversations.join(house.live)
        await house.conversations.renew()
        house.voices = replace(house.voices)
        assert await house.conversations.join(house.live) is first
        assert not house.conversations.held
        async with house.visit():
            assert house.conversations.held

    held(library, scenario)


def test_names_that_were_said_before_a_restart_are_expected_after_it(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with live.listen():
            await live.answer("We stream through Kafka, and then Kafka again keeps the order.")
            await live.settled()
        await room.coach.close()
        room = room.again()
        live = await room.coach.live(session.id)
        studio = Studio(room, script=[MORE])
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            await mic.silence(3_600)
        await conversation.close()
        assert "Kafka" in studio.transcriber.calls[0].hotwords

    asyncio.run(main())
