"""Recordings as they are drawn."""

import numpy as np

from viva.ports import Clip
from viva.speech.peaks import LOUDEST, MS_PER_PEAK, peaks


def test_a_peak_for_each_tenth_of_a_second_is_its_loudest_sample() -> None:
    samples = np.zeros(16_000 // 4, "<i2")
    samples[10] = -32_768
    samples[1_700] = 16_384
    samples[3_999] = 100
    assert peaks(Clip(samples.tobytes(), 16_000)) == (LOUDEST, 128, 1)
    assert MS_PER_PEAK == 100


def test_other_rates_and_no_samples() -> None:
    assert len(peaks(Clip(bytes(2 * 22_050), 22_050))) == 10
    assert peaks(Clip(b"", 16_000)) == ()
