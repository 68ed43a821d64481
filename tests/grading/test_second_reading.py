"""What a head makes most of is read once more, beside the criterion's words."""

from collections.abc import Sequence

import numpy as np
import pytest

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.content.library import Library
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.asked import digest, head_of, told
from viva.grading.cases import input_case
from viva.grading.embedded import AGAIN, SECOND, WORTH_AGAIN, EmbeddedEvidenceModel
from viva.ports import Calibration, Case, Curve, LogOdds, ReaderCapabilities

EVEN = Calibration(Curve(1.0, 0.0), Curve(1.0, 0.0), unsure=(0.4, 0.6), full_from=0.5)
CRITERION = "monitoring"


class TwoReadings(ScriptedReader):
    """Has a head for one criterion that gives what it is told to; beside the words it says `second`."""

    def __init__(self, library: Library, first: dict[str, float], second: float) -> None:
        super().__init__()
        rubric = library.rubric("system-design")
        criterion = next(c for c in rubric.criteria if c.id == CRITERION)
        self._known = {head_of(rubric.id, CRITERION): digest(told(criterion))}
        self._words = told(criterion)
        self._first = first
        self._second = second
        self.again: list[str] = []

    @property
    def capabilities(self) -> ReaderCapabilities:
        families = {"system-design": EVEN, "key-point": EVEN, "by-words": EVEN}
        return ReaderCapabilities("two", "1", self._known, families, {})

    def known(self, windows: Sequence[str]) -> Sequence[LogOdds]:
        odds = (next((o for word, o in self._first.items() if word in window), -9.0) for window in windows)
        return [np.full((1, 2), o, dtype=np.float32) for o in odds]

    def beside(self, pairs: Sequence[tuple[str, str]]) -> Sequence[LogOdds]:
        self.again += [window for criterion, window in pairs if criterion == self._words]
        return [np.full(2, self._second, dtype=np.float32) for _ in pairs]


def case_of(library: Library, *said: str) -> Case:
    turns = tuple(Turn(Speaker.CANDIDATE, text) for text in said)
    return input_case(Transcript(turns), library, round_id="system-design", question="Design it.").case


def odds(reader: TwoReadings, case: Case) -> list[float]:
    found = EmbeddedEvidenceModel(reader, ScriptedEmbedder()).odds(case).each[CRITERION]
    return [float(row[0]) for row in found]


@pytest.mark.parametrize("second", [3.0, -1.0])
def test_both_readings_count(library: Library, second: float) -> None:
    reader = TwoReadings(library, {"boards": 3.0}, second)
    found = odds(reader, case_of(library, "We put it on boards."))
    assert found == pytest.approx([3.0 + SECOND * (second - 3.0)])


def test_what_is_not_worth_it_is_read_once(library: Library) -> None:
    reader = TwoReadings(library, {"boards": 3.0, "lunch": WORTH_AGAIN - 1}, 1.0)
    found = odds(reader, case_of(library, "We put it on boards.", "Then we had lunch."))
    assert reader.again == ["we put it on boards"]
    assert found == pytest.approx([3.0 + SECOND * (1.0 - 3.0), WORTH_AGAIN - 1])


def test_only_the_best_are_read_again_and_no_other_is_surer_than_they(library: Library) -> None:
    words = ("ash", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak")
    first = {word: 4.0 - place / 4 for place, word in enumerate(words)}
    reader = TwoReadings(library, first, -2.0)
    found = odds(reader, case_of(library, *(f"It is about {word}." for word in words)))
    assert sorted(reader.again) == sorted(f"it is about {word}" for word in words[:AGAIN])
    assert found == sorted(found, reverse=True)
    once = first[words[AGAIN]]
    assert found[AGAIN] == pytest.approx(once + SECOND * (-2.0 - once))
