"""Recordings of any common format, decoded as a stream to 16 kHz."""

import io
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, Final, Protocol, cast

import numpy as np

from viva.domain.errors import ErrorKind, VivaError
from viva.speech.levels import Block
from viva.speech.pcm import RATE

if TYPE_CHECKING:
    from av import AudioFrame
    from av.container import InputContainer

LONGEST_MS: Final = 4 * 60 * 60 * 1000
BLOCK: Final = 512 * 250
"""Samples of a block: 8 s."""
ENDINGS: Final = frozenset(
    {".wav", ".mp3", ".m4a", ".webm", ".flac", ".ogg", ".opus", ".oga", ".aac", ".mp4", ".mkv", ".weba"}
)

# A playlist would make the decoder open other files and addresses: only these kinds are looked for.
_FORMATS: Final = "wav,w64,aiff,mp3,mov,mp4,m4a,matroska,webm,flac,ogg,aac"
_MAGIC: Final = (b"OggS\0", b"fLaC\0", b"fLaC\x80", b"\x1aE\xdf\xa3", b"\xff\xfb", b"\xff\xf1")
_SHORTEST_MS: Final = 100
_MISSING_MS: Final = 5_000
_MISSING_SHARE: Final = 0.1


def is_recording(name: str, head: bytes) -> bool:
    """Whether a file is sound, by its first bytes, else by the ending of its name."""
    if _ending(name) in ENDINGS or head.startswith(_MAGIC) or head[4:8] == b"ftyp":
        return True
    # Words begin with these letters too: what follows them must fit.
    chunk = head[:4] + head[8:12]
    return chunk in {b"RIFFWAVE", b"FORMAIFF", b"FORMAIFC"} or (head[:3] == b"ID3" and head[3:4] < b"\x10")


class AudioFile:
    """A recording in an open file. `blocks` may be gone through more than once.

    Raises `VivaError`: audio-empty, not-audio, no-sound, audio-too-long; `notes` says what was passed over.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name or "The file"
        self._notes: tuple[str, ...] = ()
        self._size = file.seek(0, io.SEEK_END)
        if self._size == 0:
            raise VivaError("audio-empty", f"{self._name} is empty.", "Choose another file.")
        with self._opened() as container:
            self._length_ms = self._promised_ms(container)
        if self._length_ms > LONGEST_MS:
            raise self._too_long()

    @property
    def name(self) -> str:
        """What the file is called."""
        return self._name

    @property
    def length_ms(self) -> int:
        """As its header says; 0 where it doesn't."""
        return self._length_ms

    @property
    def notes(self) -> tuple[str, ...]:
        """What the last pass had to leave out."""
        return self._notes

    def blocks(self) -> Iterator[Block]:
        """Blocks of 8 s in order, the last one shorter; one or two channels."""
        held: list[Block] = []
        size = total = 0
        for piece in self._resampled():
            held.append(piece)
            size += piece.shape[1]
            total += piece.shape[1]
            if total * 1000 > LONGEST_MS * RATE:
                raise self._too_long()
            while size >= BLOCK:
                joined = np.concatenate(held, axis=1)
                yield _finite(joined[:, :BLOCK])
                held, size = [joined[:, BLOCK:]], size - BLOCK
        if total * 1000 < _SHORTEST_MS * RATE:
            raise VivaError(
                "audio-empty",
                f"{self._name} holds no sound.",
                "Check that the recording plays elsewhere.",
            )
        if size:
            yield _finite(np.concatenate(held, axis=1))
        missing = self._length_ms - total * 1000 // RATE
        if missing > max(_MISSING_MS, _MISSING_SHARE * self._length_ms):
            at, promised = _clock(total * 1000 // RATE), _clock(self._length_ms)
            self._notes += (f"The file breaks off at {at} of {promised}: what came after is missing.",)

    def _resampled(self) -> Generator[Block]:
        from av.error import FFmpegError

        damaged = 0
        self._notes = ()
        with self._opened() as container:
            stream = container.streams.audio[0]
            channels = 1 if stream.codec_context.layout.nb_channels == 1 else 2
            resample = _Resampler(channels)
            packets = container.demux(stream)
            while True:
                try:
                    packet = next(packets, None)
                    if packet is None:
                        break
                    frames = packet.decode()
                except FFmpegError:
                    damaged += 1
                    if damaged > 1_000:
                        break
                    continue
                for frame in frames:
                    yield from resample(frame)
            yield from resample(None)
        if damaged:
            self._notes = ("A part of the file is damaged and was passed over.",)

    @contextmanager
    def _opened(self) -> "Generator[InputContainer]":
        import av
        from av.error import FFmpegError

        self._file.seek(0)
        try:
            container = av.open(self._file, "r", options={"format_whitelist": _FORMATS})
        except (FFmpegError, ValueError) as error:
            raise self._not_audio() from error
        with container:
            if not container.streams.audio:
                raise VivaError(
                    "no-sound", f"{self._name} has pictures and no sound.", "Choose another file."
                )
            yield container

    def _promised_ms(self, container: "InputContainer") -> int:
        length = max(0, (container.duration or 0) // 1000)
        self._file.seek(0)
        head = self._file.read(8)
        if head[:4] == b"RIFF":
            # The length of a cut WAV file is told by what is left of it; its header says what it was.
            promised = int.from_bytes(head[4:8], "little") + 8
            if self._size < promised < 0xFFFF_0000:
                length = length * promised // self._size
        return length

    def _not_audio(self) -> VivaError:
        return VivaError(
            "not-audio",
            f"{self._name} is not a recording that can be read, or it is cut off.",
            "Check that it plays elsewhere. Viva reads .wav, .mp3, .m4a, .webm, .flac and .ogg.",
        )

    def _too_long(self) -> VivaError:
        return VivaError(
            "audio-too-long",
            f"{self._name} is longer than {LONGEST_MS // 3_600_000} hours.",
            "Cut it down to the interview itself.",
            ErrorKind.TOO_LARGE,
        )


class _AvResampler(Protocol):
    def resample(self, frame: "AudioFrame | None") -> "list[AudioFrame]": ...


class _Resampler:
    """To 16 kHz floats; begins anew where the stream changes its rate or layout."""

    def __init__(self, channels: int) -> None:
        self._layout = "mono" if channels == 1 else "stereo"
        self._kind: tuple[Any, ...] | None = None
        self._resampler: _AvResampler | None = None

    def __call__(self, frame: "AudioFrame | None") -> Iterator[Block]:
        import av

        if frame is None:
            yield from self._drained()
            return
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind != self._kind:
            yield from self._drained()
            self._kind = kind
            self._resampler = av.AudioResampler(format="fltp", layout=self._layout, rate=RATE)
        frame.pts = None  # the samples follow one another, whatever a damaged file says of their times
        assert self._resampler is not None  # noqa: S101 set with the kind
        for each in self._resampler.resample(frame):
            yield _samples(each)

    def _drained(self) -> Iterator[Block]:
        if self._resampler is not None:
            for each in self._resampler.resample(None):
                yield _samples(each)
            self._resampler = None


def _samples(frame: "AudioFrame") -> Block:
    return np.asarray(cast("Any", frame).to_ndarray(), np.float32)


def _finite(block: Block) -> Block:
    """A file of floats may hold what is no number."""
    return np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)


def _ending(name: str) -> str:
    return os.path.splitext(name)[1].casefold()  # noqa: PTH122 a name, not a path


def _clock(ms: int) -> str:
    minutes, seconds = divmod((ms + 500) // 1000, 60)
    return f"{minutes}:{seconds:02}"
