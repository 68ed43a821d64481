"""Our own voice is known again when it comes back through the room; a candidate's is not taken for it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from viva.ports import Samples
from viva.speech.echo import ECHO, similarity
from viva.speech.pcm import RATE

WINDOW = RATE * 14 // 10
LONGEST_DELAY = RATE * 7 // 10


def voice(seed: int, seconds: float = 3.0) -> NDArray[np.float64]:
    """Like speech: a pitch with harmonics under formants that change from syllable to syllable."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    time = np.arange(count) / RATE
    pitch = random.uniform(90, 220) * (1 + 0.1 * np.sin(2 * np.pi * random.uniform(0.5, 2) * time))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = np.zeros(count)
    at = 0
    while at < count:
        length = int(random.uniform(0.08, 0.28) * RATE)
        part = slice(at, min(at + length, count))
        formants = random.uniform([250, 800, 2_000], [900, 2_300, 3_400])
        loud = random.choice([0.0, 0.3, 1.0], p=[0.2, 0.2, 0.6])
        for harmonic in range(1, 30):
            hertz = harmonic * float(np.mean(pitch[part]))
            gain = sum(1 / (1 + ((hertz - formant) / 120) ** 2) for formant in formants)
            sound[part] += loud * gain * np.sin(harmonic * phase[part])
        rise = np.hanning(part.stop - part.start)
        sound[part] *= np.sqrt(rise)
        at += length
    return sound / np.max(np.abs(sound)) * 0.5


def room(sound: NDArray[np.float64], delay: int, gain: float, seed: int = 7) -> NDArray[np.float64]:
    """Late, quieter, dulled and with 0.3 s of reverberation."""
    random = np.random.default_rng(seed)
    tail = np.arange(1, RATE // 4)
    impulse = np.concatenate([[1.0], 0.06 * random.normal(size=len(tail)) * np.exp(-tail / 700)])
    heard = np.convolve(np.convolve(sound, impulse)[: len(sound)], [0.25, 0.5, 0.25])[: len(sound)]
    return gain * np.concatenate([np.zeros(delay), heard])[: len(sound)]


def noise(seed: int, level: float = 0.0003) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=WINDOW) * level


def last(sound: NDArray[np.float64], length: int) -> Samples:
    return sound[-length:].astype(np.float32)


@pytest.mark.parametrize("delay_ms", [0, 40, 120, 380])
@pytest.mark.parametrize("gain", [0.5, 0.05])
def test_an_echo_is_known_whatever_its_delay_and_level(delay_ms: int, gain: float) -> None:
    for seed in range(4):
        own = voice(seed)
        heard = last(room(own, delay_ms * RATE // 1000, gain), WINDOW) + noise(seed).astype(np.float32)
        assert similarity(heard, last(own, WINDOW + LONGEST_DELAY)) > ECHO


def test_another_voice_is_no_echo() -> None:
    likeness = [
        similarity(last(voice(seed + 50), WINDOW), last(voice(seed), WINDOW + LONGEST_DELAY))
        for seed in range(12)
    ]
    assert max(likeness) < ECHO


def test_another_voice_over_the_echo_is_no_echo() -> None:
    likeness: list[float] = []
    for seed in range(12):
        own = voice(seed)
        both = room(own, 800, 0.1) + 0.6 * voice(seed + 50)
        likeness.append(similarity(last(both, WINDOW), last(own, WINDOW + LONGEST_DELAY)))
    assert max(likeness) < ECHO


@pytest.mark.parametrize("since_ms", [100, 200, 300])
def test_a_voice_that_has_just_begun_is_no_echo(since_ms: int) -> None:
    """Its beginning after silence is like every beginning of ours: the silence before it tells them apart."""
    likeness: list[float] = []
    for seed in range(12):
        heard = noise(seed)
        heard[-since_ms * RATE // 1000 :] += voice(seed + 50)[: since_ms * RATE // 1000]
        likeness.append(similarity(heard.astype(np.float32), last(voice(seed), WINDOW + LONGEST_DELAY)))
    assert max(likeness) < ECHO


def test_noise_is_no_echo() -> None:
    own = last(voice(1), WINDOW + LONGEST_DELAY)
    assert similarity(noise(3, 0.05).astype(np.float32), own) < ECHO


@pytest.mark.parametrize(
    ("microphone", "played"),
    [
        (np.zeros(WINDOW, np.float32), np.ones(WINDOW, np.float32)),
        (np.ones(WINDOW, np.float32), np.zeros(WINDOW, np.float32)),
        (np.ones(10, np.float32), np.ones(WINDOW, np.float32)),
        (np.ones(WINDOW, np.float32), np.ones(10, np.float32)),
        (np.zeros(0, np.float32), np.zeros(0, np.float32)),
    ],
)
def test_silence_and_too_little_are_like_nothing(microphone: Samples, played: Samples) -> None:
    assert similarity(microphone, played) == 0.0
