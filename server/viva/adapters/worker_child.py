"""The child's side of `worker.Worker`: frames over stdin and stdout. Standard library only.

A child is a module with a few lines at its end:

    def start() -> Handler:
        model = load()                      # heavy imports and models, once

        def handle(head: Head, body: bytes) -> Iterator[Frame]:
            for pcm in model.speak(head["text"]):
                yield Frame({"samples": len(pcm) // 2}, pcm)

        return handle

    if __name__ == "__main__":
        serve(start)

Whatever else writes to stdout (a native library, a stray print) lands on stderr and cannot break a frame. A
`VivaError` raised by `start` or `handle` reaches the caller as it is; any other exception ends the child, and
the caller sees a crash. When stdin ends, because the server closed it or was killed, the child exits at once,
even in the middle of work. A cancelled request ends at its handler's next yield, or sooner where the handler
is `Interruptible`.
"""

import json
import os
import queue
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, NoReturn, Protocol, runtime_checkable

from viva.domain.errors import VivaError

Head = Mapping[str, Any]
"""What JSON can hold."""

_LENGTHS: Final = struct.Struct(">II")
LENGTHS_SIZE: Final = _LENGTHS.size
MAX_BYTES: Final = 256 * 1024 * 1024
"""More than this in one frame is garbage."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: a small JSON object and bytes."""

    head: Head = field(default_factory=dict[str, Any])
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class _Request:
    number: int
    head: Head
    body: bytes


Handler = Callable[[Head, bytes], Iterator[Frame]]
"""Answers one request with the frames that it yields; a plain call's answer is one frame."""


@runtime_checkable
class Interruptible(Protocol):
    """A handler that can be stopped in the middle of work; it then raises whatever it likes."""

    def interrupt(self) -> None:
        """Called from another thread, once the request that is worked on is cancelled."""
        ...


class _Desk:
    """What is to be done, what is being done, and what need not be done any more."""

    def __init__(self) -> None:
        self._requests: queue.SimpleQueue[_Request] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._lock = threading.Lock()
        self._working: int | None = None
        self._interrupt: Callable[[], None] | None = None

    def open(self, handle: Handler) -> None:
        """The handler is ready."""
        self._interrupt = handle.interrupt if isinstance(handle, Interruptible) else None

    def put(self, request: _Request) -> None:
        """A request has come."""
        self._requests.put(request)

    def cancel(self, number: int) -> None:
        """Nobody waits for its answer any more."""
        with self._lock:
            self._cancelled.add(number)
            if number == self._working and self._interrupt is not None:
                self._interrupt()

    def take(self) -> _Request:
        """The next request, once there is one."""
        request = self._requests.get()
        with self._lock:
            self._working = request.number
        return request

    def done(self, number: int) -> None:
        """Its answer is complete."""
        with self._lock:
            self._working = None
            self._cancelled.discard(number)

    def cancelled(self, number: int) -> bool:
        """Whether nobody waits for it."""
        return number in self._cancelled


def packed(head: Head, body: bytes = b"") -> bytes:
    """A frame's bytes: two big-endian 32-bit lengths, the JSON head, the body."""
    text = json.dumps(head).encode()
    return _LENGTHS.pack(len(text), len(body)) + text + body


def lengths(data: bytes) -> tuple[int, int]:
    """The lengths of head and body. Raises `ValueError` when they cannot be those of a frame."""
    head, body = _LENGTHS.unpack(data)
    if head > MAX_BYTES or body > MAX_BYTES:
        raise ValueError(f"a frame of {head} + {body} bytes")
    return head, body


def serve(start: Callable[[], Handler]) -> NoReturn:
    """Starts, says that it is ready, and answers requests one by one until stdin ends."""
    out = _own_stdout()
    desk = _Desk()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, desk), daemon=True).start()
    try:
        handle = _started(start, out)
        desk.open(handle)
        while True:
            request = desk.take()
            _answer(handle, request, out, desk)
            desk.done(request.number)
    except BrokenPipeError:
        os._exit(0)
    except BaseException:  # noqa: BLE001 whatever it is, the caller sees a crash and stderr says why
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _started(start: Callable[[], Handler], out: BinaryIO) -> Handler:
    try:
        handle = start()
    except VivaError as error:
        _send(out, _error(0, error))
        os._exit(0)
    _send(out, {"kind": "ready", "id": 0})
    return handle


def _answer(handle: Handler, request: _Request, out: BinaryIO, desk: _Desk) -> None:
    number = request.number
    try:
        for frame in () if desk.cancelled(number) else handle(request.head, request.body):
            if desk.cancelled(number):
                break
            _send(out, {"kind": "reply", "id": number, "head": frame.head}, frame.body)
    except VivaError as error:
        _send(out, _error(number, error))
        return
    except BrokenPipeError:
        raise
    except Exception:
        if not desk.cancelled(number):  # else it was interrupted
            raise
    _send(out, {"kind": "end", "id": number})


def _error(number: int, error: VivaError) -> Head:
    said = {"code": error.code, "message": error.message, "hint": error.hint, "kind": error.kind.value}
    return {"kind": "error", "id": number, "head": said}


def _send(out: BinaryIO, head: Head, body: bytes = b"") -> None:
    out.write(packed(head, body))
    out.flush()


def _own_stdout() -> BinaryIO:
    """The real stdout, for frames alone; descriptor 1 is stderr from now on."""
    sys.stdout.flush()
    mine = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(mine, "wb")


def _listen(stdin: BinaryIO, desk: _Desk) -> None:
    while True:
        start = stdin.read(LENGTHS_SIZE)
        if len(start) < LENGTHS_SIZE:
            os._exit(0)
        head_size, body_size = lengths(start)
        head = json.loads(stdin.read(head_size))
        body = stdin.read(body_size)
        if len(body) < body_size:
            os._exit(0)
        if head["kind"] == "cancel":
            desk.cancel(head["id"])
        else:
            desk.put(_Request(head["id"], head["head"], body))
