"""Drives an endpointer as a microphone would, in stream time."""

from collections.abc import Sequence
from typing import TypeVar

from viva.settings import Endpointing
from viva.speech.endpointing import FRAME_MS, Endpointer
from viva.speech.signs import Sign, SpeechPaused, TurnEnded

S = TypeVar("S")


class Microphone:
    """One stream and what the endpointer made of it. `thought` is what the turn detector answers in a pause,
    `caption` what the recogniser has read; None: it has not answered."""

    def __init__(self, parameters: Endpointing | None = None) -> None:
        self.endpointer = Endpointer(parameters or Endpointing())
        self.now = 0
        self.signs: list[Sign] = []
        self.thought: float | None = None
        self.caption: str | None = None

    def frame(self, probability: float) -> tuple[Sign, ...]:
        self.now += FRAME_MS
        signs = self.endpointer.hear(self.now, probability)
        self.signs += signs
        for sign in signs:
            if isinstance(sign, SpeechPaused):
                if self.thought is not None:
                    self.endpointer.judged(sign.at_ms, self.thought)
                if self.caption is not None:
                    self.endpointer.read(self.caption, sign.at_ms)
        return signs

    def hear(self, probability: float, ms: int) -> list[Sign]:
        """So long at one probability."""
        return [sign for _ in range(round(ms / FRAME_MS)) for sign in self.frame(probability)]

    def speech(self, ms: int) -> list[Sign]:
        return self.hear(0.96, ms)

    def silence(self, ms: int) -> list[Sign]:
        return self.hear(0.02, ms)

    def says(self, caption: str | None, ms: int = 8_000, *, thought: float | None = None) -> list[Sign]:
        """Speech whose words and tune are known in the pause after it."""
        self.caption, self.thought = caption, thought
        return self.speech(ms)

    def trace(self, probabilities: Sequence[float]) -> list[Sign]:
        return [sign for probability in probabilities for sign in self.frame(probability)]

    def ended(self) -> list[TurnEnded]:
        return of(TurnEnded, self.signs)


def of(kind: type[S], signs: Sequence[object]) -> list[S]:
    """The signs of one kind."""
    return [sign for sign in signs if isinstance(sign, kind)]


def wait(end: TurnEnded) -> int:
    """Silence before a turn's end, ms."""
    return end.at_ms - end.speech_end_ms
