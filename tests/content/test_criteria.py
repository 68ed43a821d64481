"""Which criteria apply to a question."""

from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.content.own import own_question


def test_key_points_become_criteria_of_the_explanation(library: Library) -> None:
    question, rubric = library.question("bias-variance-backend"), library.rubric("fundamentals")
    criteria = {c.id: c for c in leg_criteria(rubric, question)}
    assert list(criteria)[: len(question.key_points)] == [p.id for p in question.key_points]
    point, criterion = question.key_points[0], criteria["kp-1"]
    assert criterion.phase == "explain"
    assert [e.text for e in criterion.positive] == list(point.examples)
    assert [e.text for e in criterion.contrast] == list(point.contrast)
    assert (criterion.probes, criterion.hints) == ((point.probe,), (point.hint,))


def test_the_audience_counts_only_where_there_is_one(library: Library) -> None:
    rubric = library.rubric("fundamentals")
    with_one = leg_criteria(rubric, library.question("bias-variance-backend"))
    without = leg_criteria(rubric, library.question("bias-variance"))
    assert "audience" in {c.id for c in with_one}
    assert "audience" not in {c.id for c in without}


def test_key_points_of_ones_own_have_no_examples(library: Library) -> None:
    question = own_question("fundamentals", "What is dropout?", ["Drops units at random", " "])
    first = leg_criteria(library.rubric("fundamentals"), question)[0]
    assert (first.id, first.meaning, first.teachable) == ("kp-1", "Drops units at random", False)


def test_other_rounds_have_their_rubric_and_no_more(library: Library) -> None:
    rubric = library.rubric("behavioural")
    assert leg_criteria(rubric, library.question("tell-me-about-yourself")) == rubric.criteria
