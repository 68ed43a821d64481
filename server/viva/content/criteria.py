"""Which criteria apply to a question: the rubric's own, and one for each of its key points."""

from typing import Final

from viva.domain.question import KeyPoint, Question
from viva.domain.rubric import Anchors, Criterion, Example, ExampleKind, Rubric

AUDIENCE: Final = "audience"
EXPLAIN: Final = "explain"
THAT: Final = ("Says that ", "Explains that ", "Shows that ", "States that ")


def leg_criteria(rubric: Rubric, question: Question) -> tuple[Criterion, ...]:
    """The criteria that a leg is held and graded by, in the order of a scorecard.

    Key points come first, as criteria `kp-1`, `kp-2`, ... of the phase `explain` (the rubric's first phase
    where it has none of that name); the question's common mistakes about one are among its contrasts.
    `audience` applies only where the question names a listener or a constraint. A key point given as text
    alone has no examples, so it is not `teachable`.
    """
    phases = [phase.id for phase in rubric.phases]
    phase = EXPLAIN if EXPLAIN in phases else phases[0]
    points = tuple(_criterion(point, phase, question) for point in question.key_points)
    return points + tuple(
        criterion
        for criterion in rubric.criteria
        if criterion.id != AUDIENCE or question.audience is not None
    )


def _criterion(point: KeyPoint, phase: str, question: Question) -> Criterion:
    mistakes = (wrong.text for wrong in question.wrong_answers if wrong.key_point == point.id)
    return Criterion(
        id=point.id,
        name=point.name,
        phase=phase,
        weight=1.0,
        meaning=point.text,
        anchors=Anchors(
            missing="Not said, or the substance of it is wrong.",
            partial="Named, or said in part.",
            full=point.text,
        ),
        positive=tuple(Example(ExampleKind.PLAIN, text) for text in point.examples),
        contrast=tuple(Example(ExampleKind.NEIGHBOUR, text) for text in (*point.contrast, *mistakes)),
        probes=(point.probe,) if point.probe else (),
        hints=(point.hint,) if point.hint else (),
        strong_answer=_adds(point.text),
        notes=question.notes,
    )


def _adds(text: str) -> str:
    """A key point's sentence as the end of “A strong answer adds ...”."""
    for lead in THAT:
        if text.startswith(lead):
            return f"that {text.removeprefix(lead)}"
    return f"a part that {text[:1].lower()}{text[1:]}" if text[:1].isupper() else text
