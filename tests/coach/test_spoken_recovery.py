"""A spoken turn that was cut off: by the end of the process, by another capture, by a client that goes."""

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
import pytest

from coach.room import Room
from coach.spoken import CHUNK_MS, Microphone, Studio, microphone
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.coach import LiveSession
from viva.coach.conversations import ANNOUNCED_MS, Conversations
from viva.coach.outputs import Acknowledged, Ready
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Act, Control, InterviewEnded
from viva.settings import Endpointing
from viva.speech.pcm import PER_MS

CRASH = VivaError("transcriber-crashed", "It ended.", "It starts afresh.", ErrorKind.UNAVAILABLE)
STORY = "Two years ago a model of ours began to fail and my job was to mend it"


def tone(ms: int, loudness: float = 0.3) -> bytes:
    """As a microphone sends it."""
    wave = np.sin(np.arange(ms * PER_MS) * 0.2) * loudness * 32_767
    return wave.astype("<i2").tobytes()


def held(
    library: Library,
    scenario: Callable[[Room, LiveSession, Studio], Awaitable[None]],
    *,
    mouth: bool = False,
    endpointing: Endpointing | None = None,
) -> None:
    """A started interview; every turn has the same words."""

    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        studio = Studio(room, mouth=mouth, endpointing=endpointing or Endpointing())
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=150)
        await scenario(room, live, studio)
        await room.coach.close()

    asyncio.run(main())


async def interrupted(studio: Studio, live: LiveSession, pcm: bytes) -> None:
    """A process before this one recorded that much of a turn."""
    await studio.audio.begin(live.session.id, "mic-0", sample=0, started_ms=500)
    await studio.audio.append(live.session.id, pcm)
    studio.audio.restart()


async def taken(mic: Microphone) -> None:
    """The turn ends by silence."""
    await mic.silence(3_900)
    await mic.live.settled()


# The process ended ------------------------------------------------------------------------------------


def test_a_recording_with_long_pauses_is_one_open_turn(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        before = tone(3_008) + tone(5_024, 0.0) + tone(2_016)
        await interrupted(studio, live, before)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            assert mic.notices == ["turn-restored"]
            assert "finishing" not in mic.states
            await mic.speak(1_000)
            assert mic.answers == []
            await taken(mic)
            [answer] = mic.answers
        await conversation.close()
        clip = await studio.audio.read(live.session.id, answer.turn)
        assert clip is not None
        assert clip.pcm.startswith(before)
        assert len(clip.pcm) >= len(before) + len(tone(1_000 + 900))

    held(library, scenario)


def test_silence_at_the_end_of_a_recording_does_not_end_the_turn_at_once(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        await interrupted(studio, live, tone(3_008) + tone(6_016, 0.0))
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.silence(800)
            assert "finishing" not in mic.states
            await mic.speak(1_000)
            await taken(mic)
            assert len(mic.answers) == 1
        await conversation.close()

    held(library, scenario)


def test_silence_ends_a_restored_turn_as_any_other_unless_a_key_does(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        await interrupted(studio, live, tone(3_008) + tone(6_016, 0.0))
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.silence(9_000)
            assert mic.answers == []
            conversation.set_mode("hands-free")
            await taken(mic)
            assert len(mic.answers) == 1
        await conversation.close()

    held(library, scenario, endpointing=Endpointing(mode="done-key"))


def test_who_comes_back_without_a_microphone_is_told_of_the_turn(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        conversations = Conversations(lambda: studio.voices, library, room.clock)

        async def told() -> str | None:
            asked = asyncio.create_task(conversations.waiting(live))
            await room.clock.advance(ANNOUNCED_MS)
            found = await asked
            return found and found.code

        assert await told() is None
        await interrupted(studio, live, tone(3_008))
        assert await told() == "speech-waiting"
        conversation = await conversations.join(live)
        async with microphone(room, live, conversation) as mic:
            assert "turn-restored" in mic.notices
            assert await told() is None
        assert await told() == "speech-waiting"
        async with microphone(room, live, conversation) as mic:
            await taken(mic)
            assert len(mic.answers) == 1
        assert await told() is None
        await conversations.close()

    held(library, scenario)


# Another capture --------------------------------------------------------------------------------------


@pytest.mark.parametrize("waiting_ms", [0, 320])
def test_after_a_mute_no_more_is_acknowledged_than_is_safe(library: Library, waiting_ms: int) -> None:
    """Some of the sound before the mute may not be heard yet when the next capture begins."""

    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(6_400)
            await conversation.stop(pause=True)
            pending = await studio.audio.pending(live.session.id)
            assert pending is not None
            muted_at = pending.samples
            conversation.hear(tone(waiting_ms))
            told = len(mic.told)
            acknowledged: list[int] = []
            await conversation.start("mic-2", 0)
            ready = [output for output in mic.told[told:] if isinstance(output, Ready)]
            assert [(output.capture, output.samples) for output in ready] == [("mic-2", 0)]
            for _ in range(100):
                await mic.speak(CHUNK_MS)
                pending = await studio.audio.pending(live.session.id)
                assert pending is not None
                safe = pending.samples - muted_at - len(tone(waiting_ms)) // 2
                acknowledged = [item.samples for item in mic.told[told:] if isinstance(item, Acknowledged)]
                assert all(0 <= samples <= max(0, safe) for samples in acknowledged[-1:])
            assert acknowledged[-1] > 2_000 * PER_MS
            await taken(mic)
            assert len(mic.answers) == 1
        await conversation.close()

    held(library, scenario)


def test_a_turn_taken_up_again_by_another_capture_is_acknowledged_in_that_one(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        await interrupted(studio, live, tone(6_400))
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation, capture="mic-9") as mic:
            await mic.speak(1_600)
            acknowledged = [item.samples for item in mic.told if isinstance(item, Acknowledged)]
            assert 0 < acknowledged[-1] <= mic.sent
        await conversation.close()

    held(library, scenario)


def test_a_turn_that_is_being_written_down_is_not_taken_up_a_second_time(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=5_000)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            await mic.silence(3_900)
            assert mic.states[-1] == "finishing"
            await conversation.start("mic-2", 0)
            assert mic.notices == []
            await mic.silence(12_000)
            await live.settled()
            assert len(mic.answers) == 1
        await conversation.close()
        assert await studio.audio.pending(live.session.id) is None

    held(library, scenario)


# The client goes --------------------------------------------------------------------------------------


def test_a_turn_that_was_over_when_the_client_went_is_written_down_when_it_is_back(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=5_000)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            asking = asyncio.create_task(conversation.wish(Control.DONE))
            await mic.silence(320)
            await asking
            assert mic.states[-1] == "finishing"
        async with microphone(room, live, conversation, sample=mic.sent) as back:
            await room.clock.advance(12_000)
            await live.settled()
            await asyncio.sleep(0)
            assert [answer.text for answer in back.answers] == [STORY]
        await conversation.close()

    held(library, scenario)


def test_a_line_cut_off_by_a_lost_connection_is_said_anew_to_a_client_of_the_next_process(
    library: Library,
) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.silence(2_000)
            assert conversation.talking
        await conversation.close()
        assert not any(turn.spoken for turn in live.session.turns)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            assert [line.heard for line in mic.spoken] == [len(turn.text) for turn in live.session.turns]
        await conversation.close()

    held(library, scenario, mouth=True)


def test_of_the_last_line_of_an_interview_what_was_heard_is_recorded_when_the_client_goes(
    library: Library,
) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            asking = asyncio.create_task(conversation.wish(Control.END))
            await mic.silence(1_200)
            await asking
            assert any(isinstance(item.event, InterviewEnded) for item in mic.events)
            assert conversation.talking
            left = live.now_ms()
        await room.clock.advance(3_600_000)
        await conversation.close()
        last = live.session.turns[-1]
        assert last.spoken
        assert last.end_ms is not None
        assert last.end_ms <= left
        assert last.audio_ms is not None
        assert len(live.session.turns) - 1 in await studio.audio.turns(live.session.id)

    held(library, scenario, mouth=True)


# Nobody comes back ------------------------------------------------------------------------------------


async def ended(room: Room, live: LiveSession, conversations: Conversations) -> None:
    """By somebody without a microphone."""
    ending = asyncio.create_task(conversations.end(live))
    while not ending.done():
        await room.clock.advance(200)
    await ending
    await live.settled()


@pytest.mark.parametrize("mouth", [False, True])
def test_an_interview_that_is_ended_instead_has_the_turn_that_was_cut_off(
    library: Library, *, mouth: bool
) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        conversations = Conversations(lambda: studio.voices, library, room.clock)
        await interrupted(studio, live, tone(5_024))
        await ended(room, live, conversations)
        assert live.session.over
        [(turn, answer)] = live.session.transcript.candidate()
        assert answer.text == STORY
        assert [line.said.act for line in live.session.lines if line.said.turn > turn] == [Act.CLOSING]
        await conversations.close()
        clip = await studio.audio.read(live.session.id, turn)
        assert clip is not None
        assert clip.pcm == tone(5_024)
        assert await studio.audio.pending(live.session.id) is None

    held(library, scenario, mouth=mouth)


def test_an_interview_ended_from_elsewhere_has_the_turn_in_which_the_client_went(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        conversations = Conversations(lambda: studio.voices, library, room.clock)
        conversation = await conversations.join(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
        await ended(room, live, conversations)
        assert [turn.text for _, turn in live.session.transcript.candidate()] == [STORY]
        await conversations.close()

    held(library, scenario)


def test_an_interview_ends_where_its_last_turn_cannot_be_written_down(library: Library) -> None:
    async def scenario(room: Room, live: LiveSession, studio: Studio) -> None:
        studio.transcriber = ScriptedTranscriber(answer=lambda _: CRASH, clock=room.clock)
        conversations = Conversations(lambda: studio.voices, library, room.clock)
        await interrupted(studio, live, tone(3_008))
        await ended(room, live, conversations)
        assert live.session.over
        assert list(live.session.transcript.candidate()) == []
        with pytest.raises(VivaError, match="over"):
            await conversations.end(live)
        await conversations.close()

    held(library, scenario)
