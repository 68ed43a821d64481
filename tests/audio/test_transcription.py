"""A recording of an interview, from its sound to its turns."""

import asyncio
import io
from collections.abc import Callable

import numpy as np
import pytest

from audio.sounds import RATE, Sound, in_format, silence, tone
from viva.adapters.audio_file import AudioFile
from viva.adapters.clocks import VirtualClock
from viva.adapters.scripted_ears import ScriptedTranscriber, ScriptedVoiceDetector
from viva.coach.transcription import Transcription, Written, expected_words, transcription
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.transcript import Speaker
from viva.ports import Samples
from viva.speech.hotwords import Hotwords


def by_pitch(audio: Samples) -> str:
    """An interviewer with a high voice asks; a candidate with a low one answers."""
    spectrum = np.abs(np.fft.rfft(audio))
    hertz = float(np.fft.rfftfreq(len(audio), 1 / RATE)[spectrum.argmax()])
    return "How would you rank it?" if hertz > 400 else "I would start with the objective and the label."


HIGH = 600
LOW = 200

ASKS: Sound = np.concatenate([silence(1), tone(3, hertz=HIGH), silence(16)]).astype(np.float32)
ANSWERS: Sound = np.concatenate(
    [silence(5), tone(6, hertz=LOW), silence(1), tone(6, hertz=LOW), silence(2)]
).astype(np.float32)


def write(
    *channels: Sound,
    ears: ScriptedTranscriber | None = None,
    kind: str = "wav",
    progress: Callable[[float], None] | None = None,
) -> Written:
    """Through the whole of it."""
    file = AudioFile(io.BytesIO(in_format(kind, *channels)), f"interview.{kind}")
    work = Transcription(ears or ScriptedTranscriber(answer=by_pitch), ScriptedVoiceDetector)
    return asyncio.run(work.write(file, progress=progress or (lambda _share: None)))


@pytest.mark.parametrize("kind", ["wav", "mp3", "webm"])
def test_a_channel_for_each_gives_an_interview_with_both_sides(kind: str) -> None:
    written = write(ASKS, ANSWERS, kind=kind)
    turns = written.transcript.turns
    assert written.speakers == 2
    assert [turn.speaker for turn in turns] == [Speaker.INTERVIEWER, Speaker.CANDIDATE]
    assert turns[0].text == "How would you rank it?"
    assert turns[1].text.startswith("I would start with the objective")
    for turn in turns:
        assert turn.text.split() == [word.text for word in turn.words]
    assert turns[0].start_ms is not None
    assert turns[0].end_ms is not None
    assert 600 <= turns[0].start_ms <= 1_100
    assert 3_900 <= turns[0].end_ms <= 4_500
    assert turns[1].start_ms is not None
    assert 4_600 <= turns[1].start_ms <= 5_100
    assert written.note is not None
    assert "right" in written.note


def mixed(side: Sound, other: Sound) -> Sound:
    """A channel that holds a little of the other."""
    return np.add(side, 0.08 * other, dtype=np.float32)


def test_an_echo_of_the_other_side_is_not_written_down_twice() -> None:
    written = write(mixed(ASKS, ANSWERS), mixed(ANSWERS, ASKS))
    assert written.speakers == 2
    assert [turn.speaker for turn in written.transcript.turns] == [Speaker.INTERVIEWER, Speaker.CANDIDATE]
    assert written.transcript.turns[0].text == "How would you rank it?"


def test_one_channel_is_one_speaker_and_says_so() -> None:
    written = write(ASKS + ANSWERS)
    assert written.speakers == 1
    assert {turn.speaker for turn in written.transcript.turns} == {Speaker.CANDIDATE}
    assert written.note is not None
    assert "one speaker" in written.note


def test_a_constant_part_and_a_quiet_voice_do_not_hide_the_speech() -> None:
    written = write(0.02 * ANSWERS + np.float32(0.3))
    assert len(written.transcript.turns) >= 1


def test_clipping_is_said() -> None:
    written = write(np.clip(20 * ANSWERS, -1, 1))
    assert written.note is not None
    assert "too loud" in written.note


@pytest.mark.parametrize("sound", [silence(20), tone(20, level=0.0001)])
def test_silence_is_no_interview(sound: Sound) -> None:
    ears = ScriptedTranscriber(answer=by_pitch)
    with pytest.raises(VivaError) as caught:
        write(sound, ears=ears)
    assert caught.value.code == "no-speech"
    assert "interview.wav" in caught.value.message
    assert ears.calls == []


def test_what_is_invented_in_noise_is_no_interview() -> None:
    noise = np.random.default_rng(0).normal(scale=0.2, size=20 * RATE).astype(np.float32)
    with pytest.raises(VivaError) as caught:
        write(noise, ears=ScriptedTranscriber(answer=lambda _audio: "Thanks for watching!"))
    assert caught.value.code == "no-speech"


@pytest.mark.parametrize("sides", [(ANSWERS,), (ASKS, ANSWERS)])
def test_progress_grows_to_all_of_it(sides: tuple[Sound, ...]) -> None:
    shares: list[float] = []
    write(*(np.tile(side, 6) for side in sides), progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len([share for share in shares if 0.1 < share < 0.9]) >= 2


def test_what_the_transcriber_cannot_do_ends_the_work() -> None:
    ears = ScriptedTranscriber(["Well.", VivaError("transcriber-crashed", "It stopped.", "Try again.")])
    with pytest.raises(VivaError) as caught:
        write(np.concatenate([ANSWERS, silence(3), ANSWERS]), ears=ears)
    assert caught.value.code == "transcriber-crashed"


def test_cancelling_stops_before_the_next_piece() -> None:
    class Stopped(VirtualClock):
        """Time that does not go on."""

        async def sleep(self, ms: int) -> None:
            begun.set()
            await super().sleep(ms)

    begun = asyncio.Event()

    async def scenario() -> None:
        ears = ScriptedTranscriber(answer=by_pitch, clock=Stopped(), wait_ms=1_000)
        file = AudioFile(io.BytesIO(in_format("wav", np.tile(ANSWERS, 3))), "a.wav")
        task = asyncio.create_task(Transcription(ears, ScriptedVoiceDetector).write(file))
        await begun.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert task.cancelled()
        assert len(ears.calls) == 1

    asyncio.run(scenario())


def test_the_terms_of_the_question_are_expected_and_those_said_before(library: Library) -> None:
    ears = ScriptedTranscriber(
        answer=lambda _audio: "We trained XGBoost. Then XGBoost won, so XGBoost it is."
    )
    question = next(iter(library.questions.values()))
    file = AudioFile(io.BytesIO(in_format("wav", np.concatenate([ANSWERS, silence(2), ANSWERS]))), "a.wav")
    work = Transcription(ears, ScriptedVoiceDetector)
    asyncio.run(work.write(file, hotwords=expected_words(library, question.id)))
    assert question.glossary[0] in ears.calls[0].hotwords
    assert "XGBoost" in ears.calls[-1].hotwords
    assert Hotwords(()).pick() == ()


def test_without_ears_it_says_what_is_missing() -> None:
    with pytest.raises(VivaError) as caught:
        transcription(Voices())
    assert caught.value.code == "transcriber-missing"
    assert "doctor" in caught.value.hint
