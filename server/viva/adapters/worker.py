"""Native work in a child process that is supervised: it may crash or hang, and the server goes on.

`worker_child` says how a child is written.
"""

import asyncio
import contextlib
import itertools
import json
import logging
import os
import subprocess
import sys
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any, Final, cast

from viva.adapters.worker_child import LENGTHS_SIZE, Frame, Head, lengths, packed
from viva.deadline import within
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock

STDERR_BYTES: Final = 8_192
EXIT_S: Final = 1.0
_NICE: Final = 10
_GOES_ON: Final = "The interview goes on in text; it is started again when it is next needed."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker is called: `code` begins its errors' codes, `noun` is how messages name it."""

    code: str
    noun: str


@dataclass(slots=True)
class _Child:
    process: asyncio.subprocess.Process
    stdin: asyncio.StreamWriter
    frames: deque[tuple[Head, bytes] | None] = field(default_factory=deque[tuple[Head, bytes] | None])
    news: asyncio.Event = field(default_factory=asyncio.Event)
    stderr: deque[bytes] = field(default_factory=lambda: deque[bytes](maxlen=8))
    tasks: tuple[asyncio.Task[None], ...] = ()
    owed: tuple[int, int] | None = None
    """A request whose caller left: its number, and when it has to be over."""

    async def arrived(self) -> None:
        """Returns when there is a frame; it is not taken yet, so that a cancelled caller loses none."""
        while not self.frames:
            self.news.clear()
            await self.news.wait()

    def arrives(self, frame: tuple[Head, bytes] | None) -> None:
        """A frame, or None: there will be no more."""
        self.frames.append(frame)
        self.news.set()


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module of this installation."""
    return (sys.executable, "-P", "-m", module, *arguments)


class Worker:
    """One child process, started by its first use. Callers wait their turn.

    Failures are `VivaError`s with the job's code: `-missing` (the command cannot be run), `-crashed`,
    `-timeout`, and whatever `VivaError` the child itself raises. After a crash or a time-out the next call
    starts a fresh child. A call that is cancelled leaves no trace: its answer is passed over.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        job: Job,
        clock: Clock,
        start_timeout_ms: int = 30_000,
        background: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`background` gives the child a lower priority; `environment` is added to this process's own."""
        self._command = tuple(command)
        self._job = job
        self._clock = clock
        self._start_timeout_ms = start_timeout_ms
        self._background = background
        self._environment = dict(environment or {})
        self._numbers = itertools.count(1)
        self._lock = asyncio.Lock()
        self._closings = 0
        self._child: _Child | None = None

    @property
    def pid(self) -> int | None:
        """The child's, while there is one."""
        return None if self._child is None else self._child.process.pid

    async def start(self) -> None:
        """Starts the child and waits until it is ready; does nothing where it is."""
        async with self._lock:
            await self._ready()

    async def call(self, head: Head, body: bytes = b"", *, timeout_ms: int) -> Frame:
        """The one frame that answers, within `timeout_ms` of its turn (a start has its own time)."""
        async with aclosing(self.stream(head, body, timeout_ms=timeout_ms)) as frames:
            answers = [frame async for frame in frames]
        if len(answers) != 1:
            raise self._crashed()
        return answers[0]

    async def stream(self, head: Head, body: bytes = b"", *, timeout_ms: int) -> AsyncGenerator[Frame]:
        """The frames that answer as they come, each within `timeout_ms` of the one before (or of the turn).

        Closing it stops the work at the child's next frame.
        """
        async with self._lock:
            child = await self._ready()
            number = next(self._numbers)
            over = False
            end = self._clock.monotonic_ms() + timeout_ms
            try:
                await self._write(child, {"kind": "request", "id": number, "head": head}, body)
                while True:
                    frame = await self._next(child, number, timeout_ms)
                    if frame is None:
                        over = True
                        return
                    yield frame
                    end = self._clock.monotonic_ms() + timeout_ms
            except VivaError:
                over = True
                raise
            finally:
                if not over:
                    child.owed = (number, end)
                    self._post(child, {"kind": "cancel", "id": number})

    async def close(self) -> None:
        """Ends the child, politely for a second. A later call starts another."""
        self._closings += 1
        child, self._child = self._child, None
        if child is not None:
            await asyncio.shield(self._end(child, kill=False))

    async def _ready(self) -> _Child:
        """A child that waits for a request."""
        if self._child is not None and self._child.process.returncode is not None:
            self._report(self._child, "ended between calls")
            await self._drop()
        if self._child is not None and self._child.owed is not None:
            await self._drain(self._child, *self._child.owed)
        return self._child or await self._spawn()

    async def _spawn(self) -> _Child:
        closings = self._closings
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, **self._environment},
                **_apart(background=self._background),
            )
        except OSError as error:
            raise VivaError(
                f"{self._job.code}-missing",
                f"The {self._job.noun} cannot be started: {(error.strerror or str(error)).lower()}.",
                "Run viva doctor to see what is missing.",
                ErrorKind.UNAVAILABLE,
            ) from error
        child = _Child(process, cast("asyncio.StreamWriter", process.stdin))
        child.tasks = (
            asyncio.create_task(_read_frames(cast("asyncio.StreamReader", process.stdout), child)),
            asyncio.create_task(_read_stderr(cast("asyncio.StreamReader", process.stderr), child.stderr)),
        )
        self._child = child
        if self._background:
            _lower_priority(process.pid)
        if closings != self._closings:
            _kill(process)
        try:
            await self._next(child, 0, self._start_timeout_ms)
        except BaseException:
            await self._drop()
            raise
        return child

    async def _write(self, child: _Child, head: Head, body: bytes) -> None:
        child.stdin.write(packed(head, body))
        # A child that has died is noticed when its answer is waited for.
        with contextlib.suppress(ConnectionError):
            await child.stdin.drain()

    @staticmethod
    def _post(child: _Child, head: Head) -> None:
        if not child.stdin.is_closing():
            child.stdin.write(packed(head))

    async def _next(self, child: _Child, number: int, timeout_ms: int) -> Frame | None:
        """The next frame that answers `number`; None at its end."""
        try:
            await within(self._clock, timeout_ms, child.arrived())
        except TimeoutError:
            self._report(child, f"did not answer within {timeout_ms} ms")
            await self._drop()
            raise VivaError(
                f"{self._job.code}-timeout",
                f"The {self._job.noun} did not answer in time.",
                _GOES_ON,
                ErrorKind.UNAVAILABLE,
            ) from None
        got = child.frames.popleft()
        try:
            return _answer(number, got)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            why = "it ended" if got is None else "it answered out of turn"
            # A signal to a child that is ending would take its exit code away from whoever waits for it.
            await self._drop(kill=False)
            self._report(child, why)
            raise self._crashed() from error

    async def _drain(self, child: _Child, number: int, end: int) -> None:
        """Passes over what is left of a request whose caller went away; a child that is late is replaced."""
        with contextlib.suppress(VivaError):
            while await self._next(child, number, end - self._clock.monotonic_ms()) is not None:
                pass
        child.owed = None

    async def _drop(self, *, kill: bool = True) -> None:
        child, self._child = self._child, None
        if child is not None:
            await asyncio.shield(self._end(child, kill=kill))

    async def _end(self, child: _Child, *, kill: bool) -> None:
        child.stdin.close()
        if not kill:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(child.process.wait(), EXIT_S)
        if child.process.returncode is None:
            _kill(child.process)
        await child.process.wait()
        # A grandchild may hold the pipes open; nobody waits for it.
        await asyncio.wait(child.tasks, timeout=EXIT_S)
        for task in child.tasks:
            task.cancel()

    def _crashed(self) -> VivaError:
        return VivaError(
            f"{self._job.code}-crashed",
            f"The {self._job.noun} stopped unexpectedly.",
            _GOES_ON,
            ErrorKind.UNAVAILABLE,
        )

    def _report(self, child: _Child, why: str) -> None:
        said = b"".join(child.stderr)[-STDERR_BYTES:].decode("utf-8", "replace").strip()
        _log.warning("%s %s (exit %s)\n%s", self._job.noun, why, child.process.returncode, said)


def _answer(number: int, got: tuple[Head, bytes] | None) -> Frame | None:
    """What a frame says to the one who asked `number`. Raises the child's `VivaError`."""
    if got is None:
        raise ValueError("no more frames")
    head, body = got
    if head["id"] != number:
        raise ValueError(f"a frame for {head['id']} instead of {number}")
    if head["kind"] == "error":
        said = head["head"]
        raise VivaError(said["code"], said["message"], said["hint"], ErrorKind(said["kind"]))
    return Frame(head["head"], body) if head["kind"] == "reply" else None


async def _read_frames(out: asyncio.StreamReader, child: _Child) -> None:
    """Hands on whole frames, so that a cancelled reader never leaves half of one; None at the end."""
    try:
        while True:
            head_size, body_size = lengths(await out.readexactly(LENGTHS_SIZE))
            head = cast("Head", json.loads(await out.readexactly(head_size)))
            child.arrives((head, await out.readexactly(body_size)))
    except (asyncio.IncompleteReadError, ConnectionError, ValueError):
        child.arrives(None)


async def _read_stderr(err: asyncio.StreamReader, kept: deque[bytes]) -> None:
    while piece := await err.read(1_024):
        kept.append(piece)


def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()


def _apart(*, background: bool) -> dict[str, Any]:
    """An interrupt at the terminal is the server's business: it ends its children itself."""
    if sys.platform == "win32":
        below = subprocess.BELOW_NORMAL_PRIORITY_CLASS if background else 0
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | below}
    return {"start_new_session": True}


def _lower_priority(pid: int) -> None:
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _NICE)
