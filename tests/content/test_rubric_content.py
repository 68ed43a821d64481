"""What the shipped rubrics hold: every criterion of the credit policy, fit to probe and to grade with."""

from collections import Counter

import pytest

from content.wording import key
from viva.content.library import Library
from viva.content.roots import content_roots
from viva.domain.label import Verdict
from viva.domain.level import Level
from viva.domain.rubric import ANY_PHASE, Criterion, ExampleKind, Rubric

POLICY = {
    "system-design": {
        "objective": "problem",
        "success_metric": "problem",
        "constraints": "problem",
        "data_sources": "data",
        "labels": "data",
        "data_quality": "data",
        "features": "data",
        "baseline": "modelling",
        "model_choice": "modelling",
        "imbalance_loss": "modelling",
        "offline_eval": "modelling",
        "online_eval": "serving",
        "serving": "serving",
        "rollout_fallback": "serving",
        "monitoring": "monitoring",
        "drift_retraining": "monitoring",
        "responsible_ai": ANY_PHASE,
        "trade_offs": ANY_PHASE,
    },
    "behavioural": {
        "situation": None,
        "task": None,
        "action_own": None,
        "decision_reasoning": None,
        "result": None,
        "result_quantified": None,
        "reflection": None,
        "collaboration": None,
    },
    "fundamentals": {"mechanism": None, "when_to_use": None, "example": None, "audience": None},
}
"""Criteria by rubric, with their phase where the policy gives one."""

LIBRARY = Library(content_roots())
CRITERIA = [(rubric, criterion) for rubric in LIBRARY.rubrics.values() for criterion in rubric.criteria]
each_criterion = pytest.mark.parametrize(
    ("rubric", "criterion"),
    CRITERIA,
    ids=[f"{rubric.id}/{criterion.id}" for rubric, criterion in CRITERIA],
)

POSITIVE = (ExampleKind.PLAIN, ExampleKind.PARAPHRASE)
CONTRAST = (
    ExampleKind.DECLINED,
    ExampleKind.DELEGATED,
    ExampleKind.HEARSAY,
    ExampleKind.KEYWORD,
    ExampleKind.NEIGHBOUR,
)


def test_the_rubrics_hold_just_the_criteria_of_the_policy() -> None:
    held = {rubric.id: {c.id for c in rubric.criteria} for rubric in LIBRARY.rubrics.values()}
    assert held == {name: set(criteria) for name, criteria in POLICY.items()}


@pytest.mark.parametrize(
    ("criterion", "phase"), [(c, phase) for c, phase in POLICY["system-design"].items() if phase]
)
def test_a_design_criterion_belongs_to_the_phase_of_the_policy(criterion: str, phase: str) -> None:
    assert LIBRARY.rubric("system-design").criterion(criterion).phase == phase


@each_criterion
def test_a_criterion_has_enough_examples_of_every_kind(rubric: Rubric, criterion: Criterion) -> None:
    del rubric
    kinds = Counter(example.kind for example in (*criterion.positive, *criterion.contrast))
    assert len(criterion.positive) >= 12
    assert len(criterion.contrast) >= 10
    assert all(kinds[kind] >= 4 for kind in POSITIVE), kinds
    assert kinds[ExampleKind.NEGATED] >= 2, kinds
    assert all(kinds[kind] >= 2 for kind in CONTRAST), kinds


@each_criterion
def test_an_interviewer_can_probe_and_hint(rubric: Rubric, criterion: Criterion) -> None:
    del rubric
    quoting = [probe for probe in criterion.probes if "{quote}" in probe]
    assert len(criterion.probes) >= 3
    assert 1 <= len(quoting) < len(criterion.probes)
    assert len(criterion.hints) == 2
    assert not any("{quote}" in hint for hint in criterion.hints)
    spoken = [*criterion.probes, *criterion.hints, *(part.ask for part in criterion.sub_points)]
    assert len({key(line) for line in spoken}) == len(spoken)


@each_criterion
def test_a_partial_answer_can_be_deepened(rubric: Rubric, criterion: Criterion) -> None:
    del rubric
    assert 2 <= len(criterion.sub_points) <= 4
    assert all(len(part.examples) >= 3 for part in criterion.sub_points)
    assert len({part.id for part in criterion.sub_points}) == len(criterion.sub_points)


@each_criterion
def test_a_scorecard_can_explain_a_label(rubric: Rubric, criterion: Criterion) -> None:
    anchors = criterion.anchors
    assert 0.5 <= criterion.weight <= 1.5
    assert len(criterion.meaning.split()) >= 40
    assert len({anchors.missing, anchors.partial, anchors.full}) == 3
    assert criterion.strong_answer.strip()
    assert criterion.notes
    lenses = {lens.id for lens in rubric.lenses}
    assert set(criterion.lens) == lenses


def test_each_level_has_its_must_haves() -> None:
    design = LIBRARY.rubric("system-design").criteria
    needed = {level: {c.id for c in design if level in c.must_have} for level in Level}
    assert needed[Level.MID] <= needed[Level.SENIOR] <= needed[Level.STAFF]
    assert {"monitoring"} <= needed[Level.SENIOR] or LIBRARY.rubric("system-design").caps


def test_silence_on_monitoring_and_drift_caps_a_senior_at_no_hire() -> None:
    (cap,) = LIBRARY.rubric("system-design").caps
    assert set(cap.criteria) == {"monitoring", "drift_retraining"}
    assert (cap.when, cap.at) == ("all", Verdict.NO_HIRE)
    assert cap.levels == {Level.SENIOR, Level.STAFF}


def test_the_six_step_lens_covers_every_step() -> None:
    rubric = LIBRARY.rubric("system-design")
    for lens in rubric.lenses:
        used = {criterion.lens[lens.id] for criterion in rubric.criteria}
        missing = {step.id for step in lens.steps} - used
        assert not missing, (lens.id, missing)
