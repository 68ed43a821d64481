"""A spoken interview from outside, over the real socket at the pace of speech. Run: `viva bench voice`.

`python benchmarks/voice.py hands-free done barge words long` runs those parts only; without a name, all but
`long`, which takes 45 minutes. Names of transcripts (`sd-08 fd-02`) keep to their answers; `each` has a line
for every answer. The voice models must be here: `make test` fetches them to `.cache/models`.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

import heard_words
import running
from caller import RATE, Caller, Pcm, call, load, recordings
from process_tree import Tree

ROUNDS: Final = {"be": "behavioural", "fd": "fundamentals", "sd": "system-design"}
PARTS: Final = ("hands-free", "done", "barge", "words")
KEY_MS: Final = 250
"""The done key is pressed so long after the last word."""
BETWEEN_S: Final = 3
"""Before each answer. Who goes on at once was cut off, and is waited for longer the next time."""
PATIENCE_S: Final = 20
LONG_S: Final = 45 * 60
THOUGHT_S: Final = 45
"""Silence before each answer of the long session: the interviewer has questions for about forty of them."""


@contextmanager
def server() -> Generator[running.Server]:
    """A server with the voice models of the checkout and an empty home."""
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "models").symlink_to(running.ROOT / ".cache/models")
        with running.server(Path(home)) as started:
            yield started


def question_of(transcript: str) -> tuple[str, str]:
    """The round and question of a labelled transcript."""
    data = heard_words.labelled(transcript)
    return ROUNDS[transcript[:2]], str(data["question"])


def is_event(kind: str) -> Callable[[Mapping[str, Any]], bool]:
    """Whether a frame is that event."""

    def matches(frame: Mapping[str, Any]) -> bool:
        return frame["type"] == "event" and frame["event"]["type"] == kind

    return matches


def over(caller: Caller) -> bool:
    """Whether the interview has ended: what is said after that is no answer."""
    return any(is_event("interview_ended")(arrival.frame) for arrival in caller.arrivals)


async def warm(caller: Caller) -> None:
    """Waits until the opening lines have been said, and everything is loaded."""
    await caller.until(lambda frame: frame["type"] == "sound", 60)
    await asyncio.sleep(3)


async def answer(caller: Caller, item: Mapping[str, Any], *, key_ms: int | None = None) -> dict[str, Any]:
    """Says a recording; what became of it. `key_ms`: the done key is pressed so long after the last word."""
    pcm = load(item["file"])
    began = await caller.speak(pcm)
    last_word = began + item["end_ms"] / 1000
    pressed = last_word
    if key_ms is not None:
        pressed = last_word + key_ms / 1000
        await asyncio.sleep(max(0.0, pressed - time.perf_counter()))
        await caller.send(type="done")
    try:
        taken = await caller.until(is_event("answer_taken"), item["length_ms"] / 1000 + PATIENCE_S, began)
    except TimeoutError:
        return {"item": item, "text": "", "cut": False, "lost": True}
    cut = taken.at < last_word
    texts = [taken.frame["event"]["text"]]
    if cut:
        await asyncio.sleep(max(0.0, last_word + 6 - time.perf_counter()))
        later = [a for a in caller.arrivals if a.at > taken.at and is_event("answer_taken")(a.frame)]
        texts += [a.frame["event"]["text"] for a in later]
        return {"item": item, "text": " ".join(texts), "cut": True, "lost": False}
    try:
        sound = await caller.until(lambda frame: frame["type"] == "sound", PATIENCE_S, taken.at)
    except TimeoutError:
        return {"item": item, "text": texts[0], "cut": False, "lost": False}
    return {
        "item": item,
        "text": texts[0],
        "cut": False,
        "lost": False,
        "taken_ms": (taken.at - pressed) * 1000,
        "sound_ms": (sound.at - pressed) * 1000,
        "words": taken.frame["event"]["words"],
    }


async def hold(url: str, mode: str, most: int | None = None) -> list[dict[str, Any]]:
    """Says the recordings, a session for each transcript, as far as it has questions."""
    by_transcript: dict[str, list[dict[str, Any]]] = {}
    for item in wanted():
        by_transcript.setdefault(item["transcript"], []).append(item)
    found: list[dict[str, Any]] = []
    for transcript, items in by_transcript.items():
        round_, question = question_of(transcript)
        chosen = items if most is None else items[: max(1, most // len(by_transcript))]
        session = running.new_session(url, round_, questions=[question])
        async with call(url, session, mode=mode) as caller:
            await warm(caller)
            for item in chosen:
                if over(caller):
                    break
                found.append(await answer(caller, item, key_ms=KEY_MS if mode == "done-key" else None))
                print(".", end="", flush=True, file=sys.stderr)
                await asyncio.sleep(BETWEEN_S)
    print(file=sys.stderr)
    return found


def report(name: str, found: list[dict[str, Any]]) -> None:
    """Delays and cut-offs."""
    sounds = [item["sound_ms"] for item in found if "sound_ms" in item]
    takes = [item["taken_ms"] for item in found if "taken_ms" in item]
    print(running.row(f"{name} to answer stored", takes, "ms"))
    print(running.row(f"{name} to first sound", sounds, "ms"))
    thought = [item for item in found if item["item"]["pauses"]]
    cuts = [item for item in found if item["cut"]]
    print(
        f"cut off: {len(cuts)} of {len(found)} answers, {len(thought)} with thinking pauses of 1 to 3 s "
        f"({sum(len(i['item']['pauses']) for i in thought)} pauses); lost: {sum(i['lost'] for i in found)}"
    )
    for item in cuts:
        print(f"  cut: {item['item']['file']}")
    if "each" in sys.argv:
        for item in sorted((i for i in found if "sound_ms" in i), key=lambda i: -i["sound_ms"]):
            stored, sounded = item["taken_ms"], item["sound_ms"]
            print(f"  {item['item']['file']}: stored {stored:.0f} ms, sound {sounded - stored:.0f} ms later")


async def barge(url: str, times: int = 12) -> None:
    """Talks into the interviewer's lines: from the end of 300 ms of speech to the order to stop."""
    voices = [load(item["file"]) for item in recordings()[:times]]
    delays: list[float] = []
    for number, pcm in enumerate(voices):
        session = running.new_session(url, "behavioural")
        async with call(url, session, impatient=False) as caller:
            await caller.until(lambda frame: frame["type"] == "sound", 60)
            await asyncio.sleep(1.5 + 0.1 * number)
            speech = _from_onset(pcm)[: RATE * 2]
            began = await caller.speak(speech)
            try:
                hush = await caller.until(lambda frame: frame["type"] == "hush", 5, began)
            except TimeoutError:
                print(f"  not stopped by {recordings()[number]['file']}")
                continue
            delays.append((hush.at - began) * 1000 - 300)
    print(running.row("talking in: 300 ms of speech to stop", delays, "ms"))


def _from_onset(pcm: Pcm) -> Pcm:
    loud = np.flatnonzero(np.abs(pcm) > 1_500)
    return pcm[loud[0] :]


async def long(url: str, tree: Tree) -> None:
    """45 minutes in one session: memory, what waits to be heard, and delays at its start and end."""
    items = [item for item in recordings() if item["transcript"] in {"sd-08", "be-02", "fd-01"}]
    session = running.new_session(url, "startup-loop")
    found: list[dict[str, Any]] = []
    began = time.perf_counter()
    behind: list[int] = []
    async with call(url, session) as caller:
        await warm(caller)
        first = tree.resident_mb()
        number = 0
        while time.perf_counter() - began < LONG_S:
            found.append(await answer(caller, items[number % len(items)]))
            behind.append(caller.sent - caller.acked)
            number += 1
            if over(caller):
                break
            await asyncio.sleep(THOUGHT_S)
    minutes = (time.perf_counter() - began) / 60
    print(f"one session of {minutes:.0f} minutes, {len(found)} answers")
    print(f"memory at the start {first:.0f} MB, at the end {tree.resident_mb():.0f} MB ({tree.by_process()})")
    print(f"sound not acknowledged after an answer: at most {max(behind) / RATE:.2f} s")
    half = len(found) // 2
    report("first half, hands-free, last word", found[:half])
    report("second half, hands-free, last word", found[half:])


def wanted() -> list[dict[str, Any]]:
    """The recordings of the transcripts that were named, or all."""
    every = recordings()
    return [item for item in every if item["transcript"] in sys.argv[1:]] or every


async def main() -> None:
    """The parts asked for."""
    parts = [part for part in sys.argv[1:] if part in {*PARTS, "long"}] or PARTS
    if "words" in parts:
        await heard_words.main()
    if set(parts) == {"words"}:
        return
    with server() as started:
        tree = Tree(started.process.pid)
        print(f"memory at the start: {tree.resident_mb():.0f} MB ({tree.by_process()})")
        if "hands-free" in parts:
            cpu = tree.cpu_s()
            found = await hold(started.url, "hands-free")
            speech_min = sum(item["item"]["length_ms"] for item in found) / 60_000
            report("hands-free: last word", found)
            print(f"CPU: {(tree.cpu_s() - cpu) / speech_min:.1f} s a minute of speech")
            heard_words.report_flips(found)
        if "done" in parts:
            report("done key", await hold(started.url, "done-key", 24))
        if "barge" in parts:
            await barge(started.url)
        if "long" in parts:
            await long(started.url, tree)
        print(f"memory, server and voice processes: {tree.resident_mb():.0f} MB ({tree.by_process()})")


if __name__ == "__main__":
    asyncio.run(main())
