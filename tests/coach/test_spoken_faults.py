"""Spoken turns on a computer that is too slow, and without any sound in them."""

import asyncio

from coach.room import Room
from coach.spoken import Studio, microphone
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.content.library import Library

STORY = "Two years ago a model of ours began to fail, and nobody had noticed for a week."
SLOWLY_MS = 12_000


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
