"""A worker's child that does what each request tells it to, faults included."""

import os
import sys
import threading
import time
from collections.abc import Iterator

from viva.adapters.worker_child import Frame, Handler, Head, serve
from viva.domain.errors import ErrorKind, VivaError


def start() -> Handler:
    how = sys.argv[1] if len(sys.argv) > 1 else ""
    print("loaded", flush=True)
    if how == "refuse":
        raise VivaError("test-missing", "No model.", "Fetch one.", ErrorKind.UNAVAILABLE)
    if how == "hang":
        time.sleep(3600)
    if how == "die":
        os._exit(7)
    return Slow() if how == "slow" else handle


class Slow:
    """Works for an hour on what it is not told to leave."""

    def __init__(self) -> None:
        self.left = threading.Event()

    def __call__(self, head: Head, body: bytes) -> Iterator[Frame]:
        if head.get("do") == "work" and self.left.wait(3600):
            self.left.clear()
            raise RuntimeError("interrupted")
        yield from handle(head, body)

    def interrupt(self) -> None:
        self.left.set()


def handle(head: Head, body: bytes) -> Iterator[Frame]:
    match head.get("do", "echo"):
        case "die":
            os._exit(7)
        case "break":
            raise RuntimeError("this goes to stderr")
        case "refuse":
            raise VivaError("test-refused", "Not that.", "Ask for something else.")
        case "hang":
            time.sleep(3600)
        case "print":
            os.write(1, b"a native library talks")
        case _:
            pass
    for i in range(head.get("frames", 1)):
        yield Frame({"said": head.get("say", ""), "i": i, "nice": _nice(), "pid": os.getpid()}, body)


def _nice() -> int:
    return 0 if sys.platform == "win32" else os.nice(0)


if __name__ == "__main__":
    serve(start)
