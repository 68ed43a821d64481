"""Spoken sessions that are there already: their events and their recordings."""

import asyncio
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import numpy as np

from browser.server import Server
from browser.spoken import Spoken
from viva.adapters.flac_store import FlacStore
from viva.adapters.sql_store import SqlStore
from viva.domain.event import (
    Act,
    AnswerTaken,
    Event,
    FillersCounted,
    InterviewEnded,
    InterviewerSaid,
    LineSpoken,
    PhaseEntered,
    SessionStarted,
)
from viva.domain.level import Level, Mode, Style
from viva.domain.transcript import Stretch, Word
from viva.ports import Clip

RATE: Final = 16_000
WORD_MS: Final = 300
GAP_MS: Final = 80
"""Between two words."""

PAUSE_MS: Final = 1_600
"""After a sentence."""

LEAD_MS: Final = 400
"""A recording begins this long before its first word."""

BETWEEN_MS: Final = 1_200
UNSURE: Final = 0.21


@dataclass(frozen=True, slots=True)
class Recorded:
    """A spoken session: where every word of every turn of the candidate's lies in time."""

    id: str
    words: dict[int, tuple[Word, ...]]
    began_ms: dict[int, int]
    """When the recording of a turn begins."""
    length_ms: int


def record(
    server: Server,
    said: Spoken,
    *,
    session: str,
    unsure: Iterable[str] = (),
    silent: Iterable[int] = (),
    pause_ms: int = PAUSE_MS,
    grade: bool = True,
) -> Recorded:
    """A session as it is after it was spoken, with a pause of `pause_ms` after every sentence.

    `unsure` words were heard badly; turns in `silent` have no file.
    """
    doubtful, quiet = set(unsure), set(silent)
    events: list[tuple[int, Event]] = [
        (0, _started(said)),
        (0, PhaseEntered(0, "story")),
    ]
    clips: dict[int, Clip] = {}
    words: dict[int, tuple[Word, ...]] = {}
    began: dict[int, int] = {}
    at = 500
    for index, turn in enumerate(said.turns):
        if turn["speaker"] == "interviewer":
            act = Act.QUESTION if index == 0 else Act.PROBE
            spoken = _words(turn["text"], at, set(), PAUSE_MS)
            end = spoken[-1].end_ms
            line = LineSpoken(index, at, end, len(turn["text"]), at)
            events += [(at, InterviewerSaid(index, turn["text"], act)), (end, line)]
            clips[index] = _clip(spoken, at, end, 140)
        else:
            begins = at
            spoken = _words(turn["text"], at + LEAD_MS, doubtful, pause_ms)
            end = spoken[-1].end_ms
            text = " ".join(word.text for word in spoken)
            answer = AnswerTaken(
                index, text, "voice", spoken[0].start_ms, end, spoken, tuple(_voiced(spoken)), begins
            )
            events += [(end, answer), (end, FillersCounted(index, {"um": 2}))]
            clips[index] = _clip(spoken, begins, end + 300, 220)
            words[index], began[index] = spoken, begins
        at = end + BETWEEN_MS
    events.append((at, InterviewEnded("finished")))
    with ThreadPoolExecutor(1) as thread:
        kept = {turn: clip for turn, clip in clips.items() if turn not in quiet}
        thread.submit(asyncio.run, _keep(server.home, session, events, kept)).result()
    if grade:
        server.post(f"/api/sessions/{session}/end", {})
    return Recorded(session, words, began, at)


async def _keep(home: Path, session: str, events: list[tuple[int, Event]], clips: dict[int, Clip]) -> None:
    store = SqlStore(f"sqlite:///{home / 'viva.db'}")
    try:
        await store.create(session, datetime.now(UTC), events)
    finally:
        store.close()
    audio = FlacStore(home / "audio")
    for turn, clip in clips.items():
        await audio.write(session, turn, clip)


def _started(said: Spoken) -> SessionStarted:
    return SessionStarted(
        round="behavioural-short",
        questions=(said.question,),
        level=Level.SENIOR,
        style=Style.NEUTRAL,
        mode=Mode.COACH,
        source="interview",
        title="Leading through an incident",
        wall_time=datetime.now(UTC).isoformat(),
    )


def _words(text: str, at: int, unsure: set[str], pause_ms: int) -> tuple[Word, ...]:
    words: list[Word] = []
    for one in text.split():
        doubtful = one.strip(".,?").lower() in unsure
        words.append(Word(one, at, at + WORD_MS, UNSURE if doubtful else 0.93))
        at += WORD_MS + (pause_ms if one.endswith((".", "?")) else GAP_MS)
    return tuple(words)


def _voiced(words: tuple[Word, ...]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for word in words:
        if stretches and word.start_ms - stretches[-1].end_ms <= GAP_MS:
            stretches[-1] = Stretch(stretches[-1].start_ms, word.end_ms)
        else:
            stretches.append(Stretch(word.start_ms, word.end_ms))
    return stretches


def _clip(words: tuple[Word, ...], start_ms: int, end_ms: int, pitch: float) -> Clip:
    """A hum for every word, each of its own loudness."""
    sound = np.zeros((end_ms - start_ms) * RATE // 1_000, np.float32)
    for word in words:
        first, last = ((at - start_ms) * RATE // 1_000 for at in (word.start_ms, word.end_ms))
        time = np.arange(last - first, dtype=np.float32) / RATE
        loud = 0.12 + 0.5 * (len(word.text) % 7) / 7
        swell = np.sin(np.pi * time * 1_000 / WORD_MS)
        sound[first:last] = loud * swell * np.sin(2 * np.pi * pitch * time)
    return Clip((sound * 32_767).astype("<i2").tobytes(), RATE)
