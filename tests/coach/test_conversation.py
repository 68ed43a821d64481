"""A spoken conversation, in virtual time: turns, captions, recordings, cutting in, and what a fault costs."""

import asyncio
from dataclasses import replace

import pytest

from coach.room import Room
from coach.spoken import Microphone, Studio, microphone
from viva.adapters.memory_audio import MemoryAudio
from viva.adapters.scripted_ears import ScriptedVoiceDetector, spread
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.coach.conversation import Conversation
from viva.coach.outputs import Hush, Notice, Ready, Sound
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import Act, AnswerTaken, Control, ControlUsed, InterviewerSaid, TurnCorrected
from viva.ports import Heard, Samples
from viva.settings import Endpointing

STORY = "Two years ago a model of ours began to fail and my job was to mend it"
CRASH = VivaError("transcriber-crashed", "It ended.", "It starts afresh.")


class Full(MemoryAudio):
    """A disk without room."""

    async def begin(self, session_id: str, capture: str, *, sample: int, started_ms: int) -> None:
        del session_id, capture, sample, started_ms
        raise VivaError("audio-full", "The disk is full.", "Make room.")


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
            await mic.silence(3_600)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
            answer = mic.answers[0]
            assert answer.via == "voice"
            assert answer.text.split() == [word.text for word in answer.words]
            assert answer.audio_ms is not None
            assert answer.start_ms is not None
            assert answer.end_ms is not None
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


def test_talking_into_a_line_stops_it_and_the_log_has_what_was_heard(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.silence(2_000)
            assert conversation.talking
            await mic.speak(400)
            hushed = [i for i, output in enumerate(mic.told) if isinstance(output, Hush)]
            assert len(hushed) == 1
            assert not any(isinstance(output, Sound) for output in mic.told[hushed[0] :])
            await mic.speak(3_000)
            await mic.silence(3_600)
            await live.settled()
            cut = mic.spoken[0]
            full = session.turns[0].text
            assert 0 < cut.heard < len(full)
            assert live.session.turns[0].text == full[: cut.heard]
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()

    asyncio.run(main())


def test_a_nod_into_a_line_is_no_answer_and_the_line_goes_on(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=["Mm-hm."])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.silence(2_000)
            await mic.speak(400)
            await mic.silence(1_500)
            assert conversation.talking
            await mic.listen_out()
            assert mic.answers == []
            assert [line.heard for line in mic.spoken] == [len(turn.text) for turn in live.session.turns]
        await conversation.close()
        assert await studio.audio.turns(session.id) == [0, 1]

    asyncio.run(main())


def test_the_interviewer_who_talked_into_the_beginning_of_an_answer_says_sorry(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=["So we", STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(800)
            await live.note(InterviewerSaid(2, "Take all the time that you need for this one.", Act.PATIENCE))
            await mic.speak(600)
            assert sum(isinstance(output, Hush) for output in mic.told) == 1
            await mic.silence(1_600)
            await live.settled()
            said = [turn.text for turn in live.session.turns[2:]]
            assert len(said) == 2
            assert 0 < len(said[0]) < len("Take all the time that you need for this one.")
            assert "sorry" in said[1].lower()
            assert mic.answers == []
            await mic.listen_out()
            assert mic.spoken[-1].heard == len(said[1])
            await mic.speak(4_000)
            await mic.silence(3_900)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()

    asyncio.run(main())


def test_the_key_to_talk_cuts_a_line_and_those_behind_it_are_not_said_over_the_answer(
    library: Library,
) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], endpointing=Endpointing(mode="hold"))
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await conversation.stop(pause=True)
            await room.clock.advance(2_000)
            conversation.played(0, "cut", 1_900)
            await conversation.start("mic-2", 0)
            await mic.speak(3_000)
            assert {output.turn for output in mic.told if isinstance(output, Sound)} == {0}
            stopping = asyncio.create_task(conversation.stop(pause=False))
            await mic.silence(1_000)
            await stopping
            await live.settled()
            assert 0 < mic.spoken[0].heard < len(session.turns[0].text)
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()

    asyncio.run(main())


def test_noise_without_words_is_no_turn(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=["Thank you."])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.answers == []
            assert mic.states[-1] == "waiting"
        await conversation.close()
        assert await studio.audio.turns(session.id) == [0, 1]
        assert await studio.audio.pending(session.id) is None

    asyncio.run(main())


def test_the_done_key_ends_a_turn_at_once_and_with_nothing_said_the_phase(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], endpointing=Endpointing(mode="done-key"))
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(4_000)
            await mic.silence(9_000)
            assert mic.answers == []
            await pressed(mic, Control.DONE)
            assert [answer.text for answer in mic.answers] == [STORY]
            assert not any(isinstance(item.event, ControlUsed) for item in mic.events)
            await mic.listen_out()
            await pressed(mic, Control.DONE)
            used = [item.event.control for item in mic.events if isinstance(item.event, ControlUsed)]
            assert used == [Control.DONE]
        await conversation.close()

    asyncio.run(main())


def test_a_hint_asked_for_within_an_answer_keeps_the_answer_and_gets_the_hint(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            await pressed(mic, Control.HINT)
            await mic.listen_out()
            kinds = [item.event for item in mic.events if isinstance(item.event, AnswerTaken | ControlUsed)]
            assert isinstance(kinds[0], AnswerTaken)
            assert kinds[1:] == [ControlUsed(Control.HINT)]
            assert [line.act for line in mic.lines[-1:]] == [Act.HINT]
        await conversation.close()

    asyncio.run(main())


def test_a_typed_answer_takes_the_place_of_what_was_being_said(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            await conversation.typed("I would rather type this one, about a model of ours.", 0)
            await live.settled()
            await mic.listen_out()
            assert [answer.via for answer in mic.answers] == ["typed"]
        await conversation.close()
        assert await studio.audio.pending(session.id) is None

    asyncio.run(main())


def test_a_socket_that_drops_within_a_word_loses_nothing(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(2_000)
            sent = mic.sent
        assert not conversation.held
        async with microphone(room, live, conversation, sample=sent - 4_000) as back:
            ready = next(output for output in back.told if isinstance(output, Ready))
            assert ready.samples == sent
            await back.speak(2_000)
            await back.silence(3_600)
            await live.settled()
            assert [answer.text for answer in back.answers] == [STORY]
            [answer] = back.answers
            assert answer.start_ms is not None
            assert answer.end_ms is not None
            assert abs(answer.end_ms - answer.start_ms - 4_000) < 150
        await conversation.close()
        clip = await studio.audio.read(session.id, answer.turn)
        assert clip is not None
        assert answer.audio_ms is not None
        assert len(clip.pcm) // 32 > answer.end_ms - answer.audio_ms

    asyncio.run(main())


def test_a_killed_process_keeps_the_turn_and_the_next_one_goes_on_with_it(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            sent = mic.sent
        await conversation.close()
        await room.coach.close()

        room = room.again()
        live = await room.coach.live(session.id)
        studio = Studio(room, script=[STORY], audio=studio.audio)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation, sample=sent - 16_000) as mic:
            ready = next(output for output in mic.told if isinstance(output, Ready))
            assert sent - 16_000 <= ready.samples <= sent
            assert "turn-restored" in mic.notices
            await mic.speak(1_000)
            await mic.silence(3_600)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
            [answer] = mic.answers
            assert answer.start_ms is not None
            assert answer.end_ms is not None
            assert answer.end_ms - answer.start_ms > 3_000
        await conversation.close()
        assert answer.turn in await studio.audio.turns(session.id)

    asyncio.run(main())


def test_a_turn_stored_but_not_yet_filed_gets_its_recording_at_the_next_start(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with live.listen():
            await live.settled()
            await room.clock.advance(5_000)
            await live.say(AnswerTaken(0, STORY, "voice", 1_000, 4_000, audio_ms=700))
            await live.settled()
            await studio.audio.begin(session.id, "mic-1", sample=0, started_ms=700)
            await studio.audio.append(session.id, bytes(64_000))
        async with microphone(room, live, studio.conversation(live), capture="mic-2"):
            assert await studio.audio.turns(session.id) == [2]
            assert await studio.audio.pending(session.id) is None

    asyncio.run(main())


def test_a_transcriber_that_crashes_is_tried_again_and_then_the_interview_goes_on(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[CRASH, STORY, CRASH, CRASH, CRASH, CRASH])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            await mic.speak(3_000)
            await mic.silence(3_600)
            await mic.listen_out()
            assert [answer.text for answer in mic.answers] == [STORY]
            assert mic.notices == []
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.notices == ["transcriber-lost"]
            assert len(mic.answers) == 1
            studio.transcriber.add(STORY)
            await mic.speak(3_000)
            await mic.silence(6_000)
            assert mic.notices == ["transcriber-lost", "transcriber-back"]
            assert len(mic.answers) == 2
        await conversation.close()

    asyncio.run(main())


def test_a_voice_that_fails_leaves_the_lines_on_the_screen(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        lost = VivaError("synthesizer-crashed", "It ended.", "Nothing to do.")
        studio.synthesizer = ScriptedSynthesizer([lost] * 9, clock=room.clock)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            assert mic.notices == ["synthesizer-lost"]
            assert mic.spoken == []
            await mic.speak(3_000)
            await mic.silence(3_600)
            await live.settled()
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()

    asyncio.run(main())


def test_a_second_window_takes_the_microphone_and_the_first_is_told(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as first:
            await first.listen_out()
            async with microphone(room, live, conversation, capture="mic-2") as second:
                assert first.notices == ["microphone-elsewhere"]
                await second.speak(3_000)
                await second.silence(3_600)
                await live.settled()
                assert [answer.text for answer in second.answers] == [STORY]
        await conversation.close()

    asyncio.run(main())


def test_a_full_disk_ends_the_recording_and_not_the_turn(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], mouth=False)
        studio.audio = Full()
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(3_000)
            await mic.silence(3_600)
            await live.settled()
            assert mic.notices == ["audio-full"]
            assert [answer.text for answer in mic.answers] == [STORY]
        await conversation.close()

    asyncio.run(main())


def test_while_somebody_talks_the_interviewer_keeps_time_in_silence(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, mouth=False)
        session = await room.start("system-design-short", None)
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(500)
            live.hold(talking=True)
            await room.clock.advance(9 * 60_000)
            await live.settled()
            assert mic.lines == []
            live.hold(talking=False)
            await room.clock.advance(3_000)
            await live.settled()
            await asyncio.sleep(0)
            assert mic.lines[0].act is Act.TIME
        await conversation.close()

    asyncio.run(main())


def test_sound_that_nobody_can_hear_is_refused(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        with pytest.raises(VivaError, match="can't be heard") as found:
            Conversation(live, Voices(), room.clock, ())
        assert found.value.code == "voice-unavailable"
        conversation = Studio(room).conversation(live)
        with pytest.raises(VivaError) as odd:
            conversation.hear(b"abc")
        assert odd.value.code == "bad-audio"
        for _ in range(3):
            conversation.hear(bytes(1_000_000))
        with pytest.raises(VivaError) as much:
            conversation.hear(bytes(1_000_000))
        assert much.value.code == "too-far-behind"

    asyncio.run(main())


async def pressed(mic: Microphone, control: Control) -> None:
    """A key was pressed; time passes until it is acted on."""
    task = asyncio.create_task(mic.conversation.wish(control))
    for _ in range(30):
        await mic.room.clock.advance(100)
        await asyncio.sleep(0)
    await task
    await mic.live.settled()


def test_the_done_key_just_after_silence_ended_the_turn_moves_nothing_on(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(7_000)
            while not mic.answers:
                await mic.silence(96)
            await pressed(mic, Control.DONE)
            assert not any(isinstance(item.event, ControlUsed) for item in mic.events)
            await mic.silence(2_000)
            await pressed(mic, Control.DONE)
            assert any(isinstance(item.event, ControlUsed) for item in mic.events)
        await conversation.close()

    asyncio.run(main())


DOUBTED = "Two years ago it failed so I did a roll bag in the same night"
FLIPS = {"rollback": {"action_own": 2}}


def unsure(text: str, *doubtful: str) -> Heard:
    """Words, some of which the recogniser is not sure of."""
    said = spread(text, 4_000)
    words = tuple(replace(word, probability=0.3 if word.text in doubtful else 0.98) for word in said.words)
    return Heard(said.text, words)


def test_a_word_that_would_change_a_verdict_is_asked_about_once_and_mended(library: Library) -> None:
    async def main() -> None:
        room = Room(library, FLIPS)
        studio = Studio(room, script=[unsure(DOUBTED, "roll", "bag"), "Yes.", unsure(DOUBTED, "roll", "bag")])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            for length in (7_000, 700, 7_000):
                await mic.speak(length)
                await mic.silence(4_000)
                await live.settled()
                await mic.listen_out()
            asked = [line for line in mic.lines if line.act is Act.CONFIRM]
            assert len(asked) == 1
            assert "rollback" in asked[0].text
            mended = [item.event for item in mic.events if isinstance(item.event, TurnCorrected)]
            assert [event.text for event in mended] == [DOUBTED.replace("roll bag", "rollback")]
            assert live.coverage["action_own"].evidence
        await conversation.close()

    asyncio.run(main())


def test_a_doubt_that_is_denied_changes_nothing(library: Library) -> None:
    async def main() -> None:
        room = Room(library, FLIPS)
        studio = Studio(room, script=[unsure(DOUBTED, "roll", "bag"), "No, that is not it."])
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await mic.listen_out()
            for length in (7_000, 1_500):
                await mic.speak(length)
                await mic.silence(4_000)
                await live.settled()
                await mic.listen_out()
            assert [line.act for line in mic.lines[:1]] == [Act.CONFIRM]
            assert not any(isinstance(item.event, TurnCorrected) for item in mic.events)
            assert len(mic.lines) == 2
        await conversation.close()

    asyncio.run(main())


class Failing(ScriptedVoiceDetector):
    """Hears for a while, then fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def speech(self, frame: Samples) -> float:
        if self.frames == 120:
            raise self._error
        return super().speech(frame)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (VivaError("model-broken", "The model is broken.", "Fetch it again."), "The model is broken."),
        (
            RuntimeError("out of range"),
            "The microphone is not heard any more. What you said so far is kept.",
        ),
    ],
)
def test_ears_that_fail_keep_what_was_said_and_the_interview_goes_on(
    library: Library, error: Exception, words: str
) -> None:
    async def main() -> None:
        room = Room(library)
        studio = Studio(room, script=[STORY], mouth=False)
        session = await room.start()
        live = await room.coach.live(session.id)
        ears = [Failing(error)]
        voices = replace(studio.voices, detector=lambda: ears.pop() if ears else ScriptedVoiceDetector())
        conversation = Conversation(live, voices, room.clock, library.glossary)
        async with microphone(room, live, conversation) as mic:
            await mic.speak(6_000)
            await live.settled()
            assert mic.notices == ["voice-unavailable"]
            assert [output.message for output in mic.told if isinstance(output, Notice)] == [words]
            assert [answer.text for answer in mic.answers] == [STORY]
            await conversation.typed("Then I go on by typing, about the same model of ours.", 0)
            await live.settled()
            await mic.silence(200)
            assert [answer.via for answer in mic.answers] == ["voice", "typed"]
            studio.transcriber.add(STORY)
            await conversation.start("mic-2", 0)
            await mic.speak(3_000)
            await mic.silence(3_900)
            await live.settled()
            assert mic.states[-3:] == ["pause", "finishing", "waiting"]
            assert [answer.via for answer in mic.answers] == ["voice", "typed", "voice"]
        await conversation.close()

    asyncio.run(main())
