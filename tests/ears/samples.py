"""Recordings of a synthetic voice, and what spoils a recording."""

from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import av
import numpy as np

from viva.ports import Samples

RATE: Final = 16_000
AUDIO: Final = Path(__file__).parent / "audio"

SAID: Final = {
    "key-value-cache": "We quantise the weights to eight bits"
    " and keep the key value cache in half precision.",
    "precision": "Precision is the share of predicted positives that are right.",
    "my-team": "My team disagreed about the feature store, so I wrote a one page proposal.",
    "i-do-not-know": "I don't know.",
    "that-is-my-answer": "That's my answer.",
    "we-um-split": "We, um, split the data by time.",
    "features-in-uh": "I would store the features in, uh,",
}


@cache
def recording(name: str) -> Samples:
    """A recording at 16 kHz."""
    with av.open(str(AUDIO / f"{name}.flac")) as file:
        frames = [cast("Any", frame).to_ndarray() for frame in file.decode(audio=0)]
    return (np.concatenate(frames, axis=1)[0] / 32_768).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def noise(seconds: float, level: float, seed: int = 1) -> Samples:
    """White noise of a root mean square of `level`."""
    drawn = np.random.default_rng(seed).normal(0.0, level, round(seconds * RATE))
    return drawn.astype(np.float32)
