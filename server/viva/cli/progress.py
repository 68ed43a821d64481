"""A sign of life on stderr for what takes more than a second, where somebody is looking."""

import sys
import threading
from collections.abc import Callable, Generator
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


@contextmanager
def progress_bar(doing: str) -> Generator[Callable[[float], None]]:
    """A bar for work that knows how far it is: call what it gives with the share, 0..1."""
    if not sys.stderr.isatty():
        yield lambda _share: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(doing, total=1.0)
        yield lambda share: bar.update(task, completed=share)
