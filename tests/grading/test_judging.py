"""What stands behind a label, and behind none: the words that came nearest, and how they miss."""

import numpy as np
import pytest

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.content.library import Library
from viva.domain.evidence import Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.domain.rubric import ExampleKind
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import input_case
from viva.grading.deciding import Reading
from viva.grading.judging import NEAR_THE_LINE, Marking, judgement
from viva.grading.memory import VectorMemory
from viva.grading.said import read_case
from viva.grading.shown import Shown
from viva.grading.windows import Window
from viva.ports import Calibration, Curve

OTHERS = "Somebody in operations looks after the alerts."
MINE = "I would page the owner when null rates double."
ELSEWHERE = "Everything else is left to the platform people."
MISS = f"“{OTHERS}” reads as handed to somebody else."

PROBABILITIES = {
    Label.FULL: (0.9, 0.9),
    Label.PARTIAL: (0.9, 0.1),
    Label.MISSING: (0.1, 0.0),
    None: (0.5, 0.0),
}


def judged(library: Library, label: Label | None, contrast: str) -> Judgement:
    """The judgement of three sentences, of which the first two are the best windows, beside one contrast."""
    turns = (Turn(Speaker.CANDIDATE, f"{OTHERS} {MINE} {ELSEWHERE}"),)
    case = input_case(Transcript(turns), library, round_id="system-design", question="A question.").case
    criterion = case.rubric.criterion("monitoring")
    memory = VectorMemory(ScriptedEmbedder())
    said = read_case(case, memory)
    covered, full = PROBABILITIES[label]
    even = Curve(1.0, 0.0)
    reading = Reading(covered, full, (Window(1, 1), Window(0, 0)), Calibration(even, even, (0.4, 0.6), 0.5))
    examples = memory.vectors([contrast, "Something else altogether."]).astype(np.float64)
    parts = tuple(examples[1:] for _ in criterion.sub_points)
    shown = Shown(examples[1:], examples[:1], (ExampleKind.DELEGATED,), parts)
    return judgement(criterion, Marking(reading, np.zeros((len(said.windows), 2)), shown), said, case)


def test_what_cannot_be_called_shows_the_runner_up_and_how_it_misses(library: Library) -> None:
    found = judged(library, None, OTHERS)
    assert isinstance(found, Unscored)
    assert [span.quote for span in found.evidence] == [MINE, OTHERS]
    assert (found.why, found.reason, found.confidence) == (NEAR_THE_LINE, MISS, 0.5)


@pytest.mark.parametrize("label", [Label.PARTIAL, Label.MISSING])
def test_what_is_partial_or_missing_says_how_words_miss(library: Library, label: Label) -> None:
    found = judged(library, label, OTHERS)
    assert isinstance(found, Scored)
    assert found.label is label
    assert found.reason.startswith(f"{MISS} ")


def test_what_is_full_misses_nothing(library: Library) -> None:
    assert not judged(library, Label.FULL, OTHERS).reason.startswith("“")


@pytest.mark.parametrize(("label", "told"), [(None, False), (Label.PARTIAL, False), (Label.MISSING, True)])
def test_words_that_are_no_evidence_are_told_of_where_nothing_is(
    library: Library, label: Label | None, *, told: bool
) -> None:
    assert judged(library, label, ELSEWHERE).reason.startswith(f"“{ELSEWHERE}”") == told


def test_without_contrasts_like_it_nothing_is_told(library: Library) -> None:
    found = judged(library, None, "Bananas are yellow.")
    assert isinstance(found, Unscored)
    assert found.reason == ""
