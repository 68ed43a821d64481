"""The coach's line writer over a language model."""

from collections.abc import Callable
from typing import Final

from viva.coach.outputs import Notice
from viva.coach.speaker import Scene, Worded
from viva.interview.effects import Aim
from viva.interview.wording import LineWriter, Setting

LOST: Final = Notice(
    "model-lost",
    "Your endpoint stopped answering. Authored questions from here; nothing is lost.",
    "Settings has a test for it.",
)
BACK: Final = Notice("model-back", "Your endpoint answers again. It words the questions from here.")


class ModelLineWriter:
    """Implements `coach.speaker.LineWriter`."""

    def __init__(self, writer: LineWriter) -> None:
        self._writer = writer

    async def word(self, aim: Aim, scene: Scene, heard: Callable[[str], None]) -> Worded:
        """The question in the interviewer's voice, or None for the authored one."""
        session = scene.session
        turns = [
            turn for turn, leg in zip(session.turns, session.turn_legs, strict=True) if leg == session.leg
        ]
        setting = Setting(session.id, scene.question, scene.style, session.started.level, turns)
        wording = await self._writer.word(aim, setting, heard)
        notice = {"lost": LOST, "back": BACK}.get(wording.change or "")
        return Worded(wording.text, wording.prompt_sha256, notice)
