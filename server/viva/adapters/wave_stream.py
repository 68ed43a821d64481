"""A WAV file that arrives in pieces, or sound without a header, as PCM16 mono of one rate."""

import struct
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from av import AudioResampler

_RIFF: Final = struct.Struct("<4sI4s")
_CHUNK: Final = struct.Struct("<4sI")
_FORMAT: Final = struct.Struct("<HHIIHH")
_KINDS: Final = frozenset({1, 0xFFFE})
"""PCM, and PCM as the extensible header has it."""

_LONGEST_HEADER: Final = 65_536


class WaveStream:
    """Takes bytes, gives whole samples. What doesn't begin as WAV is taken for PCM16 mono at `rate`."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._held = b""
        self._body = False
        self._left: int | None = None
        self._channels = 1
        self._sampler: AudioResampler | None = None
        self._their_rate = rate

    def pcm(self, block: bytes) -> bytes:
        """What became whole with this block. Raises `ValueError` for a WAV that is no PCM16, or broken."""
        self._held += block
        if not self._body and not self._began():
            return b""
        whole = len(self._held) - len(self._held) % (2 * self._channels)
        piece, self._held = self._held[:whole], self._held[whole:]
        if self._left is not None:
            piece = piece[: self._left]
            self._left -= len(piece)
        return self._at_rate(self._mono(piece))

    def rest(self) -> bytes:
        """What a change of rate held back until the end."""
        if self._sampler is None:
            return b""
        return b"".join(frame.to_ndarray().tobytes() for frame in self._sampler.resample(None))

    def _began(self) -> bool:
        head = self._held[:12]
        if not b"RIFF".startswith(head[:4]) and head[:4] != b"RIFF":
            self._body = True
            return True
        if len(head) < 12:
            return False
        if _RIFF.unpack(head)[2] != b"WAVE":
            raise ValueError("sent a file of another kind")
        at = 12
        while len(self._held) >= at + 8:
            name, size = _CHUNK.unpack_from(self._held, at)
            at += 8
            if name == b"data":
                # What streams cannot know its length and claims the most or none.
                self._left = size if 0 < size < 0x7FFFF000 else None
                self._held = self._held[at:]
                self._body = True
                return True
            if len(self._held) < at + size:
                break
            if name == b"fmt ":
                self._read_format(at)
            at += size + size % 2
        if len(self._held) > _LONGEST_HEADER:
            raise ValueError("sent a WAV without sound")
        return False

    def _read_format(self, at: int) -> None:
        kind, channels, rate, _, _, bits = _FORMAT.unpack_from(self._held, at)
        if kind not in _KINDS or bits != 16 or not 1 <= channels <= 8 or not 4_000 <= rate <= 192_000:
            raise ValueError(
                f"sent WAV of a kind that is not read ({bits} bit, {channels} channels, {rate} Hz)"
            )
        self._channels = channels
        if rate != self._rate:
            import av

            self._their_rate = rate
            self._sampler = av.AudioResampler(format="s16", layout="mono", rate=self._rate)

    def _mono(self, pcm: bytes) -> bytes:
        if self._channels == 1:
            return pcm
        return np.frombuffer(pcm, "<i2").reshape(-1, self._channels).mean(axis=1).astype("<i2").tobytes()

    def _at_rate(self, pcm: bytes) -> bytes:
        if self._sampler is None or not pcm:
            return pcm
        import av

        samples: Any = np.frombuffer(pcm, "<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.rate = self._their_rate
        return b"".join(out.to_ndarray().tobytes() for out in self._sampler.resample(frame))
