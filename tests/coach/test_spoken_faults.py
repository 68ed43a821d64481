"""Spoken turns where a part fails: too slow, without sound or words, not stored, not heard."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest

from coach.room import Room, listening
from coach.spoken import Studio, microphone
from viva.adapters.memory_store import MemoryStore
from viva.adapters.scripted_ears import ScriptedTranscriber, ScriptedVoiceDetector
from viva.coach.conversation import Conversation
from viva.coach.outputs import Acknowledged
from viva.coach.scribe import HANG_MS
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Control, ControlUsed, Event, Stored
from viva.ports import Heard, Samples, VoiceDetector

STORY = "Two years ago a model of ours began to fail, and nobody had noticed for a week."
SLOWLY_MS = 12_000
CRASH = VivaError("transcriber-crashed", "It ended.", "It starts afresh.", ErrorKind.UNAVAILABLE)
FULL = VivaError("store-full", "The disk is full.", "Free some space.", ErrorKind.UNAVAILABLE)


class Hung(ScriptedTranscriber):
    """Never answers."""

    async def transcribe(
        self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False
    ) -> Heard:
        del audio, hotwords, fillers
        await asyncio.Event().wait()
        raise AssertionError


class Faulty(ScriptedTranscriber):
    """Has a fault of Viva's own, so many times."""

    faults = 1

    async def transcribe(
        self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False
    ) -> Heard:
        if self.faults:
            self.faults -= 1
            raise RuntimeError("out of range")
        return await super().transcribe(audio, hotwords, fillers=fillers)


def passes(transcriber: ScriptedTranscriber) -> int:
    """How often it was asked for words; fillers are counted when there is time."""
    return sum(not call.fillers for call in transcriber.calls)


def test_a_computer_that_is_too_slow_sheds_captions_and_never_sound(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=SLOWLY_MS)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            for _ in range(2):
                await mic.speak(3_000)
                await mic.silence(400)
                await mic.speak(1_500)
                await mic.silence(30_000)
            assert mic.notices == ["captions-late"]
            told, before = len(mic.captions), passes(studio.transcriber)
            await mic.speak(3_000)
            await mic.silence(400)
            await mic.speak(1_500)
            await mic.silence(30_000)
            assert passes(studio.transcriber) == before + 1
            assert not any(caption.tentative for caption in mic.captions[told:])
            assert len(mic.answers) == 3
            assert all(answer.text.startswith(STORY) for answer in mic.answers)
        await conversation.close()
        for answer in mic.answers:
            clip = await studio.audio.read(session.id, answer.turn)
            assert clip is not None
            assert len(clip.pcm) // 32 >= 3_000 + 400 + 1_500

    asyncio.run(main())


def test_a_turn_without_any_sound_is_none(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            conversation.hear(b"")
            stopping = asyncio.create_task(conversation.stop(pause=False))
            await mic.silence(500)
            await stopping
            assert mic.answers == []
            assert mic.notices == []
            assert studio.transcriber.calls == []
        await conversation.close()
        assert await studio.audio.turns(session.id) == []
        assert await studio.audio.pending(session.id) is None

    asyncio.run(main())


# Words ------------------------------------------------------------------------------------------------


def test_the_recording_of_a_turn_that_nobody_could_write_down_waits_for_the_next_start(
    library: Library,
) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[CRASH] * 6, mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.notices == ["transcriber-lost"]
            assert mic.states[-1] == "waiting"
            await conversation.start("mic-2", 0)
            assert mic.states[-1] == "waiting"
        await conversation.close()
        pending = await studio.audio.pending(session.id)
        assert pending is not None
        assert pending.samples >= 3_000 * 16
        await room.coach.close()

        room = room.again()
        live = await room.coach.live(session.id)
        studio = Studio(room, mouth=False, audio=studio.audio)
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=150)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation, capture="mic-3") as mic:
            await mic.silence(3_900)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()
        assert await studio.audio.pending(session.id) is None
        assert await studio.audio.turns(session.id) == [mic.answers[0].turn]

    asyncio.run(main())


@pytest.mark.parametrize("typed", [True, False])
def test_what_is_said_again_takes_the_place_of_what_nobody_could_write_down(
    library: Library, *, typed: bool
) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[CRASH] * 4, mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.notices == ["transcriber-lost"]
            if typed:
                await conversation.typed(STORY, 0)
            else:
                studio.transcriber.add(STORY)
                await mic.speak(3_000)
                await mic.silence(6_000)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()
        assert await studio.audio.pending(session.id) is None
        assert len(await studio.audio.turns(session.id)) == (0 if typed else 1)

    asyncio.run(main())


def test_after_a_fault_while_a_turn_is_written_down_the_next_ones_are_recorded(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        studio.transcriber = Faulty(answer=lambda _: STORY, clock=room.clock, wait_ms=150)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.notices == ["transcriber-lost"]
            assert mic.answers == []
            assert mic.states[-1] == "waiting"
            acknowledged = [item.samples for item in mic.told if isinstance(item, Acknowledged)]
            await mic.speak(3_000)
            later = [item.samples for item in mic.told if isinstance(item, Acknowledged)]
            assert later[-1] > acknowledged[-1] + 2_000 * 16
            await mic.silence(6_000)
            await live.settled()
            assert mic.notices == ["transcriber-lost", "transcriber-back"]
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()
        assert await studio.audio.turns(session.id) == [mic.answers[0].turn]

    asyncio.run(main())


def test_a_transcriber_that_never_answers_is_told_and_the_interview_goes_on_in_text(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        studio.transcriber = Hung()
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.states[-1] == "finishing"
            await conversation.typed("I would rather type this one, about a model of ours.", 0)
            await live.settled()
            assert [answer.via for answer in mic.answers] == ["typed"]
            await room.clock.advance(HANG_MS)
            assert mic.notices == ["transcriber-lost"]
            assert mic.states[-1] == "waiting"
            await conversation.typed("And then I would look at the numbers once more.", 0)
            await live.settled()
            assert [answer.via for answer in mic.answers] == ["typed", "typed"]
        await conversation.close()
        assert await studio.audio.turns(session.id) == []

    asyncio.run(main())


# The store --------------------------------------------------------------------------------------------


def full(room: Room, times: int) -> None:
    """The store takes nothing, so many times."""
    assert isinstance(room.store, MemoryStore)
    for _ in range(times):
        room.store.fail_next(FULL)


def test_an_answer_that_cannot_be_stored_is_tried_until_it_is(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=150)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic, listening(live) as ear:
            full(room, 5)
            for _ in range(2):
                await mic.speak(3_000)
                await mic.silence(5_000)
            assert mic.notices == ["store-full"]
            assert ear.notices == []
            assert conversation.in_turn
            await room.clock.advance(60_000)
            await live.settled()
            await asyncio.sleep(0)
            assert mic.notices == ["store-full", "answer-stored"]
            assert [answer.text for answer in mic.answers] == [STORY, STORY]
        await conversation.close()
        assert await studio.audio.turns(session.id) == [answer.turn for answer in mic.answers]

    asyncio.run(main())


def test_an_answer_that_cannot_be_stored_outlives_its_client(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            full(room, 5)
            await mic.speak(3_000)
            await mic.silence(4_500)
            assert mic.notices == ["store-full"]
        async with microphone(room, live, conversation, capture="mic-2") as back:
            assert back.notices == ["store-full"]
            await room.clock.advance(60_000)
            await live.settled()
            await asyncio.sleep(0)
            assert back.notices == ["store-full", "answer-stored"]
            assert [answer.text for answer in back.answers] == [STORY]
        await conversation.close()
        assert await studio.audio.turns(session.id) == [back.answers[0].turn]

    asyncio.run(main())


class NoControls(MemoryStore):
    """Takes everything but controls."""

    async def append(
        self, session_id: str, events: Sequence[tuple[int, Event]], *, after_seq: int
    ) -> Sequence[Stored]:
        if any(isinstance(event, ControlUsed) for _, event in events):
            raise FULL
        return await super().append(session_id, events, after_seq=after_seq)


def test_an_answer_whose_control_cannot_be_stored_is_stored_once_and_replied_to(library: Library) -> None:
    async def main() -> None:
        room = Room(library, store=NoControls())
        studio = Studio(room, script=[STORY], mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic, listening(live) as ear:
            await mic.speak(3_000)
            asking = asyncio.create_task(conversation.wish(Control.HINT))
            await mic.silence(5_000)
            await asking
            await live.settled()
            await asyncio.sleep(0)
            assert [answer.text for answer in mic.answers] == [STORY]
            assert ear.notices == ["store-full"]
            assert mic.lines
        await conversation.close()

    asyncio.run(main())


def test_what_comes_after_the_end_of_an_interview_is_dropped(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            full(room, 2)
            await mic.speak(3_000)
            await mic.silence(4_000)
            await live.wish(Control.END)
            await room.clock.advance(30_000)
            assert mic.answers == []
            assert "answer-stored" not in mic.notices
        await conversation.close()
        assert await studio.audio.pending(session.id) is None

    asyncio.run(main())


# Ears -------------------------------------------------------------------------------------------------


class Broken(ScriptedVoiceDetector):
    """Cannot hear a frame."""

    def speech(self, frame: Samples) -> float:
        del frame
        raise VivaError("model-broken", "The model is broken.", "Fetch it again.")


def test_ears_that_cannot_be_had_are_refused_with_their_words(library: Library) -> None:
    def none() -> VoiceDetector:
        raise VivaError("model-broken", "The model is broken.", "Fetch it again.")

    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        voices = replace(Studio(room).voices, detector=none)
        with pytest.raises(VivaError, match=r"The model is broken\. Fetch it again\.") as found:
            Conversation(live, voices, room.clock, ())
        assert found.value.code == "voice-unavailable"

    asyncio.run(main())


def test_a_turn_that_was_cut_off_waits_for_ears_that_hear(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
        await conversation.close()
        ears: list[VoiceDetector] = [ScriptedVoiceDetector(), Broken()]
        conversation = Conversation(
            live, replace(studio.voices, detector=ears.pop), room.clock, library.glossary
        )
        async with microphone(room, live, conversation, capture="mic-2") as mic:
            assert mic.notices == ["voice-unavailable"]
            await room.clock.advance(100)
            assert await studio.audio.pending(session.id) is not None
            await conversation.start("mic-3", 0)
            assert mic.notices == ["voice-unavailable", "turn-restored"]
            await mic.silence(3_900)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()
        assert await studio.audio.turns(session.id) == [mic.answers[0].turn]

    asyncio.run(main())
