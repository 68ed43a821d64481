"""Recordings in memory, with scripted faults. For tests and demos."""

from collections.abc import Sequence
from dataclasses import dataclass

from viva.adapters.flac import BYTES, encode_flac
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip, Pending

RATE = 16_000


@dataclass(slots=True)
class _Recording:
    capture: str
    sample: int
    started_ms: int
    pcm: bytearray
    running: bool = True

    @property
    def whole(self) -> int:
        return len(self.pcm) // BYTES


class MemoryAudio:
    """An `AudioStore` that forgets everything with the process. `fail_next` scripts a failure."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[int, Clip]] = {}
        self._pending: dict[str, _Recording] = {}
        self._faults: list[VivaError] = []

    def fail_next(self, error: VivaError) -> None:
        """The next call that writes raises `error` and changes nothing. Several queue up."""
        self._faults.append(error)

    def restart(self) -> None:
        """As after a restart of the process: nothing is being recorded until it is resumed."""
        for recording in self._pending.values():
            recording.running = False

    async def begin(self, session_id: str, capture: str, *, sample: int, started_ms: int) -> None:
        """A new recording."""
        self._fault()
        self._pending[session_id] = _Recording(capture, sample, started_ms, bytearray())

    async def append(self, session_id: str, pcm: bytes) -> int:
        """Adds to it. Raises `VivaError` (not-recording)."""
        self._fault()
        recording = self._recording(session_id)
        if not recording.running:
            raise _not_recording()
        recording.pcm += pcm
        return recording.whole

    async def pending(self, session_id: str) -> Pending | None:
        """What is or was being recorded."""
        found = self._pending.get(session_id)
        return found and Pending(found.capture, found.sample, found.started_ms, found.whole)

    async def read_pending(self, session_id: str) -> Clip | None:
        """All of it."""
        found = self._pending.get(session_id)
        return found and _clip(found)

    async def resume(self, session_id: str) -> None:
        """Goes on with it."""
        self._fault()
        if session_id in self._pending:
            self._pending[session_id].running = True

    async def keep(self, session_id: str, turn: int) -> None:
        """The recording becomes the turn's. Raises `VivaError` (not-recording)."""
        self._fault()
        clip = _clip(self._recording(session_id))
        self._kept.setdefault(session_id, {})[turn] = clip
        del self._pending[session_id]

    async def drop(self, session_id: str) -> None:
        """Forgets the pending recording."""
        self._pending.pop(session_id, None)

    async def write(self, session_id: str, turn: int, clip: Clip) -> None:
        """A whole recording."""
        self._fault()
        self._kept.setdefault(session_id, {})[turn] = clip

    async def read(self, session_id: str, turn: int) -> Clip | None:
        """The turn's samples."""
        return self._kept.get(session_id, {}).get(turn)

    async def flac(self, session_id: str, turn: int) -> bytes | None:
        """The turn's samples as a file."""
        clip = await self.read(session_id, turn)
        return clip and encode_flac(clip)

    async def turns(self, session_id: str) -> Sequence[int]:
        """Turns that have a recording."""
        return sorted(self._kept.get(session_id, {}))

    async def delete(self, session_id: str, turn: int | None = None) -> None:
        """Forgets a turn's recording, or all of the session's."""
        self._fault()
        if turn is None:
            self._kept.pop(session_id, None)
            self._pending.pop(session_id, None)
        else:
            self._kept.get(session_id, {}).pop(turn, None)

    async def delete_all(self) -> None:
        """Forgets every recording."""
        self._fault()
        self._kept.clear()
        self._pending.clear()

    async def size(self) -> int:
        """Bytes of samples."""
        kept = sum(len(clip.pcm) for clips in self._kept.values() for clip in clips.values())
        return kept + sum(len(recording.pcm) for recording in self._pending.values())

    def close(self) -> None:
        """Nothing to let go of."""

    def _recording(self, session_id: str) -> _Recording:
        if session_id not in self._pending:
            raise _not_recording()
        return self._pending[session_id]

    def _fault(self) -> None:
        if self._faults:
            raise self._faults.pop(0)


def _clip(recording: _Recording) -> Clip:
    return Clip(bytes(recording.pcm[: recording.whole * BYTES]), RATE)


def _not_recording() -> VivaError:
    return VivaError(
        "not-recording",
        "Nothing is being recorded for this session.",
        "Begin to speak again. The words so far are safe.",
        ErrorKind.CONFLICT,
    )
