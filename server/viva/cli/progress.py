"""A sign of life on stderr for what takes more than a second, where somebody is looking."""

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

AFTER_S: Final = 1.0


@contextmanager
def progress(doing: str) -> Generator[None]:
    """Shows a spinner with `doing` once a second has passed. Nothing when stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(f"{doing} ...")
    timer = threading.Timer(AFTER_S, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
