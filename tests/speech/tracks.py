"""Voice activity with what detector and recogniser made of each pause, played in stream time."""

import json
from dataclasses import dataclass
from pathlib import Path

from viva.settings import Endpointing
from viva.speech.endpointing import FRAME_MS, Endpointer
from viva.speech.signs import SpeechPaused, TurnEnded

FOLDER = Path(__file__).parent / "traces"
DETECTOR_MS = 100
"""After a pause was noticed, the turn detector answers so late."""
CAPTION_MS = 350
"""And the recogniser so late."""


@dataclass(frozen=True)
class Pause:
    speech_end_ms: int
    finished: float
    caption: str


@dataclass(frozen=True)
class Trace:
    voice: str
    name: str
    ends_ms: int
    probabilities: tuple[float, ...]
    pauses: tuple[Pause, ...]

    def known(self, sign: SpeechPaused) -> Pause:
        """What was made of the pause."""
        return min(self.pauses, key=lambda pause: abs(pause.speech_end_ms - sign.speech_end_ms))


def traces() -> list[Trace]:
    """All that are stored."""
    return [
        Trace(
            file.stem,
            item["name"],
            item["ends_ms"],
            _frames(item["probabilities"]),
            tuple(Pause(**pause) for pause in item["pauses"]),
        )
        for file in sorted(FOLDER.glob("*.json"))
        for item in json.loads(file.read_text("utf-8"))
    ]


def play(trace: Trace, endpointer: Endpointer | None = None, *, captions: bool = True) -> TurnEnded | None:
    """The turn's first end; None: it had none."""
    ear = endpointer or Endpointer(Endpointing())
    pending: list[SpeechPaused] = []
    for i, probability in enumerate(trace.probabilities):
        now = (i + 1) * FRAME_MS
        for pause in pending:
            late = now - pause.at_ms
            if DETECTOR_MS <= late < DETECTOR_MS + FRAME_MS:
                ear.judged(pause.at_ms, trace.known(pause).finished)
            if captions and CAPTION_MS <= late < CAPTION_MS + FRAME_MS:
                ear.read(trace.known(pause).caption, pause.at_ms)
        for sign in ear.hear(now, probability):
            if isinstance(sign, SpeechPaused):
                pending.append(sign)
            elif isinstance(sign, TurnEnded):
                return sign
    return None


def _frames(text: str) -> tuple[float, ...]:
    """`value*times`, in per cent."""
    frames: list[float] = []
    for part in text.split():
        value, _, times = part.partition("*")
        frames += [int(value) / 100] * int(times or 1)
    return tuple(frames)
