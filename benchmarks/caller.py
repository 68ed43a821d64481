"""Somebody who speaks to Viva over its socket, at the pace of speech, and times what comes back."""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast

import av
import numpy as np
import websockets
from numpy.typing import NDArray

RATE: Final = 16_000
FRAME: Final = 512
FRAME_S: Final = FRAME / RATE
RECORDINGS: Final = Path(__file__).resolve().parent / "recordings"

Pcm = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame of the server's and when it came, in seconds of the performance counter."""

    at: float
    frame: Mapping[str, Any]


def recordings() -> list[dict[str, Any]]:
    """The table of spoken answers (see `tools/voice_set.py`)."""
    return cast("list[dict[str, Any]]", json.loads((RECORDINGS / "recordings.json").read_text("utf-8")))


def load(file: str) -> Pcm:
    """A recording's samples at 16 kHz."""
    with av.open(str(RECORDINGS / file)) as opened:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        made = [
            piece.to_ndarray()[0] for frame in opened.decode(audio=0) for piece in resampler.resample(frame)
        ]
    return np.concatenate(made)


@dataclass
class Caller:
    """Sends a frame every 32 ms, silence where nothing is to be said. `impatient` stops the interviewer's
    voice as soon as it begins, as the Esc key does."""

    socket: Any
    impatient: bool = True
    arrivals: list[Arrival] = field(default_factory=list[Arrival])
    sent: int = 0
    acked: int = 0
    _line: deque[Pcm] = field(default_factory=deque[Pcm])
    _starts: asyncio.Queue[float] = field(default_factory=asyncio.Queue[float])
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _began: float = 0.0
    _playing: dict[int, tuple[float, float]] = field(default_factory=dict[int, tuple[float, float]])

    async def speak(self, pcm: Pcm) -> float:
        """Queues sound; returns when its first sample will have been sent, once that is known."""
        self._line.append(pcm)
        return await self._starts.get()

    @property
    def speaking(self) -> bool:
        """Whether something is left to say."""
        return bool(self._line)

    async def send(self, **frame: object) -> None:
        """A JSON frame."""
        await self.socket.send(json.dumps(frame))

    async def until(
        self, wanted: Callable[[Mapping[str, Any]], bool], patience_s: float, since: float = 0.0
    ) -> Arrival:
        """The first matching frame that came after `since`. Raises TimeoutError."""
        async with asyncio.timeout(patience_s):
            at = 0
            while True:
                for arrival in self.arrivals[at:]:
                    if arrival.at >= since and wanted(arrival.frame):
                        return arrival
                at = len(self.arrivals)
                self._news.clear()
                await self._news.wait()

    async def run_out(self) -> None:
        """The microphone."""
        self._began = time.perf_counter()
        rest: Pcm = np.zeros(0, np.int16)
        number = 0
        quiet = np.random.default_rng(1)
        while True:
            due = self._began + number * FRAME_S
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if not len(rest) and self._line:
                rest = self._line[0]
                self._starts.put_nowait(due)
            frame, rest = rest[:FRAME], rest[FRAME:]
            if len(frame) and not len(rest):
                self._line.popleft()
            if len(frame) < FRAME:
                frame = np.concatenate([frame, quiet.integers(-6, 7, FRAME - len(frame)).astype(np.int16)])
            await self.socket.send(frame.astype("<i2").tobytes())
            self.sent += FRAME
            number += 1

    async def run_in(self) -> None:
        """The page: takes frames, plays the interviewer's voice."""
        header: Mapping[str, Any] | None = None
        async for raw in self.socket:
            now = time.perf_counter()
            if isinstance(raw, bytes):
                if header is not None:
                    await self._play(header, len(raw), now)
                frame: Mapping[str, Any] = {"type": "sound", "turn": header["turn"] if header else -1}
            else:
                frame = cast("Mapping[str, Any]", json.loads(raw))
                if frame["type"] == "audio":
                    header = frame
                if frame["type"] == "audio_ack":
                    self.acked = frame["samples"]
                if frame["type"] == "hush" and frame["turn"] in self._playing:
                    began, _ = self._playing.pop(frame["turn"])
                    ms = round((now - began) * 1000)
                    await self.send(type="playback", turn=frame["turn"], state="stopped", ms=ms)
            self.arrivals.append(Arrival(now, frame))
            self._news.set()

    async def _play(self, header: Mapping[str, Any], size: int, now: float) -> None:
        turn = header["turn"]
        if turn not in self._playing:
            self._playing[turn] = now, 0.0
            await self.send(type="playback", turn=turn, state="started", ms=0)
            if self.impatient:
                await self.send(type="playback", turn=turn, state="stopped", ms=50)
                return
        began, length = self._playing[turn]
        length += size / 2 / header["rate"]
        self._playing[turn] = began, length
        if header["last"] and not self.impatient:
            asyncio.get_running_loop().create_task(self._end(turn, began + length, length))

    async def _end(self, turn: int, at: float, length: float) -> None:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        if self._playing.pop(turn, None) is not None:
            await self.send(type="playback", turn=turn, state="ended", ms=round(length * 1000))


@asynccontextmanager
async def call(
    url: str, session: str, *, mode: str = "hands-free", impatient: bool = True
) -> AsyncGenerator[Caller]:
    """A caller with an open microphone, until the block ends."""
    address = url.replace("http", "ws", 1) + f"/api/sessions/{session}/live"
    async with websockets.connect(address, max_size=None, origin=cast("Any", url)) as socket:
        caller = Caller(socket, impatient)
        await caller.send(type="hello", last_seq=0)
        await caller.send(type="audio_start", rate=RATE, capture=f"bench-{session}", sample=0)
        await caller.send(type="endpointing", mode=mode)
        tasks = [asyncio.create_task(caller.run_in()), asyncio.create_task(caller.run_out())]
        try:
            yield caller
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
