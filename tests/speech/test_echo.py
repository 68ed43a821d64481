"""Our own voice is known again when it comes back through the room; a candidate's is not taken for it."""

import numpy as np
import pytest
from numpy.typing import NDArray

from speech.voices import room, voice
from viva.ports import Samples
from viva.speech.echo import ECHO, similarity
from viva.speech.pcm import RATE

WINDOW = RATE * 14 // 10
LONGEST_DELAY = RATE * 7 // 10


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
