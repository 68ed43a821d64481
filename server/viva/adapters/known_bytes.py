"""What this process knows of files' bytes, so that a large one is read once and not at every look."""

import hashlib
from pathlib import Path
from typing import Final

_Stamp = tuple[int, int]
_UNREADABLE: Final = ""


class KnownBytes:
    """SHA-256 of files, remembered until their size or time of change is another. Thread-safe."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[_Stamp, str]] = {}

    def sha256(self, file: Path) -> str:
        """In hexadecimal; empty where the file cannot be read. Blocks while it is read for the first time."""
        known = self.remembered(file)
        if known is not None:
            return known
        try:
            stamp = _stamp(file)
            with file.open("rb") as read:
                found = hashlib.file_digest(read, "sha256").hexdigest()
        except OSError:
            return _UNREADABLE
        self._known[file] = stamp, found
        return found

    def remembered(self, file: Path) -> str | None:
        """What is known without reading it; None where that is nothing."""
        known = self._known.get(file)
        try:
            return known[1] if known is not None and known[0] == _stamp(file) else None
        except OSError:
            return None


def _stamp(file: Path) -> _Stamp:
    found = file.stat()
    return found.st_size, found.st_mtime_ns
