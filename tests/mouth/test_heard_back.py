"""What the shipped voice says, as the shipped recogniser hears it: the way an engineer would say it."""

import asyncio
import re
from collections.abc import Generator
from pathlib import Path

import av
import numpy as np
import pytest

from viva.adapters.clocks import SystemClock
from viva.adapters.piper import piper_voice
from viva.adapters.whisper import Whisper
from viva.ports import Samples
from viva.speech.spoken_form import spoken_form

RATE = 16_000


class Room:
    """One voice and one pair of ears for all tests of the module."""

    def __init__(self, runner: asyncio.Runner, models: Path) -> None:
        self._runner = runner
        self.voice = piper_voice(models / "voice/en_US-joe-medium.onnx", SystemClock())
        self.ears = Whisper(models / "speech-to-text", SystemClock())

    def heard(self, line: str) -> str:
        """Letters and digits of what was understood, in lower case.

        The recogniser writes a minus that it heard as a word or as a sign.
        """
        text = re.sub(r"(?<=e)[-\N{MINUS SIGN}](?=\d)", "minus", self._runner.run(self._heard(line)).lower())
        return "".join(letter for letter in text if letter.isalnum())

    async def _heard(self, line: str) -> str:
        pcm = b"".join([piece async for piece in self.voice.synthesize(spoken_form(line))])
        return (await self.ears.transcribe(resampled(pcm, self.voice.capabilities.rate))).text

    def close(self) -> None:
        self._runner.run(self.voice.close())
        self._runner.run(self.ears.close())


def resampled(pcm: bytes, rate: int) -> Samples:
    """PCM16LE mono as the recogniser takes it."""
    frame = av.AudioFrame.from_ndarray(np.frombuffer(pcm, "<i2")[None], format="s16", layout="mono")
    frame.sample_rate = rate
    sampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    whole = np.concatenate(
        [part.to_ndarray()[0] for part in (*sampler.resample(frame), *sampler.resample(None))]
    )
    return whole.astype(np.float32) / np.float32(32_768)


@pytest.fixture(scope="module")
def room(voice_models: Path) -> Generator[Room]:
    with asyncio.Runner() as runner:
        made = Room(runner, voice_models)
        yield made
        made.close()


@pytest.mark.voice
@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Is that O(n log n) or O(n)?", "oofnlognoroofn"),
        ("You said 0.2% of 10M users. Is that 95% sure?", "02of10millionusers"),
        ("Why a learning rate of 1e-4?", "1eminus4"),
        ("Did you add an L2 penalty?", "didyouaddanl2penalty"),
        ("How large is it at 128k tokens?", "128000tokens"),
        ("What does a p-value of 0.05 say about an A/B test?", "pvalueof005sayaboutanabtest"),
        ("Right. What would you measure first?", "rightwhatwouldyoumeasurefirst"),
    ],
)
def test_what_is_said_is_understood(room: Room, line: str, meant: str) -> None:
    assert meant in room.heard(line)
