"""A FLAC file that is being written, and what a disk can say against it."""

import errno
import os
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from viva.adapters.flac import BYTES, Block, FlacEncoder, decode_flac
from viva.domain.errors import ErrorKind, VivaError
from viva.speech.pcm import RATE

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FlacPart:
    """A file that is being written. It holds whole frames at any moment."""

    def __init__(self, path: Path, *, before: int) -> None:
        self._encoder = FlacEncoder(RATE)
        self._waiting: deque[Block] = deque()
        self._odd = b""
        self._end = 0
        self._path = path
        self.safe = before
        """Samples on disk, with those of earlier parts."""
        # Unbuffered: what `write` has taken outlives this process.
        self._file = os.fdopen(create_private(path), "wb", buffering=0)
        try:
            self._write(self._encoder.header())
        except OSError:
            self._file.close()
            raise

    def add(self, pcm: bytes) -> int:
        """Returns how many samples are safe."""
        data = self._odd + pcm
        whole = len(data) - len(data) % BYTES
        self._odd = data[whole:]
        self._waiting.extend(self._encoder.add(data[:whole]))
        self._flush()
        return self.safe

    def finish(self) -> VivaError | None:
        """Completes the file; what was written plays. Returns what kept the end of it from being written."""
        failure: VivaError | None = None
        self._waiting.extend(self._encoder.finish())
        try:
            try:
                with plain_words():
                    self._flush()
            except VivaError as error:
                failure = error
            written = decode_flac(self._path.read_bytes(), cut=True) if failure else None
            self._file.seek(0)
            self._file.write(self._encoder.sealed_header(written))
            os.fsync(self._file.fileno())
        finally:
            self._file.close()
        return failure

    def close(self) -> None:
        """Leaves the file as it is."""
        self._file.close()

    def _flush(self) -> None:
        while self._waiting:
            block = self._waiting[0]
            self._write(block.data)
            self._waiting.popleft()
            self.safe += block.samples

    def _write(self, data: bytes) -> None:
        try:
            self._file.seek(self._end)
            rest = memoryview(data)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError:
            # A full disk may have taken a part of it: no player likes half a frame.
            self._file.truncate(self._end)
            raise
        self._end += len(data)


def create_private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)


def replace_file(path: Path, content: bytes) -> None:
    """The file holds `content`, or what it held before."""
    fresh = path.with_name(path.name + ".new")
    try:
        with os.fdopen(create_private(fresh), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


@contextmanager
def plain_words() -> Generator[None]:
    """Turns the system's failure into a `VivaError`."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise VivaError(
                "audio-full",
                "The disk is full, so this recording stops here. The interview goes on; its words are safe.",
                "Free some space, or turn recording off in the settings.",
                ErrorKind.UNAVAILABLE,
            ) from error
        why = (error.strerror or str(error)).lower()
        raise VivaError(
            "audio-unwritable",
            f"The folder for recordings cannot be used: {why}. The interview goes on and its words are safe.",
            "Check the permissions of the data folder, or set VIVA_HOME to a folder you can write to.",
            ErrorKind.UNAVAILABLE,
        ) from error
