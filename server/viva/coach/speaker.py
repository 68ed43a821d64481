"""The words of a line that the conductor wants said: a model's where it keeps the deadline, or authored."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from viva.coach.outputs import Notice
from viva.domain.level import Style
from viva.domain.question import Question
from viva.domain.session import Session
from viva.interview.effects import Aim, Say

DEADLINE_MS = 3_000
"""How long a model may take to the first sentence of a line."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a model that words a line may know beside its aim."""

    session: Session
    question: Question
    style: Style


@dataclass(frozen=True, slots=True)
class Worded:
    """A line as it will be said, and what the candidate should hear about the model."""

    text: str | None
    prompt_sha256: str | None = None
    notice: Notice | None = None


class LineWriter(Protocol):
    """Words a line for a language model."""

    async def word(self, aim: Aim, scene: Scene, heard: Callable[[str], None]) -> Worded:
        """The question in the interviewer's voice, or None for the authored one.

        `heard` gets the words so far, as each sentence is released.
        """
        ...


class Speaker:
    """Uses a writer where there is one."""

    def __init__(self, writer: LineWriter | None = None) -> None:
        self._writer = writer

    def words(self, say: Say) -> bool:
        """Whether a model is asked for this line."""
        return self._writer is not None and say.aim is not None

    async def word(self, say: Say, scene: Scene, heard: Callable[[str], None]) -> Worded:
        """The words of a line. Authored text stands where the model has none to give."""
        if self._writer is None or say.aim is None:
            return Worded(None)
        return await self._writer.word(say.aim, scene, heard)
