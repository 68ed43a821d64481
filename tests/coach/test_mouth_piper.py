"""The mouth over the real voice: what was made before goes out without it."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from viva.adapters.clocks import SystemClock
from viva.adapters.piper import piper_version, piper_voice
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer, Take
from viva.adapters.voice_cache import VoiceCache
from viva.coach.mouth import Mouth
from viva.coach.outputs import Hush, Notice, Sound
from viva.domain.errors import VivaError
from viva.domain.event import LineSpoken
from viva.ports import Clip, Synthesizer

LINE = "Right. What would you measure first?"
CRASH = VivaError("synthesizer-crashed", "The voice crashed.", "It is started again.")


class Shelf(VoiceCache):
    """Tells when both clauses are there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.texts: set[str] = set()
        self.filled = asyncio.Event()

    async def put(self, voice: str, text: str, clip: Clip) -> None:
        await super().put(voice, text, clip)
        self.texts.add(text)
        if len(self.texts) == 2:
            self.filled.set()


async def _say(synthesizer: Synthesizer, cache: Shelf) -> list[Sound]:
    """The line's sound, as it goes out."""
    told: list[Sound] = []
    over = asyncio.Event()

    def tell(output: Sound | Hush | Notice) -> None:
        assert isinstance(output, Sound), output
        told.append(output)
        if output.last:
            over.set()

    async def spoken(event: LineSpoken, clip: Clip | None) -> None:
        del event, clip

    clock = SystemClock()
    mouth = Mouth(synthesizer, cache, clock, tell, spoken, {}, clock.monotonic_ms)
    work = asyncio.create_task(mouth.run())
    mouth.say(1, LINE, keep=True)
    waiting = asyncio.create_task(over.wait())
    await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if work.done():
        work.result()
    await cache.filled.wait()
    for task in (work, waiting):
        task.cancel()
    await asyncio.gather(work, waiting, return_exceptions=True)
    return told


@pytest.mark.voice
@pytest.mark.skipif(piper_version() is None, reason="Piper is not installed")
def test_a_line_that_was_made_before_needs_no_voice_to_be_said(voice_models: Path, tmp_path: Path) -> None:
    async def main() -> None:
        cache = Shelf(tmp_path)
        piper = piper_voice(next((voice_models / "voice").glob("*.onnx")), SystemClock())
        try:
            made = await _say(piper, cache)
        finally:
            await piper.close()
        broken = ScriptedSynthesizer([Take(error=CRASH, pieces=0)] * 9)
        broken.capabilities = piper.capabilities
        again = await _say(broken, cache)
        assert broken.asked == []
        pcm = b"".join(sound.pcm for sound in made)
        assert b"".join(sound.pcm for sound in again) == pcm
        samples = np.frombuffer(pcm, "<i2")
        assert 1_000 < len(samples) * 1_000 // made[0].rate < 5_000
        assert np.abs(samples).max() > 3_000

    asyncio.run(main())
