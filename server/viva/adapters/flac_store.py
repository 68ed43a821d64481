"""Recorded turns as FLAC files, written as they arrive.

A folder a session: `3.flac` is turn 3; the turn that is being recorded is `pending.json`, which says where it
began, and `pending.0.flac`, with another part for each time the process was started again meanwhile.
"""

import asyncio
import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, TypeVar

from viva.adapters.flac import BYTES, broken, decode_flac, encode_flac
from viva.adapters.flac_part import FlacPart, plain_words, replace_file
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip, Pending
from viva.speech.pcm import RATE

_SIDECAR: Final = "pending.json"
_PART: Final = re.compile(r"pending\.(\d{1,4})\.flac")
_TURN: Final = re.compile(r"(\d{1,9})\.flac")
_UNREAD: Final = "unread."
_SESSION: Final = re.compile(r"[0-9A-Za-z_-]{1,200}")
_T = TypeVar("_T")


class FlacStore:
    """An `AudioStore` in a folder. All its work is done, in order, on one thread of its own."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[str, FlacPart] = {}
        self._thread = ThreadPoolExecutor(1, "recordings")

    async def begin(self, session_id: str, capture: str, *, sample: int, started_ms: int) -> None:
        """A new recording at 16 kHz."""

        def work() -> None:
            folder = self._folder(session_id)
            self._forget(session_id, folder)
            self._make(folder)
            self._open[session_id] = FlacPart(folder / "pending.0.flac", before=0)
            about = {"capture": capture, "sample": sample, "started_ms": started_ms}
            replace_file(folder / _SIDECAR, json.dumps(about).encode())

        await self._do(work)

    async def append(self, session_id: str, pcm: bytes) -> int:
        """Adds to it. Raises also `VivaError` (not-recording).

        After audio-full nothing is lost: what could not be written is tried again with the next call.
        """
        return await self._do(lambda: self._recording(session_id).add(pcm))

    async def pending(self, session_id: str) -> Pending | None:
        """What is or was being recorded. What can't be read is told once, and put aside."""

        def work() -> Pending | None:
            folder = self._folder(session_id)
            part = self._open.get(session_id)
            try:
                about = _about(folder)
                if about is None:
                    return None
                samples = part.safe if part else _samples(_pending_clip(folder))
            except VivaError as error:
                self._close(session_id)
                _put_aside(folder)
                raise _unread() from error
            return Pending(about["capture"], about["sample"], about["started_ms"], samples)

        return await self._do(work)

    async def read_pending(self, session_id: str) -> Clip | None:
        """As much of it as lies on the disk."""

        def work() -> Clip | None:
            folder = self._folder(session_id)
            return None if _about(folder) is None else _pending_clip(folder)

        return await self._do(work)

    async def resume(self, session_id: str) -> None:
        """What follows goes to a further part. Without a pending recording, or while it runs: nothing."""

        def work() -> None:
            folder = self._folder(session_id)
            if session_id in self._open or _about(folder) is None:
                return
            before = _samples(_pending_clip(folder))
            path = folder / f"pending.{len(_parts(folder))}.flac"
            self._open[session_id] = FlacPart(path, before=before)

        await self._do(work)

    async def keep(self, session_id: str, turn: int) -> None:
        """The recording becomes the turn's. Raises also `VivaError` (not-recording).

        On audio-full the turn keeps what was written before the disk was full.
        """

        def work() -> None:
            folder = self._folder(session_id)
            if _about(folder) is None:
                raise _not_recording()
            part = self._open.pop(session_id, None)
            failure = part.finish() if part else None
            parts = _parts(folder)
            if part is not None and len(parts) == 1:
                parts[0].replace(folder / f"{turn}.flac")
            else:
                replace_file(folder / f"{turn}.flac", encode_flac(_pending_clip(folder)))
            _forget_pending(folder)
            if failure is not None:
                raise failure

        await self._do(work)

    async def drop(self, session_id: str) -> None:
        """Forgets the pending recording."""
        await self._do(lambda: self._forget(session_id, self._folder(session_id)))

    async def write(self, session_id: str, turn: int, clip: Clip) -> None:
        """A whole recording, in place at once or not at all."""

        def work() -> None:
            folder = self._folder(session_id)
            self._make(folder)
            replace_file(folder / f"{turn}.flac", encode_flac(clip))

        await self._do(work)

    async def read(self, session_id: str, turn: int) -> Clip | None:
        """The turn's samples."""

        def work() -> Clip | None:
            content = _content(self._folder(session_id) / f"{turn}.flac")
            return None if content is None else decode_flac(content)

        return await self._do(work)

    async def flac(self, session_id: str, turn: int) -> bytes | None:
        """The turn's file as it lies there."""
        return await self._do(lambda: _content(self._folder(session_id) / f"{turn}.flac"))

    async def turns(self, session_id: str) -> Sequence[int]:
        """Turns that have a recording."""
        return await self._do(
            lambda: sorted(
                int(match[1])
                for name in _names(self._folder(session_id))
                if (match := _TURN.fullmatch(name)) is not None
            )
        )

    async def delete(self, session_id: str, turn: int | None = None) -> None:
        """Forgets a turn's recording, or the session's folder."""

        def work() -> None:
            folder = self._folder(session_id)
            if turn is not None:
                (folder / f"{turn}.flac").unlink(missing_ok=True)
                return
            self._close(session_id)
            _remove(folder)

        await self._do(work)

    async def delete_all(self) -> None:
        """Forgets every recording."""

        def work() -> None:
            for session_id in list(self._open):
                self._close(session_id)
            for name in _names(self._root):
                if _SESSION.fullmatch(name):
                    _remove(self._root / name)

        await self._do(work)

    async def size(self) -> int:
        """Bytes of all files."""

        def work() -> int:
            total = 0
            for folder, _, names in os.walk(self._root):
                for name in names:
                    try:
                        total += (Path(folder) / name).stat().st_size
                    except FileNotFoundError:
                        continue  # another process deleted it in between
            return total

        return await self._do(work)

    def close(self) -> None:
        """Ends the thread. What is pending stays pending."""

        def work() -> None:
            for session_id in list(self._open):
                self._close(session_id)

        self._thread.submit(work)
        self._thread.shutdown()

    async def _do(self, work: Callable[[], _T]) -> _T:
        def guarded() -> _T:
            with plain_words():
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, guarded)

    def _folder(self, session_id: str) -> Path:
        safe = _SESSION.fullmatch(session_id) is not None
        return self._root / (session_id if safe else hashlib.sha256(session_id.encode()).hexdigest())

    def _make(self, folder: Path) -> None:
        for each in (self._root, folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _recording(self, session_id: str) -> FlacPart:
        part = self._open.get(session_id)
        if part is None:
            raise _not_recording()
        return part

    def _close(self, session_id: str) -> None:
        part = self._open.pop(session_id, None)
        if part is not None:
            part.close()

    def _forget(self, session_id: str, folder: Path) -> None:
        self._close(session_id)
        _forget_pending(folder)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _names(folder: Path) -> Sequence[str]:
    try:
        return [path.name for path in folder.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return


def _about(folder: Path) -> dict[str, Any] | None:
    content = _content(folder / _SIDECAR)
    if content is None or not _parts(folder):
        return None
    try:
        about: dict[str, Any] = json.loads(content)
        return {"capture": str(about["capture"]), **{k: int(about[k]) for k in ("sample", "started_ms")}}
    except (ValueError, KeyError, TypeError) as error:
        raise broken() from error


def _parts(folder: Path) -> Sequence[Path]:
    found = [(int(match[1]), name) for name in _names(folder) if (match := _PART.fullmatch(name)) is not None]
    return [folder / name for _, name in sorted(found)]


def _pending_clip(folder: Path) -> Clip:
    clips = [decode_flac(path.read_bytes(), cut=True) for path in _parts(folder)]
    return Clip(b"".join(clip.pcm for clip in clips), RATE)


def _samples(clip: Clip) -> int:
    return len(clip.pcm) // BYTES


def _forget_pending(folder: Path) -> None:
    # Without the sidecar there is nothing pending, so it goes first.
    (folder / _SIDECAR).unlink(missing_ok=True)
    for path in _parts(folder):
        path.unlink(missing_ok=True)


def _put_aside(folder: Path) -> None:
    """Keeps what is pending under names that mean nothing here: somebody may yet mend it."""
    before = sum(name.startswith(_UNREAD) for name in _names(folder))
    for path in (folder / _SIDECAR, *_parts(folder)):
        path.replace(folder / f"{_UNREAD}{before}.{path.name}")


def _unread() -> VivaError:
    return VivaError(
        "audio-broken",
        "What was being said when Viva stopped can’t be read. Its file stays beside the other recordings.",
        "Say it again, or type it.",
        ErrorKind.UNAVAILABLE,
    )


def _not_recording() -> VivaError:
    return VivaError(
        "not-recording",
        "Nothing is being recorded for this session.",
        "Begin to speak again. The words so far are safe.",
        ErrorKind.CONFLICT,
    )
