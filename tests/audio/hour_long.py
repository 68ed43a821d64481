"""A process that measures an hour of sound, which lies nowhere, and says how much memory that took."""

import io
import resource
import sys
from pathlib import Path

import numpy as np

from viva.adapters.audio_file import AudioFile
from viva.speech.levels import LevelMeter

RATE = 16_000
SIZE = 3_600 * RATE * 2
PATTERN = (np.random.default_rng(0).standard_normal(RATE * 4) * 3_000).astype("<i2").tobytes()
HEADER = (
    b"RIFF" + (SIZE + 36).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    + (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + RATE.to_bytes(4, "little")
    + (RATE * 2).to_bytes(4, "little") + (2).to_bytes(2, "little") + (16).to_bytes(2, "little")
    + b"data" + SIZE.to_bytes(4, "little")
)  # fmt: skip


class Hour(io.RawIOBase):
    """A WAV file whose samples repeat."""

    def __init__(self) -> None:
        self._at = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(HEADER) + SIZE}[whence]
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        end = min(self._at + size, len(HEADER) + SIZE)
        found = bytearray()
        while self._at < end:
            if self._at < len(HEADER):
                piece = HEADER[self._at : end]
            else:
                start = (self._at - len(HEADER)) % len(PATTERN)
                piece = PATTERN[start : start + end - self._at]
            found += piece
            self._at += len(piece)
        return bytes(found)


def peak_mb() -> int:
    """The most memory that this process held; `getrusage` counts the parent's on Linux."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text("utf-8").splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1_000
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit


meter = LevelMeter()
for block in AudioFile(Hour(), "hour.wav").blocks():  # type: ignore[arg-type]
    meter.add(block)
print(meter.measured().length_ms, peak_mb())
