"""A session's transcript with the candidate's own labels, one leg at a time."""

from collections.abc import Sequence

from viva.api.schemas.labels import LabelledOut, LabelledTurnOut
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import LabelDisputed
from viva.domain.label import Label
from viva.domain.session import Session
from viva.grading.cases import LegCase, session_cases


def labelled_legs(session: Session, library: Library) -> tuple[int, ...]:
    """The legs (from 0) for whose criteria there are labels that `labelled_out` can hold.

    Raises `VivaError`: unknown-round, unknown-rubric.
    """
    cases = session_cases(session, library)
    return tuple(index for index, item in enumerate(cases) if _own(session, item))


def labelled_out(session: Session, library: Library, leg: int | None = None) -> LabelledOut:
    """A leg's turns with the candidate's labels; of several legs one has to be named.

    The words that the scorecard quotes are left out: the candidate did not choose them, and a grader would be
    held against itself.
    Raises `VivaError`: no-own-labels, several-legs, unknown-round, unknown-rubric.
    """
    cases = session_cases(session, library)
    index = _chosen(labelled_legs(session, library), leg)
    item = cases[index]
    own = _own(session, item)
    question = item.case.question
    name = session.started.questions[index] if index < len(session.started.questions) else ""
    return LabelledOut(
        round=session.started.round if len(cases) == 1 else item.leg.rubric,
        question=question.id or question.prompt or name,
        key_points=() if question.id else tuple(point.text for point in question.key_points),
        level=session.started.level,
        turns=tuple(
            LabelledTurnOut(speaker=turn.speaker, text=turn.text)
            for i, turn in enumerate(session.turns)
            if session.turn_legs[i] == index and turn.text
        ),
        labels={one.criterion: label.value for one, label in own},
        notes={one.criterion: one.note for one, _ in own if one.note},
    )


def _own(session: Session, item: LegCase) -> list[tuple[LabelDisputed, Label]]:
    """The labels of a leg's criteria, in the rubric's order."""
    held = session.own_labels
    return [
        (held[criterion.id], label)
        for criterion in item.case.criteria
        if criterion.id in held and (label := held[criterion.id].label) is not None
    ]


def _chosen(legs: Sequence[int], leg: int | None) -> int:
    if leg is None and len(legs) > 1:
        raise VivaError(
            "several-legs",
            "There are labels of yours in several parts of this round, and a file holds one of them.",
            "Name the part: leg " + ", ".join(str(index) for index in legs) + ".",
            ErrorKind.CONFLICT,
        )
    if not legs or (leg is not None and leg not in legs):
        raise VivaError(
            "no-own-labels",
            "There is no label of yours here to export.",
            "Open a criterion of the scorecard and choose “I disagree”.",
            ErrorKind.NOT_FOUND,
        )
    return legs[0] if leg is None else leg
