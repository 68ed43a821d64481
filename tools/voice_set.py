"""Makes `benchmarks/recordings`: answers of the labelled transcripts, spoken, with pauses, fillers and noise.

Needs Piper (extra `voice`) with its model, and the commands `flite` and `sox`. What it makes is committed, so
that nobody needs to run it to measure: `python tools/voice_set.py --models .cache/models`.
"""

import argparse
import asyncio
import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from viva.adapters.clocks import SystemClock
from viva.adapters.piper import piper_voice
from viva.adapters.whisper import Whisper
from viva.adapters.worker_voice import WorkerVoice

ROOT: Final = Path(__file__).resolve().parents[1]
LABELLED: Final = ROOT / "training/data/transcripts"
OUT: Final = ROOT / "benchmarks/recordings"
RATE: Final = 16_000
LEAD_MS: Final = 400
TAIL_MS: Final = 600
LEVEL: Final = 0.08
"""Root mean square of the speech."""

Audio = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Manner:
    """How one candidate speaks. `tempo` stretches time, `pitch` in hundredths of a semitone."""

    voice: str
    tempo: float = 1.0
    pitch: int = 0
    noise: str = "none"
    snr_db: int = 60


@dataclass(frozen=True, slots=True)
class Pause:
    """A thinking pause within an answer, in ms from the recording's beginning."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recording: turn `turn` of a labelled transcript. Speech lasts from `begin_ms` to `end_ms`."""

    file: str
    transcript: str
    turn: int
    text: str
    manner: Manner
    pauses: tuple[Pause, ...]
    fillers: int
    begin_ms: int
    end_ms: int
    length_ms: int


CAST: Final = {
    "be-02": Manner("slt"),
    "be-05": Manner("joe"),
    "fd-01": Manner("rms", tempo=1.1),
    "fd-02": Manner("joe", tempo=1.2, noise="pink", snr_db=20),
    "fd-03": Manner("slt", tempo=1.15, noise="brown", snr_db=15),
    "fd-04": Manner("awb"),
    "fd-05": Manner("joe", tempo=0.88, pitch=-150),
    "fd-06": Manner("rms", tempo=0.9, noise="pink", snr_db=15),
    "sd-08": Manner("joe", pitch=250, noise="brown", snr_db=20),
}
_BREAK: Final = re.compile(r"\b(?:and|so|because|but|the|with|for|then|which|that|if|to) |, ")


class Voices:
    """Speech by name, as float samples at 16 kHz."""

    def __init__(self, models: Path) -> None:
        self._joe: WorkerVoice = piper_voice(models / "voice/en_US-joe-medium.onnx", SystemClock())
        self._made: dict[tuple[str, str], Audio] = {}

    async def say(self, manner: Manner, text: str) -> Audio:
        """The text in that manner, without silence at its ends."""
        key = manner.voice, text
        if key not in self._made:
            self._made[key] = _trimmed(
                await self._piper(text) if manner.voice == "joe" else _flite(manner.voice, text)
            )
        audio = self._made[key]
        if manner.tempo != 1.0 or manner.pitch:
            audio = _sox(audio, ["tempo", "-s", str(manner.tempo), "pitch", str(manner.pitch)])
        return audio * (LEVEL / max(1e-6, float(np.sqrt(np.mean(audio**2)))))

    async def _piper(self, text: str) -> Audio:
        pcm = b"".join([piece async for piece in self._joe.synthesize(text)])
        return _resampled(
            np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32_768), self._joe.capabilities.rate
        )

    async def close(self) -> None:
        """Ends Piper."""
        await self._joe.close()


def _flite(voice: str, text: str) -> Audio:
    done = subprocess.run(
        ["flite", "-voice", voice, "-t", text, "-o", "/dev/stdout"], capture_output=True, check=True
    )
    rate = int.from_bytes(done.stdout[24:28], "little")
    return _resampled(np.frombuffer(done.stdout[44:], "<i2").astype(np.float32) / np.float32(32_768), rate)


def _sox(audio: Audio, effects: Sequence[str]) -> Audio:
    raw = ["-t", "f32", "-r", str(RATE), "-c", "1", "-"]
    done = subprocess.run(
        ["sox", *raw, *raw, *effects], input=audio.astype("<f4").tobytes(), capture_output=True, check=True
    )
    return np.frombuffer(done.stdout, "<f4").astype(np.float32)


def _resampled(audio: Audio, rate: int) -> Audio:
    if rate == RATE:
        return audio
    done = subprocess.run(
        ["sox", "-t", "f32", "-r", str(rate), "-c", "1", "-", "-t", "f32", "-r", str(RATE), "-c", "1", "-"],
        input=audio.astype("<f4").tobytes(),
        capture_output=True,
        check=True,
    )
    return np.frombuffer(done.stdout, "<f4").astype(np.float32)


def _trimmed(audio: Audio) -> Audio:
    loud = np.flatnonzero(np.abs(audio) > 0.01)
    return audio if not len(loud) else audio[loud[0] : loud[-1] + 1]


def _noise(kind: str, count: int, rng: np.random.Generator) -> Audio:
    """Noise with a power spectrum that falls with frequency (pink) or its square (brown), at unit level."""
    if kind == "none":
        return np.zeros(count, np.float32)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE), 20)
    shaped = np.fft.irfft(spectrum / (np.sqrt(hertz) if kind == "pink" else hertz), count)
    return (shaped / np.sqrt(np.mean(shaped**2))).astype(np.float32)


def _stops(text: str, rng: Random) -> list[int]:
    """After how many words somebody stops to think: not at all, once or twice."""
    after = [len(text[: m.end()].split()) for m in _BREAK.finditer(text)]
    count = len(text.split())
    places = [stop for stop in after if 3 < stop < count - 3]
    wanted = 0 if count < 14 else 1 if count < 45 else 2
    return sorted(rng.sample(places, min(wanted, len(places))))


async def _cuts(ears: Whisper, audio: Audio, text: str, stops: Sequence[int]) -> list[int]:
    """Where in the fluent sound of the text those words end: samples, at the quietest place nearby."""
    heard = (await ears.transcribe(audio)).words
    said = [_bare(word) for word in text.split()]
    matches = SequenceMatcher(None, said, [_bare(word.text) for word in heard], autojunk=False)
    ends = {
        block.a + i + 1: heard[block.b + i].end_ms
        for block in matches.get_matching_blocks()
        for i in range(block.size)
    }
    return [_quietest(audio, ends[stop] * RATE // 1000) for stop in stops if stop in ends]


def _quietest(audio: Audio, near: int) -> int:
    span, hop = RATE // 8, RATE // 100
    starts = range(max(0, near - span), min(len(audio) - hop, near + span), hop // 2)
    return min(starts, key=lambda at: float(np.sum(audio[at : at + hop] ** 2))) + hop // 2


def _bare(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.lower())


async def record(
    voices: Voices, ears: Whisper, *, name: str, turn: int, text: str, manner: Manner
) -> tuple[Recorded, Audio]:
    """One answer, said fluently and then held up in its middle: its tune does not know of the pauses."""
    rng = Random(f"{name}-{turn}")
    whole = await voices.say(manner, text)
    cuts = await _cuts(ears, whole, text, _stops(text, rng))
    pieces: list[Audio] = [np.zeros(LEAD_MS * RATE // 1000, np.float32)]
    pauses: list[Pause] = []
    fillers = 0

    def at() -> int:
        return sum(len(piece) for piece in pieces) * 1000 // RATE

    for first, last in pairwise([0, *cuts, len(whole)]):
        pieces.append(whole[first:last])
        if last == len(whole):
            break
        if rng.random() < 0.5:
            pieces.append(np.zeros(RATE // 12, np.float32))
            pieces.append(await voices.say(manner, rng.choice(["um,", "uh,"])))
            fillers += 1
        start = at()
        length = rng.randint(1_000, 3_000)
        pieces.append(np.zeros(length * RATE // 1000, np.float32))
        pauses.append(Pause(start, start + length))
    end = at()
    pieces.append(np.zeros(TAIL_MS * RATE // 1000, np.float32))
    audio = np.concatenate(pieces)
    noise = _noise(manner.noise, len(audio), np.random.default_rng(turn))
    audio = np.clip(audio + noise * LEVEL / 10 ** (manner.snr_db / 20), -1, 1)
    file = f"{name}-{turn:02}.opus"
    made = Recorded(
        file, name, turn, text, manner, tuple(pauses), fillers, LEAD_MS, end, len(audio) * 1000 // RATE
    )
    return made, audio.astype(np.float32)


def write(path: Path, audio: Audio) -> None:
    """Ogg Opus, 24 kbit/s."""
    pcm = (audio * 32_767).astype("<i2")
    container: Any = av.open(str(path), "w", format="ogg")
    with container as out:
        stream = out.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = 24_000
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        frame = av.AudioFrame.from_ndarray(pcm[None, :], format="s16", layout="mono")
        frame.sample_rate = RATE
        for made in [*resampler.resample(frame), *resampler.resample(None)]:
            out.mux(stream.encode(made))
        out.mux(stream.encode(None))


async def main() -> None:
    """Makes every recording anew."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True)
    models: Path = parser.parse_args().models
    voices = Voices(models)
    ears = Whisper(models / "speech-to-text", SystemClock())
    OUT.mkdir(exist_ok=True)
    table: list[Recorded] = []
    for name, manner in CAST.items():
        data: Any = json.loads((LABELLED / f"{name}.json").read_text("utf-8"))
        for i, turn in enumerate(data["turns"]):
            if turn["speaker"] == "candidate":
                made, audio = await record(voices, ears, name=name, turn=i, text=turn["text"], manner=manner)
                write(OUT / made.file, audio)
                table.append(made)
    await voices.close()
    await ears.close()
    lines = ",\n".join(json.dumps(asdict(item), ensure_ascii=False) for item in table)
    (OUT / "recordings.json").write_text(f"[\n{lines}\n]\n", "utf-8")
    seconds = sum(item.length_ms for item in table) / 1000
    print(f"{len(table)} recordings, {seconds / 60:.1f} minutes")


if __name__ == "__main__":
    asyncio.run(main())
