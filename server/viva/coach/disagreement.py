"""The candidate's own labels beside the grader's."""

from typing import Final

from viva.codec.scorecard import load_scorecard
from viva.domain.errors import ErrorKind, VivaError, not_found
from viva.domain.event import LabelDisputed
from viva.domain.label import Label
from viva.domain.session import Session

MAX_NOTE: Final = 2_000
"""Characters of a note."""


def dispute(session: Session, criterion: str, label: Label | None, note: str = "") -> LabelDisputed | None:
    """The event that holds a label of the candidate's own, or takes it back (None); None where it stands so.

    Raises `VivaError`: not-graded, unknown-criterion, note-too-long.
    """
    if not session.grades:
        raise VivaError(
            "not-graded",
            "This session has not been graded, so there is no label to disagree with.",
            "End it, or grade what’s there.",
            ErrorKind.CONFLICT,
        )
    known = {one.id for grade in session.grades for one in load_scorecard(grade.scorecard).criteria}
    if criterion not in known:
        raise not_found("criterion", criterion, "Its scorecard names those that there are.")
    note = note.strip()
    if len(note) > MAX_NOTE:
        raise VivaError(
            "note-too-long",
            f"That note is too long: it may have {MAX_NOTE:,} characters.",
            "Keep to why the label should be another.",
            ErrorKind.TOO_LARGE,
        )
    event = LabelDisputed(criterion, label, note if label is not None else "")
    held = session.own_labels.get(criterion)
    same = held is None if label is None else held == event
    return None if same else event
