"""Labels add up to a verdict only where the grader was seen to agree with people."""

from dataclasses import replace

import labelled_cases as labelled
import pytest

from viva.content.library import Library
from viva.domain.evidence import Scored, evidence_at
from viva.domain.label import Label, Prompted
from viva.domain.rubric import Rubric
from viva.domain.scorecard import GraderRef
from viva.grading.scoring import Marked, MarkedLeg, outcome
from viva.grading.trust import TRUSTED, doubt, rounded

OURS = GraderRef("embedded", "m", "1")


@pytest.fixture
def rubric(library: Library) -> Rubric:
    return library.rubric("behavioural")


def test_a_grader_that_agrees_is_trusted(rubric: Rubric) -> None:
    assert doubt(OURS, rubric, {rubric.id: TRUSTED}) is None


@pytest.mark.parametrize(
    ("kappa", "told"), [(0.597, "0.59"), (0.3, "0.30"), (-0.02, "-0.02"), (0.6, "0.60"), (0.667, "0.67")]
)
def test_what_is_below_the_bar_reads_so(kappa: float, told: str) -> None:
    assert rounded(kappa) == told


def test_one_that_agrees_too_seldom_is_not_and_its_kappa_is_said(rubric: Rubric) -> None:
    said = doubt(OURS, rubric, {rubric.id: TRUSTED - 0.07})
    assert said is not None
    assert "0.53" in said


def test_a_rubric_that_was_never_measured_is_not_trusted(rubric: Rubric) -> None:
    said = doubt(OURS, replace(rubric, id="mine"), {rubric.id: 0.9})
    assert said is not None
    assert "never measured" in said


def test_an_endpoints_model_is_not_held_against_our_figures(rubric: Rubric) -> None:
    assert doubt(GraderRef("llm", "m", "1"), rubric, {}) is None


def test_a_doubt_takes_the_verdict_and_leaves_the_score(rubric: Rubric, library: Library) -> None:
    case = labelled.case(library, "be-01")
    said = Scored(Label.FULL, 0.9, "Said.", (evidence_at(case.transcript, 1, 0, 4),))
    marks = tuple(Marked(criterion, said, Prompted.UNPROMPTED) for criterion in case.criteria)
    leg = MarkedLeg(rubric, case.level, (), {}, marks, words=400)
    assert outcome([leg]).verdict is not None
    held = outcome([replace(leg, doubt="No verdict, and why.")])
    assert (held.score, held.verdict, held.warnings) == (100.0, None, ("No verdict, and why.",))
