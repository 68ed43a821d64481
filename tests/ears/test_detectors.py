"""Voice activity and the end of a turn, from recordings."""

import threading
from pathlib import Path

import numpy as np
import pytest

from ears.samples import RATE, noise, recording, silence
from viva.adapters.log_mel import log_mel
from viva.adapters.scripted_ears import FRAME, ScriptedTurnDetector, ScriptedVoiceDetector
from viva.adapters.silero import SileroModel
from viva.adapters.smart_turn import SmartTurn
from viva.domain.errors import VivaError
from viva.ports import Samples, VoiceDetector


@pytest.fixture(scope="module")
def silero(voice_models: Path) -> SileroModel:
    return SileroModel(voice_models / "voice-activity")


@pytest.fixture(scope="module")
def smart_turn(voice_models: Path) -> SmartTurn:
    return SmartTurn(voice_models / "end-of-turn")


def probabilities(detector: VoiceDetector, audio: Samples) -> list[float]:
    return [detector.speech(audio[i : i + FRAME]) for i in range(0, len(audio), FRAME)]


@pytest.mark.voice
def test_speech_is_told_from_silence_and_noise(silero: SileroModel) -> None:
    spoken = recording("my-team")
    before, after = silence(1), silence(1)
    found = probabilities(silero.stream(), np.concatenate([before, spoken, after]))
    frames = RATE / FRAME
    assert max(found[: int(frames * 0.9)]) < 0.3
    voiced = found[int(frames * 1.2) : int(frames * (1 + len(spoken) / RATE - 0.3))]
    assert sum(p > 0.5 for p in voiced) > 0.85 * len(voiced)
    assert max(found[-int(frames * 0.5) :]) < 0.3
    assert max(probabilities(silero.stream(), noise(2, 0.05))) < 0.5
    hum = (0.2 * np.sin(np.arange(2 * RATE) * 2 * np.pi * 50 / RATE)).astype(np.float32)
    assert max(probabilities(silero.stream(), hum)) < 0.5


@pytest.mark.voice
@pytest.mark.parametrize(("gain", "offset"), [(20.0, 0.0), (0.05, 0.0), (1.0, 0.2)])
def test_a_spoilt_recording_is_still_speech(silero: SileroModel, gain: float, offset: float) -> None:
    audio = np.clip(recording("my-team") * gain + offset, -1, 1).astype(np.float32)
    found = probabilities(silero.stream(), audio)
    assert sum(p > 0.5 for p in found) > 0.6 * len(found)


@pytest.mark.voice
def test_streams_do_not_disturb_one_another_and_can_begin_again(silero: SileroModel) -> None:
    audio = recording("precision")
    alone = probabilities(silero.stream(), audio)
    one, other = silero.stream(), silero.stream()
    together: list[float] = []
    for i in range(0, len(audio), FRAME):
        together.append(one.speech(audio[i : i + FRAME]))
        other.speech(noise(FRAME / RATE, 0.1, seed=i))
    assert together == alone
    other.reset()
    assert probabilities(other, audio) == alone


@pytest.mark.voice
def test_a_frame_is_at_most_512_samples_and_need_not_be_numbers(silero: SileroModel) -> None:
    detector = silero.stream()
    with pytest.raises(ValueError, match="512"):
        detector.speech(silence(1))
    assert 0 <= detector.speech(np.full(FRAME, np.nan, dtype=np.float32)) < 0.5
    assert 0 <= detector.speech(silence(0)) < 0.5


@pytest.mark.voice
def test_a_finished_sentence_is_told_from_one_that_hangs(smart_turn: SmartTurn) -> None:
    def after_a_pause(name: str) -> float:
        return smart_turn.finished(np.concatenate([recording(name), silence(0.2)]))

    for finished in ("my-team", "precision", "key-value-cache", "i-do-not-know", "that-is-my-answer"):
        assert after_a_pause(finished) > 0.6
    assert after_a_pause("features-in-uh") < 0.2


@pytest.mark.voice
def test_only_the_last_eight_seconds_count(smart_turn: SmartTurn) -> None:
    end = np.concatenate([silence(8 - len(recording("precision")) / RATE), recording("precision")])
    long = np.concatenate([noise(30, 0.3), end])
    assert smart_turn.finished(long) == smart_turn.finished(end[-8 * RATE :])
    assert smart_turn.finished(end) == pytest.approx(smart_turn.finished(recording("precision")), abs=1e-6)


@pytest.mark.voice
@pytest.mark.parametrize(
    "audio", [silence(0), silence(0.001), silence(20), noise(0.001, 0.1), noise(10, 1.0)]
)
def test_any_audio_has_a_probability(smart_turn: SmartTurn, audio: Samples) -> None:
    assert 0 <= smart_turn.finished(audio) <= 1


@pytest.mark.voice
def test_it_may_be_asked_from_several_threads(smart_turn: SmartTurn) -> None:
    expected = smart_turn.finished(recording("precision"))
    found: list[float] = []
    threads = [
        threading.Thread(target=lambda: found.append(smart_turn.finished(recording("precision"))))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 3


def test_the_log_mel_is_whispers_own() -> None:
    from faster_whisper.feature_extractor import FeatureExtractor

    for audio in (recording("precision"), noise(8, 0.1), silence(8)):
        expected = FeatureExtractor()(audio, padding=0)
        np.testing.assert_allclose(log_mel(audio), expected, atol=1e-4)


@pytest.mark.parametrize("content", [None, b"", b"not a model" * 100])
def test_a_model_that_is_missing_or_broken_is_said_to_be(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        for name in ("silero_vad.onnx", "smart-turn-v3.2-cpu.onnx"):
            (tmp_path / name).write_bytes(content)
    code = "model-not-fetched" if content is None else "model-broken"
    with pytest.raises(VivaError) as raised:
        SileroModel(tmp_path).stream().speech(silence(0.032))
    assert raised.value.code == code
    with pytest.raises(VivaError) as raised:
        SmartTurn(tmp_path).finished(noise(1, 0.1))
    assert raised.value.code == code


def test_the_scripted_detectors_do_as_they_are_told() -> None:
    voice = ScriptedVoiceDetector([0.1, 0.9], rewind=True)
    assert [voice.speech(noise(0.032, 0.1)) for _ in range(3)] == [0.1, 0.9, 1.0]
    assert voice.speech(silence(0.032)) == 0.0
    voice.reset()
    assert voice.speech(silence(0.032)) == 0.1
    turn = ScriptedTurnDetector([0.7, VivaError("x", "It broke.", "Mend it.")], otherwise=0.2)
    assert turn.finished(silence(1)) == 0.7
    with pytest.raises(VivaError, match="It broke"):
        turn.finished(silence(1))
    assert turn.finished(silence(2)) == 0.2
    assert turn.asked == [RATE, RATE, 2 * RATE]
