"""Scorecards of sessions as they are read: with the delivery as it is now, and quotes that still stand."""

from dataclasses import replace

from viva.codec.scorecard import ScorecardOut, load_scorecard, scorecard_out
from viva.content.library import Library
from viva.domain.event import SessionGraded
from viva.domain.evidence import Evidence
from viva.domain.session import Session
from viva.grading.stale import stale_warning, stands
from viva.speech.delivery import session_delivery


def card_out(library: Library, session: Session, graded: SessionGraded) -> ScorecardOut:
    """One of a session's scorecards. Raises `VivaError` (bad-scorecard)."""
    card = load_scorecard(graded.scorecard)
    stale = stale_warning(card.criteria, session.turns)
    out = scorecard_out(
        replace(
            card,
            delivery=session_delivery(session, library),
            warnings=(*card.warnings, stale) if stale else card.warnings,
        )
    )
    if not stale:
        return out
    criteria = tuple(
        item.model_copy(
            update={
                "evidence": tuple(
                    e
                    for e in item.evidence
                    if stands(Evidence(e.turn, e.start, e.end, e.quote), session.turns)
                )
            }
        )
        for item in out.criteria
    )
    return out.model_copy(update={"criteria": criteria})
