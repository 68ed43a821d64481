"""Audio as a recogniser gets it: clean, and cut where it is quiet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ears.samples import RATE, noise, silence
from viva.adapters.audio_pieces import cleaned, pieces
from viva.ports import Samples


@given(st.lists(st.sampled_from([0.0, 0.3]), min_size=1, max_size=40), st.integers(1, 5))
def test_pieces_cover_everything_that_is_not_silent(loudness: list[float], longest: int) -> None:
    audio = np.concatenate([noise(0.25, level) for level in loudness])
    cut = list(pieces(audio, longest))
    covered = np.zeros(len(audio), dtype=bool)
    for piece in cut:
        assert len(piece.samples) <= longest * RATE
        assert not covered[piece.start : piece.start + len(piece.samples)].any()
        assert (audio[piece.start : piece.start + len(piece.samples)] == piece.samples).all()
        covered[piece.start : piece.start + len(piece.samples)] = True
    # What is passed over is silent, or too short to hold a word.
    missed = np.flatnonzero(~covered & (audio != 0))
    assert len(missed) < 0.1 * RATE * (len(audio) // (longest * RATE) + 2)


def test_it_is_cut_in_the_pause() -> None:
    audio = np.concatenate([noise(24, 0.2), silence(0.5), noise(20, 0.2)])
    first, second = pieces(audio, 28)
    assert 24.0 < second.start / RATE < 24.5
    assert second.start_ms == second.start * 1000 // RATE
    assert len(first.samples) == second.start


def test_an_hour_is_cut_into_pieces() -> None:
    audio = np.tile(noise(30, 0.1), 120)
    cut = list(pieces(audio, 28))
    assert sum(len(piece.samples) for piece in cut) == len(audio)
    assert 120 < len(cut) < 230


def test_an_hour_of_silence_is_nothing() -> None:
    assert list(pieces(silence(3600), 28)) == []


@pytest.mark.parametrize(
    "spoilt",
    [
        noise(1, 0.1) + np.float32(0.4),
        noise(1, 5.0),
        noise(1, 0.001),
        np.full(RATE, np.nan, dtype=np.float32),
        np.full(RATE, np.inf, dtype=np.float32),
        np.zeros(0, dtype=np.float32),
    ],
)
def test_what_is_cleaned_is_centred_and_within_bounds(spoilt: Samples) -> None:
    clean = cleaned(spoilt)
    assert clean.dtype == np.float32
    assert len(clean) == len(spoilt)
    assert np.abs(clean).max(initial=0) <= 1.0
    assert abs(float(np.median(clean)) if len(clean) else 0.0) < 0.01


def test_a_quiet_voice_is_made_louder_and_silence_is_not() -> None:
    assert np.abs(cleaned(noise(1, 0.005))).max() > 0.2
    assert not cleaned(noise(1, 1e-6)).any()
