"""A spoken conversation, in virtual time: turns, captions, recordings, cutting in, and what a fault costs."""

import asyncio

from coach.room import Room
from coach.spoken import Studio, microphone
from viva.content.library import Library

STORY = "Two years ago a model of ours began to fail and my job was to mend it"


def test_a_spoken_answer_is_written_down_recorded_and_replied_to(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            assert [line.turn for line in mic.spoken] == [0, 1]
            assert [line.heard for line in mic.spoken] == [len(turn.text) for turn in live.session.turns[:2]]
            await mic.speak(4_000)
            await mic.silence(3_000)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
            answer = mic.answers[0]
            assert answer.via == "voice"
            assert answer.text.split() == [word.text for word in answer.words]
            assert answer.audio_ms is not None and answer.start_ms is not None and answer.end_ms is not None
            assert answer.audio_ms <= answer.start_ms < answer.end_ms
            assert abs(answer.end_ms - answer.start_ms - 4_000) < 150
            assert mic.states[-4:] == ["speech", "pause", "finishing", "waiting"]
            assert mic.captions[-1].final
            await mic.listen_out()
            assert len(mic.spoken) == 3
        await conversation.close()
        assert await studio.audio.turns(session.id) == [0, 1, 2, 3]
        assert await studio.audio.pending(session.id) is None

    asyncio.run(main())
