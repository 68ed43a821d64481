"""What candidates said, from the labelled transcripts."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

_LABELLED: Final = Path(__file__).parents[2] / "training" / "data" / "transcripts"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One labelled transcript: its question, and what the candidate said to it."""

    round: str
    question: str
    answers: tuple[str, ...]
    turns: tuple[dict[str, str], ...]


def spoken(name: str) -> Spoken:
    """The transcript of this name, such as sd-01."""
    data: dict[str, Any] = json.loads((_LABELLED / f"{name}.json").read_text("utf-8"))
    turns: list[dict[str, str]] = data["turns"]
    return Spoken(
        round=data["round"],
        question=data["question"],
        answers=tuple(turn["text"] for turn in turns if turn["speaker"] == "candidate"),
        turns=tuple({"speaker": turn["speaker"], "text": turn["text"]} for turn in turns),
    )
