"""The page takes the recordings that the server reads."""

from viva.adapters.audio_file import ENDINGS
from web.node import run


def test_every_kind_of_recording_that_is_read_is_taken() -> None:
    assert set(run("grade/transcribe.js", "return m.RECORDINGS;")) == ENDINGS
