"""Mechanical results: means, cut points, caps, must-haves, verdicts that are withheld."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viva.content.library import Library
from viva.domain.evidence import Evidence, Judgement, Scored, Unscored
from viva.domain.label import Label, Prompted, Verdict
from viva.domain.level import Level
from viva.domain.round import Phase
from viva.domain.rubric import Rubric
from viva.grading.advice import next_steps, strengths
from viva.grading.scoring import Marked, MarkedLeg, mean_score, outcome, phase_results


def judged(label: int | None) -> Judgement:
    if label is None:
        return Unscored("Near the line.")
    evidence = (Evidence(0, 0, 5, "words"),) if label else ()
    return Scored(Label(label), 0.8, "Because.", evidence)


def leg(
    rubric: Rubric,
    default: int | None = 2,
    *,
    level: Level = Level.SENIOR,
    words: int = 900,
    own: Mapping[str, int | None] | None = None,
) -> MarkedLeg:
    marks = tuple(
        Marked(c, judged((own or {}).get(c.id, default)), Prompted.UNPROMPTED) for c in rubric.criteria
    )
    phases = tuple(Phase(p.id, p.title, 5) for p in rubric.phases)
    return MarkedLeg(rubric, level, phases, {"data": 12.5}, marks, words)


@pytest.fixture
def design(library: Library) -> Rubric:
    return library.rubric("system-design")


@pytest.mark.parametrize(
    ("score", "verdict"),
    [
        (0, Verdict.STRONG_NO_HIRE), (39.9, Verdict.STRONG_NO_HIRE), (40, Verdict.NO_HIRE),
        (59.9, Verdict.NO_HIRE), (60, Verdict.HIRE), (81.9, Verdict.HIRE),
        (82, Verdict.STRONG_HIRE), (100, Verdict.STRONG_HIRE),
    ],
)  # fmt: skip
def test_cut_points_belong_to_the_band_above(design: Rubric, score: float, verdict: Verdict) -> None:
    assert design.scale.verdict(score) is verdict


def test_all_full_is_a_hundred_and_strong_hire(design: Rubric) -> None:
    result = outcome([leg(design)])
    assert (result.score, result.verdict, result.caps) == (100.0, Verdict.STRONG_HIRE, ())


def test_nothing_after_launch_caps_a_senior_and_says_why(design: Rubric) -> None:
    result = outcome([leg(design, own={"monitoring": 0, "drift_retraining": 0})])
    assert result.score is not None
    assert result.score > 80
    assert result.verdict is Verdict.NO_HIRE
    assert "monitoring or drift" in result.caps[0]
    mid = outcome([leg(design, own={"monitoring": 0, "drift_retraining": 0}, level=Level.MID)])
    assert mid.verdict is not Verdict.NO_HIRE
    one = outcome([leg(design, own={"monitoring": 0})])
    assert not one.caps


def test_a_cap_that_changes_nothing_is_not_told(design: Rubric) -> None:
    result = outcome([leg(design, 0)])
    assert (result.verdict, result.caps) == (Verdict.STRONG_NO_HIRE, ())


def test_a_must_have_at_missing_caps_and_a_cant_call_does_not(library: Library) -> None:
    behavioural = library.rubric("behavioural")
    capped = outcome([leg(behavioural, own={"action_own": 0})])
    assert capped.verdict is Verdict.NO_HIRE
    assert "Your own actions" in capped.caps[0]
    assert outcome([leg(behavioural, own={"action_own": None})]).verdict is Verdict.STRONG_HIRE


def test_cant_calls_leave_the_mean(design: Rubric) -> None:
    assert outcome([leg(design, 2, own={"labels": None, "features": None})]).score == 100.0


def test_too_many_cant_calls_leave_no_verdict(design: Rubric) -> None:
    names = [criterion.id for criterion in design.criteria]
    result = outcome([leg(design, 2, own=dict.fromkeys(names[:10]))])
    assert result.verdict is None
    assert result.score == 100.0
    assert "10 of 18" in result.warnings[0]
    assert outcome([leg(design, None)]).score is None


def test_few_or_no_words_leave_no_verdict(design: Rubric) -> None:
    few = outcome([leg(design, 1, words=12)])
    assert (few.verdict, few.score) == (None, 50.0)
    assert "12 words" in few.warnings[0]
    none = outcome([leg(design, 0, words=0)])
    assert (none.verdict, none.score) == (None, None)


def test_phases_score_their_own_criteria_and_keep_their_minutes(design: Rubric) -> None:
    results = {phase.id: phase for phase in phase_results(leg(design, 2, own={"labels": 0, "trade_offs": 0}))}
    assert list(results) == [phase.id for phase in design.phases]
    assert results["data"].score is not None
    assert 0 < results["data"].score < 100
    assert results["modelling"].score == 100
    assert (results["data"].minutes_used, results["problem"].minutes_used) == (12.5, None)


def test_a_loop_pools_its_legs_and_any_cap_holds(library: Library) -> None:
    legs = [leg(library.rubric(name)) for name in ("system-design", "fundamentals", "behavioural")]
    assert outcome(legs).verdict is Verdict.STRONG_HIRE
    weak = leg(library.rubric("behavioural"), own={"action_own": 0})
    result = outcome([*legs[:2], weak])
    assert result.verdict is Verdict.NO_HIRE


@given(data=st.data())
def test_a_better_label_never_lowers_the_score(data: st.DataObject, library: Library) -> None:
    rubric = library.rubric("behavioural")
    labels = {c.id: data.draw(st.sampled_from([0, 1, 2, None])) for c in rubric.criteria}
    before = mean_score(leg(rubric, own=labels).marks)
    improvable = [name for name, label in labels.items() if label in {0, 1}]
    if not improvable:
        return
    name = data.draw(st.sampled_from(improvable))
    after = mean_score(leg(rubric, own=labels | {name: (labels[name] or 0) + 1}).marks)
    assert before is not None
    assert after is not None
    assert 0 <= before <= after <= 100


def test_next_steps_name_the_dearest_gaps_and_each_note_once(design: Rubric) -> None:
    marked = leg(design, 2, own={"monitoring": 0, "drift_retraining": 0, "labels": 1})
    readings = {"monitoring": ["n"], "drift_retraining": ["n", "m"]}
    steps = next_steps([marked], readings, {"n": "Watching", "m": "Drift"}.get)
    assert len(steps) == 3
    assert {step.split(":")[0] for step in steps} == {"Monitoring", "Drift and retraining", "Labels"}
    assert sum("“Watching”" in step for step in steps) == 1
    assert sum("“Drift”" in step for step in steps) == 1
    assert all("a strong answer adds" in step for step in steps)


def test_strengths_quote_the_candidate_unprompted_first(design: Rubric) -> None:
    marked = leg(design, 0, own={"labels": 2, "serving": 2})
    marks = tuple(
        replace(m, prompted=Prompted.AFTER_HINT) if m.criterion.id == "labels" else m for m in marked.marks
    )
    found = strengths([replace(marked, marks=marks)])
    assert [line.split(",")[0] for line in found] == ["Serving path", "Labels"]
    assert "“words”" in found[0]
