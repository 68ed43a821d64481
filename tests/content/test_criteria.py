"""Which criteria apply to a question."""

from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.grading.cases import find_question


def test_key_points_become_criteria_of_the_explanation(library: Library) -> None:
    question, rubric = library.question("bias-variance-backend"), library.rubric("fundamentals")
    criteria = {c.id: c for c in leg_criteria(rubric, question)}
    assert list(criteria)[: len(question.key_points)] == [p.id for p in question.key_points]
    point, criterion = question.key_points[0], criteria["kp-1"]
    assert criterion.phase == "explain"
    assert [e.text for e in criterion.positive] == list(point.examples)
    mistakes = [wrong.text for wrong in question.wrong_answers if wrong.key_point == "kp-1"]
    assert mistakes
    assert [e.text for e in criterion.contrast] == [*point.contrast, *mistakes]
    assert (criterion.probes, criterion.hints) == ((point.probe,), (point.hint,))


def test_the_audience_counts_only_where_there_is_one(library: Library) -> None:
    rubric = library.rubric("fundamentals")
    with_one = leg_criteria(rubric, library.question("bias-variance-backend"))
    without = leg_criteria(rubric, library.question("bias-variance"))
    assert "audience" in {c.id for c in with_one}
    assert "audience" not in {c.id for c in without}


def test_key_points_of_ones_own_have_no_examples(library: Library) -> None:
    points = [" ", "Drops units at random", "Scales what is left so that sums stay the same"]
    question = find_question(library, "fundamentals", "What is dropout?", points)
    first, second, third = leg_criteria(library.rubric("fundamentals"), question)[:3]
    assert (first.id, first.meaning, first.teachable) == ("kp-1", "Drops units at random", False)
    assert (second.id, second.name) == ("kp-2", "Scales what is left so that…")
    assert not third.id.startswith("kp-")


def test_other_rounds_have_their_rubric_and_no_more(library: Library) -> None:
    rubric = library.rubric("behavioural")
    assert leg_criteria(rubric, library.question("tell-me-about-yourself")) == rubric.criteria
