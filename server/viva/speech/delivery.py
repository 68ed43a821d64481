"""How it was said, from a session's fold or a transcript. No model, and none of it in the score."""

from collections.abc import Mapping

from viva.content.library import Library
from viva.domain.delivery import Delivery, PhaseTime
from viva.domain.session import Session
from viva.domain.transcript import Transcript
from viva.speech.spoken_time import pauses_within, said_aloud, time_measures
from viva.speech.word_choice import word_measures


def session_delivery(session: Session, library: Library) -> Delivery | None:
    """All that a session's log supports; None while the candidate has said nothing.

    Spoken turns have their voice activity; of typed ones only the words are measured; a pasted transcript has
    the times that it came with. A phase that runs counts until the last event.
    """
    if not session.transcript.candidate_words:
        return None
    pasted = session.started.source == "paste"
    return Delivery(
        measures=(*time_measures(session.turns, pasted=pasted), *word_measures(session.turns)),
        pauses=() if pasted else pauses_within(said_aloud(session.turns)),
        phases=_phases(session, library),
    )


def transcript_delivery(transcript: Transcript) -> Delivery | None:
    """What a transcript supports by itself; None where none of it is the candidate's."""
    if not transcript.candidate_words:
        return None
    turns = transcript.turns
    return Delivery((*time_measures(turns, pasted=True), *word_measures(turns)))


def _phases(session: Session, library: Library) -> tuple[PhaseTime, ...]:
    held = library.rounds.get(session.started.round)
    planned: Mapping[tuple[int, str], float] = {
        (leg, phase.id): phase.minutes
        for leg, item in enumerate(held.legs if held else ())
        for phase in item.phases
    }
    used: dict[tuple[int, str], int] = {}
    for span in session.phases:
        left = session.at_ms if span.left_ms is None else span.left_ms
        at = (span.leg, span.phase)
        used[at] = used.get(at, 0) + left - span.entered_ms
    return tuple(PhaseTime(at[1], round(ms / 60_000, 2), planned.get(at)) for at, ms in used.items())
