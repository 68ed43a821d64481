"""Labels add up to a verdict only where the grader was seen to agree with people."""

from dataclasses import replace

import labelled_cases as labelled
import pytest

from viva.adapters.onnx_evidence import shipped_evidence
from viva.content.library import Library
from viva.domain.evidence import Scored, evidence_at
from viva.domain.label import Label, Prompted
from viva.domain.scorecard import GraderRef
from viva.grading.asked import digest, head_of, told
from viva.grading.scoring import Marked, MarkedLeg, outcome
from viva.grading.trust import TRUSTED, doubt, rounded
from viva.ports import Case, Findings, ReaderCapabilities

OURS = GraderRef("embedded", "m", "1")
THEIRS = GraderRef("llm", "m", "1")


@pytest.fixture
def case(library: Library) -> Case:
    return labelled.case(library, "be-01")


def reader(case: Case, kappa: float | None) -> ReaderCapabilities:
    """One that was trained on the case's criteria as they are, with so much agreement on their rubric."""
    known = {head_of(case.rubric.id, c.id): digest(told(c)) for c in case.rubric.criteria}
    agreement = {} if kappa is None else {case.rubric.id: kappa}
    return ReaderCapabilities("m", "1", known, {}, agreement)


def found(ref: GraderRef, *fallen: str) -> Findings:
    return Findings({}, ref, fallen=frozenset(fallen))


def reworded(case: Case) -> Case:
    """The case by a rubric of the same name whose first criterion means something else."""
    first, *others = case.criteria
    criteria = (replace(first, meaning="Wears a tie."), *others)
    return replace(case, criteria=criteria, rubric=replace(case.rubric, criteria=criteria))


def test_a_grader_that_agrees_is_trusted(case: Case) -> None:
    assert doubt(case, found(OURS), reader(case, TRUSTED)) is None


@pytest.mark.parametrize(
    ("kappa", "reads"), [(0.597, "0.59"), (0.3, "0.30"), (-0.02, "-0.02"), (0.6, "0.60"), (0.667, "0.67")]
)
def test_what_is_below_the_bar_reads_so(kappa: float, reads: str) -> None:
    assert rounded(kappa) == reads


def test_one_that_agrees_too_seldom_is_not_and_its_kappa_is_said(case: Case) -> None:
    said = doubt(case, found(OURS), reader(case, TRUSTED - 0.07))
    assert said is not None
    assert "0.53" in said


def test_a_rubric_that_was_never_measured_is_not_trusted(case: Case) -> None:
    said = doubt(case, found(OURS), reader(case, None))
    assert said is not None
    assert "never measured, so" in said


def test_a_rubric_of_the_same_name_in_other_words_is_not_trusted(case: Case) -> None:
    said = doubt(reworded(case), found(OURS), reader(case, 0.9))
    assert said is not None
    assert f"never measured with “{case.criteria[0].name}” in these words" in said


@pytest.mark.parametrize("name", ["be-01", "fd-01", "sd-01"])
def test_the_shipped_rubrics_are_known_in_their_words(library: Library, name: str) -> None:
    """Key points too, which are a question's and not a rubric's."""
    given, made = labelled.case(library, name), shipped_evidence().capabilities
    sure = replace(made, agreement=dict.fromkeys(made.agreement, 0.9))
    assert doubt(given, found(OURS), sure) is None


def test_an_endpoints_model_is_not_held_against_our_figures(case: Case) -> None:
    assert doubt(case, found(THEIRS), reader(case, None)) is None
    assert doubt(reworded(case), found(THEIRS), reader(case, 0.3)) is None


@pytest.mark.parametrize(("kappa", "says"), [(None, "never measured"), (0.3, "kappa 0.30"), (0.9, None)])
def test_what_fell_back_is_held_against_them(case: Case, kappa: float | None, says: str | None) -> None:
    first, second, *_ = case.criteria
    said = doubt(case, found(THEIRS, first.id, second.id), reader(case, kappa))
    if says is None:
        assert said is None
        return
    assert said is not None
    assert says in said
    assert f"the embedded grader, which judged 2 of {len(case.criteria)} criteria here," in said


def test_only_what_fell_back_has_to_be_in_known_words(case: Case) -> None:
    first, second, *_ = case.criteria
    assert doubt(reworded(case), found(THEIRS, second.id), reader(case, 0.9)) is None
    assert doubt(reworded(case), found(THEIRS, first.id), reader(case, 0.9)) is not None


def test_a_doubt_takes_the_verdict_and_leaves_the_score(case: Case) -> None:
    said = Scored(Label.FULL, 0.9, "Said.", (evidence_at(case.transcript, 1, 0, 4),))
    marks = tuple(Marked(criterion, said, Prompted.UNPROMPTED) for criterion in case.criteria)
    leg = MarkedLeg(case.rubric, case.level, (), {}, marks, words=400)
    assert outcome([leg]).verdict is not None
    held = outcome([replace(leg, doubt="No verdict, and why.")])
    assert (held.score, held.verdict, held.warnings) == (100.0, None, ("No verdict, and why.",))
