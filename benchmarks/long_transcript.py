"""Grading a 6,000-word transcript: cold from the command line, and at the end of a live session.

Run: `viva bench long_transcript`.
"""

import itertools
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

import running
from training.model import evidence_model
from viva.codec.transcript import parse_transcript
from viva.content.library import Library
from viva.content.roots import content_roots
from viva.grading.cases import input_case

WORDS = 6_000
REPEATS = 3


def transcript() -> dict[str, object]:
    """Turns of the labelled transcripts, repeated with other numbers until there are enough words."""
    turns: list[dict[str, str]] = []
    words = 0
    for count, text in enumerate(itertools.cycle(running.candidate_turns())):
        fresh = text if count < len(running.candidate_turns()) else f"As to part {count}, {text}"
        turns += [{"speaker": "interviewer", "text": "Go on."}, {"speaker": "candidate", "text": fresh}]
        words += len(fresh.split())
        if words >= WORDS:
            return {"round": "system-design", "question": "photo-feed-ranking", "turns": turns}
    raise AssertionError


def main() -> None:
    """Medians over repeats, each in a new process with an empty home."""
    cold: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.json"
        file.write_text(json.dumps(transcript()), "utf-8")
        for i in range(REPEATS):
            environment = {**running.clean(os.environ), "VIVA_HOME": f"{folder}/home{i}", "VIVA_OFFLINE": "1"}
            began = time.perf_counter()
            subprocess.run(
                [running.command(), "grade", str(file), "--round", "system-design", "--format", "json"],
                env=environment, check=True, capture_output=True,
            )  # fmt: skip
            cold.append((time.perf_counter() - began) * 1000)
    print(running.row(f"viva grade, {WORDS} words, cold process", cold, "ms"))
    _live()


def _live() -> None:
    given = parse_transcript(json.dumps(transcript()), filename="long.json")
    model = evidence_model()
    item = input_case(
        given.transcript, Library(content_roots()), round_id="system-design", question="photo-feed-ranking"
    )
    model.judge(item.case)
    warm: list[float] = []
    for _ in range(7):
        began = time.perf_counter()
        model.judge(item.case)
        warm.append((time.perf_counter() - began) * 1000)
    print(running.row(f"grading {WORDS} words at the end of a live session", warm, "ms"))


if __name__ == "__main__":
    main()
