"""A deterministic evidence reader without a model: it counts shared words. For tests and demos."""

import re
from collections.abc import Sequence
from typing import Final

import numpy as np

from viva.grading.context import answer_of
from viva.ports import Calibration, Curve, LogOdds, ReaderCapabilities

_WORD: Final = re.compile(r"[^\W_]{4,}")
_EACH: Final = 2.0
_NONE: Final = -5.0


class ScriptedReader:
    """Implements `ports.EvidenceReader`: every word of four letters or more that a window shares with a
    criterion's words speaks for it. Counts the windows that it is asked to read."""

    def __init__(self) -> None:
        self.read = 0

    @property
    def capabilities(self) -> ReaderCapabilities:
        """One family, called at even odds."""
        even = Calibration(Curve(1.0, 0.0), Curve(1.0, 0.0), unsure=(0.4, 0.6), full_from=0.5)
        return ReaderCapabilities("scripted", "1", {}, {"key-point": even, "by-words": even}, {})

    def known(self, windows: Sequence[str]) -> Sequence[LogOdds]:
        """Arrays of no criteria."""
        return [np.zeros((0, 2), dtype=np.float32) for _ in windows]

    def beside(self, pairs: Sequence[tuple[str, str]]) -> Sequence[LogOdds]:
        """Even odds of partial from two shared words and of full from three."""
        self.read += len(pairs)
        shared = [len(_words(criterion) & _words(answer_of(window))) for criterion, window in pairs]
        return [np.array([_EACH * n + _NONE, _EACH * n + _NONE - _EACH], dtype=np.float32) for n in shared]


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.lower()))
