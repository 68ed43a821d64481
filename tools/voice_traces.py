"""Makes the voice-activity traces of tests/speech/traces: `python tools/voice_traces.py` (a few minutes).

Each answer of answers.yaml is spoken by several voices, with its thinking pauses; the shipped detectors
and the default recogniser hear it. Needs the voice models in .cache/models, and espeak-ng.
"""

import io
import json
import re
import subprocess
import wave
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import yaml
from numpy.typing import NDArray

from viva.adapters.silero import SileroModel
from viva.adapters.smart_turn import SmartTurn
from viva.ports import Samples
from viva.settings import Endpointing
from viva.speech.endpointing import FRAME_MS, Endpointer
from viva.speech.signs import SpeechPaused

ROOT: Final = Path(__file__).resolve().parents[1]
MODELS: Final = ROOT / ".cache" / "models"
TRACES: Final = ROOT / "tests" / "speech" / "traces"
RATE: Final = 16_000
FRAME: Final = 512
SILENCE_MS: Final = 5_000
Voice = Callable[[str], Samples]


def piper(length: float) -> Voice:
    """The default voice, slower with a greater `length`."""
    from piper import PiperVoice, SynthesisConfig  # noqa: PLC0415

    voice = PiperVoice.load(MODELS / "voice" / "en_US-joe-medium.onnx")
    settings = SynthesisConfig(length_scale=length)

    def say(text: str) -> Samples:
        chunks = list(voice.synthesize(text, settings))
        samples = np.concatenate([chunk.audio_float_array for chunk in chunks]).astype(np.float32)
        return resampled(samples, chunks[0].sample_rate)

    return say


def espeak(name: str, speed: int) -> Voice:
    """A voice of espeak-ng's at `speed` words a minute."""

    def say(text: str) -> Samples:
        run = subprocess.run(
            ["espeak-ng", "--stdout", "-v", name, "-s", str(speed), text],
            capture_output=True,
            check=True,
        )
        with wave.open(io.BytesIO(run.stdout)) as file:
            pcm = np.frombuffer(file.readframes(1 << 30), "<i2").astype(np.float32) / 32_768
            return resampled(pcm, file.getframerate())

    return say


def resampled(samples: NDArray[np.floating[Any]], rate: int) -> Samples:
    """At 16 kHz, by way of the spectrum."""
    spectrum = np.fft.rfft(samples)
    length = round(len(samples) * RATE / rate)
    bins = length // 2 + 1
    kept = np.zeros(bins, dtype=np.complex128)
    kept[: min(bins, len(spectrum))] = spectrum[:bins]
    return (np.fft.irfft(kept, length) * length / len(samples)).astype(np.float32)


def trimmed(samples: Samples) -> Samples:
    """Without the silence that a voice puts around what it says."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


def spoken(text: str, voice: Voice, noise: float, seed: int) -> tuple[Samples, int]:
    """The answer's sound over pink noise, and when its last word ends, in ms."""
    parts = re.split(r"\s*\[([\d.]+)\]\s*", text)
    pieces = [np.zeros(RATE // 2, dtype=np.float32)]
    for part, pause in zip(parts[::2], [*parts[1::2], None], strict=True):
        # A comma keeps the tune from falling where the thought goes on.
        said = trimmed(voice(part if part.endswith((".", "?", ",", "!")) else part + ","))
        pieces.append(said * (0.5 / float(np.max(np.abs(said)))))
        if pause is not None:
            pieces.append(np.zeros(round(float(pause) * RATE), dtype=np.float32))
    end = sum(len(piece) for piece in pieces) * 1000 // RATE
    pieces.append(np.zeros(SILENCE_MS * RATE // 1000, dtype=np.float32))
    sound = np.concatenate(pieces)
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft(random.standard_normal(len(sound)))
    pink = np.fft.irfft(spectrum / np.sqrt(np.arange(len(spectrum)) + 1), len(sound))
    return (sound + noise * pink / np.std(pink)).astype(np.float32), end


def main() -> None:
    """Writes one file for each voice."""
    from faster_whisper import WhisperModel  # noqa: PLC0415

    recogniser = WhisperModel(
        str(MODELS / "speech-to-text"), device="cpu", compute_type="int8", cpu_threads=2
    )
    activity = SileroModel(MODELS / "voice-activity")
    turn = SmartTurn(MODELS / "end-of-turn")
    voices: dict[str, tuple[Voice, float]] = {
        "piper": (piper(1.0), 0.001),
        "piper-fast-noisy": (piper(0.82), 0.012),
        "piper-slow": (piper(1.25), 0.003),
        "espeak-us": (espeak("en-us+f3", 165), 0.002),
        "espeak-gb": (espeak("en-gb-x-rp", 140), 0.006),
    }

    def caption(sound: Samples) -> str:
        segments, _ = recogniser.transcribe(  # pyright: ignore[reportUnknownMemberType]  (untyped options)
            sound, language="en", beam_size=1, temperature=0.0, condition_on_previous_text=False
        )
        return " ".join(segment.text.strip() for segment in segments)

    answers: list[dict[str, str]] = yaml.safe_load((TRACES / "answers.yaml").read_text("utf-8"))
    for name, (voice, noise) in voices.items():
        traces: list[dict[str, Any]] = []
        for seed, answer in enumerate(answers):
            sound, end = spoken(answer["text"], voice, noise, seed)
            detector = activity.stream()
            ear = Endpointer(Endpointing(mode="done-key"))
            probabilities: list[int] = []
            pauses: list[dict[str, Any]] = []
            frames = np.split(sound[: len(sound) // FRAME * FRAME], len(sound) // FRAME)
            for i, frame in enumerate(frames):
                probability = detector.speech(frame)
                probabilities.append(round(100 * probability))
                now = (i + 1) * FRAME_MS
                for sign in ear.hear(now, probability):
                    if isinstance(sign, SpeechPaused):
                        heard = sound[: now * RATE // 1000]
                        pauses.append(
                            {
                                "speech_end_ms": sign.speech_end_ms,
                                "finished": round(turn.finished(heard[-8 * RATE :]), 3),
                                "caption": caption(heard),
                            }
                        )
            traces.append(
                {
                    "name": answer["name"],
                    "ends_ms": end,
                    "probabilities": runs(probabilities),
                    "pauses": pauses,
                }
            )
        file = TRACES / f"{name}.json"
        file.write_text(json.dumps(traces, indent=0, ensure_ascii=False) + "\n", "utf-8")
        print(f"{file}: {len(traces)} answers")


def runs(values: list[int]) -> str:
    """Per cent by frame, runs of one value as `value*times`."""
    edges = [0, *(i for i, (a, b) in enumerate(pairwise(values), 1) if a != b), len(values)]
    parts = [(values[a], b - a) for a, b in pairwise(edges)]
    return " ".join(f"{value}*{times}" if times > 1 else str(value) for value, times in parts)


if __name__ == "__main__":
    main()
