"""Grading a 6,000-word transcript: cold from the command line, and live, sentence by sentence.

Run: `viva bench long_transcript`.
"""

import itertools
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import running
from training.model import evidence_model
from viva.codec.transcript import parse_transcript
from viva.content.library import Library
from viva.content.roots import content_roots
from viva.domain.transcript import Transcript
from viva.grading.cases import input_case
from viva.ports import Case

WORDS = 6_000
REPEATS = 3
ADDED = (
    "I would also keep the old ranking for a hundredth of the visitors, to see what it still does better.",
    "One thing I left out is that uploads from older phones come without a place or a time.",
    "If the feature store is late, the last hour's values are served and somebody is paged.",
    "For new accounts I'd start from what people in the same region look at in their first week.",
    "The team on call would look at the share of empty feeds before anything else.",
    "What I like least about it is that two models have to be retrained together.",
    "Next quarter I would try the same with short videos and see whether sessions get longer.",
)
"""Sentences that were not said before, one to be marked at a time."""


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
    case = input_case(
        given.transcript, Library(content_roots()), round_id="system-design", question="photo-feed-ranking"
    ).case
    model.judge(case)
    warm: list[float] = []
    for longer in longer_by_a_sentence(case):
        began = time.perf_counter()
        model.judge(longer)
        warm.append((time.perf_counter() - began) * 1000)
    print(running.row(f"marking one more sentence after {WORDS} words", warm, "ms"))


def longer_by_a_sentence(case: Case) -> Iterator[Case]:
    """The case with ever more of `ADDED` at the end of the last turn."""
    turns = list(case.transcript.turns)
    for sentence in ADDED:
        turns[-1] = replace(turns[-1], text=f"{turns[-1].text} {sentence}", words=())
        yield replace(case, transcript=Transcript(tuple(turns)))


if __name__ == "__main__":
    main()
