"""Recordings of real interviews come in any format, and some of them are not well."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest

from audio.sounds import FORMATS, RATE, in_format, silence, tone
from viva.adapters.audio_file import AudioFile, is_recording
from viva.domain.errors import ErrorKind, VivaError
from viva.speech.levels import Block, LevelMeter


def samples(content: bytes, name: str = "a.wav") -> Block:
    """All of a file's blocks."""
    return np.concatenate(list(AudioFile(io.BytesIO(content), name).blocks()), axis=1)


def refused(content: bytes, name: str = "a.wav") -> VivaError:
    """What is said of a file that cannot be read."""
    with pytest.raises(VivaError) as caught:
        samples(content, name)
    assert name in caught.value.message
    assert caught.value.hint
    return caught.value


def loudest_hertz(sound: Block) -> float:
    """The tone of the first channel."""
    spectrum = np.abs(np.fft.rfft(sound[0]))
    return float(np.fft.rfftfreq(sound.shape[1], 1 / RATE)[spectrum.argmax()])


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_every_format_is_read_at_16_khz_with_its_channels_apart(kind: str, rate: int) -> None:
    content = in_format(
        kind, tone(2, hertz=300, rate=rate), tone(2, hertz=500, level=0.1, rate=rate), rate=rate
    )
    assert is_recording("", content[:16])
    sound = samples(content, f"a.{kind}")
    assert sound.shape[0] == 2
    assert abs(sound.shape[1] / RATE - 2) < 0.1
    assert abs(loudest_hertz(sound[:1]) - 300) < 5
    assert abs(loudest_hertz(sound[1:]) - 500) < 5
    middle = sound[0, RATE // 2 : -RATE // 2]
    assert abs(float(middle.std()) - 0.3 / 2**0.5) < 0.02


@pytest.mark.parametrize("rate", [8_000, 11_025, 22_050, 96_000])
def test_any_rate_keeps_its_pitch(rate: int) -> None:
    sound = samples(in_format("wav", tone(1, hertz=300, rate=rate), rate=rate))
    assert sound.shape[0] == 1
    assert abs(loudest_hertz(sound) - 300) < 5


def test_the_name_says_nothing_about_what_is_in_a_file() -> None:
    assert samples(in_format("flac", tone(1)), "a.mp3").shape == (1, RATE)
    assert refused(b"These are words and no sound. " * 50, "a.mp3").code == "not-audio"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "audio-empty"),
        (b"These are words and no sound. " * 50, "not-audio"),
        (np.random.default_rng(0).bytes(50_000), "not-audio"),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "not-audio"),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", "not-audio"),
        (in_format("wav", silence(0)), "audio-empty"),
        (in_format("wav", tone(0.02)), "audio-empty"),
        (in_format("m4a", tone(3))[:-2_000], "not-audio"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, code: str) -> None:
    assert refused(content).code == code


def test_pictures_without_sound_are_refused_in_words() -> None:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as file:
        stream: Any = cast("Any", file).add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            cast("Any", file).mux(packet)
    assert refused(out.getvalue(), "a.mp4").code == "no-sound"


@pytest.mark.parametrize("kind", ["wav", "mp3", "flac", "webm"])
def test_a_file_that_breaks_off_is_read_as_far_as_it_goes_and_says_so(kind: str) -> None:
    content = in_format(kind, tone(20))
    file = AudioFile(io.BytesIO(content[: len(content) // 2]), f"a.{kind}")
    length = sum(block.shape[1] for block in file.blocks()) / RATE
    assert 5 < length < 15
    assert any("breaks off" in note and "of 0:20" in note for note in file.notes)


def test_a_file_damaged_in_the_middle_is_read_but_for_that_and_says_so() -> None:
    content = in_format("aac", tone(20))
    half = len(content) // 2
    noise = np.random.default_rng(1).bytes(5_000)
    file = AudioFile(io.BytesIO(content[:half] + noise + content[half + 5_000 :]), "a.aac")
    length = sum(block.shape[1] for block in file.blocks()) / RATE
    assert 17 < length <= 20
    assert any("damaged" in note for note in file.notes)


def test_more_than_four_hours_are_refused_before_they_are_read() -> None:
    content = bytearray(in_format("wav", tone(1)))
    promised = 5 * 3600 * RATE * 2
    size = content.index(b"data") + 4
    content[4:8] = (promised + size).to_bytes(4, "little")
    content[size : size + 4] = promised.to_bytes(4, "little")
    with pytest.raises(VivaError) as caught:
        AudioFile(io.BytesIO(bytes(content)), "a.wav")
    assert caught.value.code == "audio-too-long"
    assert caught.value.kind is ErrorKind.TOO_LARGE


def test_numbers_that_are_none_become_silence() -> None:
    broken = tone(1)
    broken[2_000:2_010] = np.nan
    broken[3_000:3_010] = np.inf
    sound = samples(in_format("wav", broken, codec="pcm_f32le"))
    assert np.isfinite(sound).all()


@pytest.mark.slow
def test_an_hour_is_read_in_little_memory() -> None:
    # Its own process, so that the peak is that of reading alone; blocks are measured, as they are for real.
    server = Path(__file__).parent.parent.parent / "server"
    ran = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("hour_long.py"))],
        env={**os.environ, "PYTHONPATH": str(server)},
        capture_output=True,
        text=True,
        check=True,
    )
    length_ms, megabytes = map(int, ran.stdout.split())
    assert length_ms > 3_599_000
    assert megabytes < 300


def test_levels_tell_offset_and_clipping() -> None:
    meter = LevelMeter()
    loud = np.clip(tone(2, level=3.0), -1, 1)
    for start in range(0, len(loud), 777):
        meter.add(np.stack([loud[start : start + 777], 0.25 + 0.5 * tone(2)[start : start + 777]]))
    levels = meter.measured()
    assert levels.rms.shape == (62, 2)
    assert abs(levels.offset[1] - 0.25) < 0.01
    assert abs(levels.offset[0]) < 0.01
    assert 0.3 < levels.clipped < 0.5
    assert abs(float(levels.rms[:, 1].mean()) - 0.15 / 2**0.5) < 0.01


@pytest.mark.parametrize(
    ("name", "head", "expected"),
    [
        ("a.txt", b"ID3 is an algorithm that grows a tree", False),
        ("a.txt", b"FORMAT matters when RIFF", False),
        ("a.txt", b"RIFF is how the talk began, and", False),
        ("a.txt", b"Interviewer: what is it?", False),
        ("a.json", b'{"turns": []}', False),
        ("a.MP3", b"", True),
        ("answer", b"ID3\x04\x00\x00", True),
    ],
)
def test_words_are_not_taken_for_sound(name: str, head: bytes, *, expected: bool) -> None:
    assert is_recording(name, head) is expected
