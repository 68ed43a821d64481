"""Sounds for tests, and files of them in any format."""

import io
from typing import Any, Final, cast

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Sound = NDArray[np.float32]

FORMATS: Final = {
    "wav": ("wav", "pcm_s16le"),
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("ipod", "aac"),
    "mp4": ("mp4", "aac"),
    "webm": ("webm", "libopus"),
    "flac": ("flac", "flac"),
    "ogg": ("ogg", "libopus"),
    "opus": ("opus", "libopus"),
    "aac": ("adts", "aac"),
}
"""Endings with their container and codec."""


def hum(seconds: float, *, seed: int = 0, rate: int = RATE) -> NDArray[np.int16]:
    """A tone with a little noise: it compresses, and no two stretches of it are alike."""
    n = int(seconds * rate)
    noise = np.random.default_rng(seed).normal(scale=300, size=n)
    return (8_000 * np.sin(np.arange(n) * (2 * np.pi * 220 / rate)) + noise).astype(np.int16)


def pcm(seconds: float, *, seed: int = 0, rate: int = RATE) -> bytes:
    """The same as PCM16LE."""
    return hum(seconds, seed=seed, rate=rate).astype("<i2").tobytes()


def tone(seconds: float, *, hertz: float = 220, level: float = 0.3, rate: int = RATE) -> Sound:
    """A sine, shape (n,)."""
    return (level * np.sin(np.arange(int(seconds * rate)) * (2 * np.pi * hertz / rate))).astype(np.float32)


def silence(seconds: float, *, rate: int = RATE) -> Sound:
    """Nothing, shape (n,)."""
    return np.zeros(int(seconds * rate), np.float32)


def in_format(kind: str, *channels: Sound, rate: int = RATE, codec: str | None = None) -> bytes:
    """A file of one or two channels; `kind` is its ending."""
    container, usual = FORMATS[kind]
    layout = "mono" if len(channels) == 1 else "stereo"
    out = io.BytesIO()
    with av.open(out, "w", format=container) as file:
        stream: Any = cast("Any", file).add_stream(
            codec or usual, rate=48_000 if usual == "libopus" else rate
        )
        stream.layout = layout
        stream.codec_context.open()
        resampler: Any = av.AudioResampler(
            format=stream.format.name, layout=layout, rate=stream.rate, frame_size=stream.frame_size or None
        )
        samples = np.ascontiguousarray(np.stack(channels))
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
        frame.sample_rate = rate
        frames = [*resampler.resample(frame), *resampler.resample(None)] if samples.size else []
        for each in frames:
            for packet in stream.encode(each):
                cast("Any", file).mux(packet)
        for packet in stream.encode(None):
            cast("Any", file).mux(packet)
    return out.getvalue()
