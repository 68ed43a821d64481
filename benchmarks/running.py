"""Starts Viva as a user would, for a benchmark to measure from outside."""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import websockets

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. `ready_s` is from the start of the process to its first answer."""

    url: str
    process: subprocess.Popen[str]
    ready_s: float
    home: Path

    @property
    def resident_mb(self) -> float:
        """Resident memory now, in MB (10^6 bytes)."""
        fields = Path(f"/proc/{self.process.pid}/status").read_text("utf-8")
        line = next(line for line in fields.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) * 1024 / 1e6


def command(name: str = "viva") -> str:
    """The installed command beside this Python."""
    return str(Path(sys.executable).with_name(name))


@contextmanager
def server(home: Path | None = None) -> Generator[Server]:
    """A server on a free port with an empty home (or `home`), offline."""
    with tempfile.TemporaryDirectory() as empty:
        place = home or Path(empty)
        environment = {**clean(os.environ), "VIVA_HOME": str(place), "VIVA_OFFLINE": "1"}
        began = time.perf_counter()
        process = subprocess.Popen(
            [command(), "serve", "--port", "0"], stdout=subprocess.PIPE, text=True, env=environment
        )
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip().rstrip("/")
            while True:
                try:
                    httpx.get(f"{url}/api/health", timeout=5).raise_for_status()
                    break
                except httpx.TransportError:
                    time.sleep(0.01)
            yield Server(url, process, time.perf_counter() - began, place)
        finally:
            process.terminate()
            process.wait(10)


def new_session(url: str, round_id: str, **more: object) -> str:
    """Creates a session, returns its id."""
    body = {"round": round_id, "level": "senior", "style": "neutral", "mode": "coach", **more}
    reply = httpx.post(f"{url}/api/sessions", json=body, timeout=30)
    reply.raise_for_status()
    return str(reply.json()["id"])


async def interview(url: str, session: str, answers: Sequence[str], patience_s: float = 60) -> list[float]:
    """Holds an interview; returns ms from each answer to the interviewer's next line."""
    delays: list[float] = []
    address = url.replace("http", "ws", 1) + f"/api/sessions/{session}/live"
    async with websockets.connect(address, max_size=None, origin=cast("Any", url)) as socket:
        await socket.send(json.dumps({"type": "hello", "last_seq": 0}))
        await _line(socket, patience_s)
        await asyncio.sleep(0.2)
        for text in answers:
            began = time.perf_counter()
            await socket.send(json.dumps({"type": "answer", "text": text, "typing_ms": 1000}))
            await _line(socket, patience_s, after_answer=True)
            delays.append((time.perf_counter() - began) * 1000)
    return delays


async def _line(socket: Any, patience_s: float, *, after_answer: bool = False) -> None:  # noqa: ANN401
    taken = not after_answer
    async with asyncio.timeout(patience_s):
        async for raw in socket:
            frame = cast("Mapping[str, Any]", json.loads(raw))
            if frame["type"] != "event":
                continue
            kind = frame["event"]["type"]
            taken = taken or kind == "answer_taken"
            if taken and kind in {"interviewer_said", "interview_ended"}:
                return


def candidate_turns() -> list[str]:
    """Real-looking answers: the candidate's turns of the labelled system-design interviews."""
    found: list[str] = []
    for file in sorted((ROOT / "training/data/transcripts").glob("sd-*.json")):
        data = json.loads(file.read_text("utf-8"))
        said = [turn["text"] for turn in data["turns"] if turn["speaker"] == "candidate"]
        found += said if len(said) > 1 else []
    return found


def row(name: str, values: Sequence[float], unit: str) -> str:
    """A line with median, p95, maximum and count."""
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return (
        f"{name:<44} median {statistics.median(ordered):8.1f} {unit}   p95 {p95:8.1f} {unit}   "
        f"max {ordered[-1]:8.1f} {unit}   n {len(ordered)}"
    )


def clean(environment: Mapping[str, str]) -> dict[str, str]:
    """A user's environment: no settings of Viva's, and Python may keep its compiled files."""
    return {k: v for k, v in environment.items() if not k.startswith(("OPENAI_", "VIVA_", "PYTHONDONT"))}
