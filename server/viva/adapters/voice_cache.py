"""Sound made before, on disk by voice and text: lines of the bank are made once."""

import asyncio
import contextlib
import hashlib
import logging
import os
import struct
from pathlib import Path
from typing import Final

from viva.ports import Clip

LARGEST_BYTES: Final = 256_000_000
"""About an hour and a half of speech."""

_MAGIC: Final = b"VIVAPCM1"
_HEADER: Final = struct.Struct("<8sI32s")
_KEEP: Final = 0.9
"""What of the largest size is left when the oldest are put out."""

_log = logging.getLogger("viva")


class VoiceCache:
    """One file a text. What is asked for least recently goes first; what is broken is dropped."""

    def __init__(self, folder: Path, largest: int = LARGEST_BYTES) -> None:
        self._folder = folder
        self._largest = largest
        self._size: int | None = None
        self._lock = asyncio.Lock()

    async def get(self, voice: str, text: str) -> Clip | None:
        """None when it is not there, or broken."""
        return await asyncio.to_thread(self._read, self._file(voice, text))

    async def put(self, voice: str, text: str, clip: Clip) -> None:
        """Keeps it; a full or unwritable disk is no error, and no sound is not kept."""
        if not clip.pcm:
            return
        async with self._lock:
            await asyncio.to_thread(self._write, self._file(voice, text), clip)

    def _file(self, voice: str, text: str) -> Path:
        key = hashlib.sha256(f"{voice}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / key[:2] / f"{key}.pcm"

    @staticmethod
    def _read(file: Path) -> Clip | None:
        try:
            data = file.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(struct.error):
            magic, rate, digest = _HEADER.unpack_from(data)
            pcm = data[_HEADER.size :]
            if magic == _MAGIC and hashlib.sha256(pcm).digest() == digest:
                with contextlib.suppress(OSError):
                    os.utime(file)
                return Clip(pcm, rate)
        with contextlib.suppress(OSError):
            file.unlink()
        return None

    def _write(self, file: Path, clip: Clip) -> None:
        data = _HEADER.pack(_MAGIC, clip.rate, hashlib.sha256(clip.pcm).digest()) + clip.pcm
        temporary = file.with_suffix(f".{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(data)
            temporary.replace(file)
        except OSError as error:
            _log.info("a line’s sound was not kept: %s", error)
            with contextlib.suppress(OSError):
                temporary.unlink()
            return
        self._size = self._measured() if self._size is None else self._size + len(data)
        if self._size > self._largest:
            self._put_out()

    def _measured(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _files(self) -> list[tuple[int, int, Path]]:
        found: list[tuple[int, int, Path]] = []
        for file in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):
                stat = file.stat()
                found.append((stat.st_mtime_ns, stat.st_size, file))
        return found

    def _put_out(self) -> None:
        files = sorted(self._files())
        size = sum(each for _, each, _ in files)
        for _, each, file in files:
            if size <= self._largest * _KEEP:
                break
            with contextlib.suppress(OSError):
                file.unlink()
                size -= each
        self._size = size
