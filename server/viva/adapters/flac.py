"""FLAC, a block at a time: what has been written plays at any moment, whatever happens next."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip

if TYPE_CHECKING:
    from av import AudioFrame

BYTES: Final = 2
"""A sample of PCM16."""
_MAGIC: Final = b"fLaC"
HEADER_BYTES: Final = 42
"""“fLaC”, one metadata block's head, and STREAMINFO (RFC 9639, section 8.2)."""
_LAST_STREAMINFO: Final = bytes([0x80, 0, 0, 34])


@dataclass(frozen=True, slots=True)
class Block:
    """One FLAC frame, of `samples` samples."""

    data: bytes
    samples: int


class _Packet(Protocol):
    @property
    def size(self) -> int: ...
    @property
    def duration(self) -> int | None: ...
    def __buffer__(self, flags: int, /) -> memoryview: ...


class _Codec(Protocol):
    """What is used of PyAV's encoder, whose own types are not complete."""

    @property
    def frame_size(self) -> int: ...
    def encode(self, frame: "AudioFrame | None" = None) -> Sequence[_Packet]: ...


class FlacEncoder:
    """PCM16LE mono to FLAC frames of one size."""

    def __init__(self, rate: int) -> None:
        import av

        codec = av.CodecContext.create("flac", "w")
        codec.sample_rate = rate
        codec.layout = "mono"
        codec.format = "s16"
        codec.open()
        self._codec: _Codec = codec
        self._rate = rate
        self._block = codec.frame_size
        self._held = b""
        self._samples = 0
        self._digest = hashlib.md5(usedforsecurity=False)

    def add(self, pcm: bytes) -> Sequence[Block]:
        """The frames that are complete now. Fewer samples than a frame has are held back."""
        held = self._held + pcm
        size = self._block * BYTES
        whole = len(held) - len(held) % size
        self._held = held[whole:]
        return [block for i in range(0, whole, size) for block in self._encode(held[i : i + size])]

    def finish(self) -> Sequence[Block]:
        """The rest; nothing can be added afterwards."""
        held = self._held[: len(self._held) - len(self._held) % BYTES]
        self._held = b""
        last: Sequence[Block] = self._encode(held) if held else ()
        return [*last, *self._packets(None)]

    def header(self) -> bytes:
        """The beginning of a file that may grow: without length and checksum."""
        return self._header(0, bytes(16))

    def sealed_header(self, written: Clip | None = None) -> bytes:
        """The beginning of the finished file, which has all that was added, or only what was `written`."""
        if written is None:
            return self._header(self._samples, self._digest.digest())
        return self._header(len(written.pcm) // BYTES, _checksum(written.pcm))

    def _header(self, total: int, checksum: bytes) -> bytes:
        # 16 bit block sizes, 24 bit frame sizes (0: not known), then 20 + 3 + 5 + 36 bits.
        sizes = self._block.to_bytes(2) * 2 + bytes(6)
        packed = self._rate << 44 | 0 << 41 | (8 * BYTES - 1) << 36 | total
        return _MAGIC + _LAST_STREAMINFO + sizes + packed.to_bytes(8) + checksum

    def _encode(self, pcm: bytes) -> Sequence[Block]:
        import av

        samples = np.frombuffer(pcm, "<i2")
        frame = av.AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = self._rate
        frame.pts = self._samples
        self._samples += len(samples)
        self._digest.update(pcm)
        return self._packets(frame)

    def _packets(self, frame: "AudioFrame | None") -> Sequence[Block]:
        packets = self._codec.encode(frame)
        return [Block(bytes(packet), packet.duration or 0) for packet in packets if packet.size]


def encode_flac(clip: Clip) -> bytes:
    """A whole file."""
    encoder = FlacEncoder(clip.rate)
    frames = [*encoder.add(clip.pcm), *encoder.finish()]
    return encoder.sealed_header() + b"".join(frame.data for frame in frames)


def decode_flac(content: bytes, *, cut: bool = False) -> Clip:
    """The samples of a mono file of 16 bits. Raises `VivaError` (audio-broken).

    A file that was `cut` where its writer stopped gives what was complete; any other must hold the samples
    that its header promises.
    """
    import av
    from av.error import FFmpegError

    if not content.startswith(_MAGIC):
        raise broken()
    parts: list[bytes] = []
    try:
        with av.open(io.BytesIO(content), "r", format="flac") as container:
            stream = container.streams.audio[0]
            rate = stream.rate
            # The samples that a cut frame holds are not to be guessed at.
            stream.codec_context.options = {"err_detect": "crccheck+explode"}
            try:
                for frame in container.decode(stream):
                    parts.append(frame.to_ndarray().astype("<i2").tobytes())  # noqa: PERF401 kept when cut
            except FFmpegError:
                if not cut:
                    raise
    except (FFmpegError, IndexError) as error:
        if cut and len(content) >= HEADER_BYTES:
            return Clip(b"", _rate(content))
        raise broken() from error
    clip = Clip(b"".join(parts), rate)
    if not cut and _checksum(clip.pcm) != content[26:HEADER_BYTES]:
        raise broken()
    return clip


def broken() -> VivaError:
    """The error for a recording that cannot be read."""
    return VivaError(
        "audio-broken",
        "This recording is damaged and cannot be played. The words of the turn are safe.",
        "Delete the recording, or put the file back from a backup.",
        ErrorKind.UNAVAILABLE,
    )


def _rate(content: bytes) -> int:
    return int.from_bytes(content[18:26]) >> 44


def _checksum(pcm: bytes) -> bytes:
    return hashlib.md5(pcm, usedforsecurity=False).digest()
