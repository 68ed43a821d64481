"""Sessions as files: the JSON export and its import."""

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

from viva.api.schemas.sessions import ExportIn, ExportOut, StoredIn, StoredOut
from viva.codec.events import dump_stored, load_event
from viva.codec.scorecard import load_scorecard
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import (
    AnswerTaken,
    Event,
    FillersCounted,
    InterviewerSaid,
    LineSpoken,
    SessionGraded,
    SessionStarted,
    Stored,
    TurnCorrected,
    TurnImported,
)
from viva.domain.session import Session, apply, begin, fold
from viva.domain.transcript import Speaker
from viva.ports import SessionStore

VERSION: Final = 1
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}", re.ASCII)


def export_session(session: Session, log: Sequence[Stored]) -> ExportOut:
    """A session's whole log."""
    return ExportOut(
        viva_export=VERSION,
        id=session.id,
        created_at=session.started.wall_time,
        events=tuple(StoredOut(**dump_stored(stored)) for stored in log),
    )


def read_export(data: ExportIn, library: Library) -> tuple[Stored, ...]:
    """The log of an export, every event in it and their order checked.

    Raises `VivaError`: export-too-new, bad-export, bad-event, broken-log.
    """
    if data.viva_export != VERSION:
        raise VivaError(
            "export-too-new",
            f"This export has the version {data.viva_export}; this Viva reads version {VERSION}.",
            "Update Viva, then import it again. Nothing was changed.",
        )
    log: list[Stored] = []
    for index, item in enumerate(data.events):
        log.append(Stored(item.seq, item.at_ms, _event(index, item)))
        _check_order(index, log)
    session = fold(data.id, log)
    _check_start(session, library)
    _check_turns(data.id, log)
    return tuple(log)


async def import_session(store: SessionStore, created_at: datetime, name: str, log: Sequence[Stored]) -> str:
    """Writes a checked log; its id, or a new one where there is such a session already."""
    taken = {head.id for head in await store.heads()}
    session_id = name if _PLAIN_ID.fullmatch(name) and name not in taken else uuid4().hex
    moment = created_at if created_at.tzinfo else created_at.replace(tzinfo=UTC)
    await store.create(session_id, moment, [(stored.at_ms, stored.event) for stored in log])
    return session_id


def _event(index: int, item: StoredIn) -> Event:
    try:
        _check_plain(index, item)
        event = load_event(item.event)
        if isinstance(event, SessionGraded):
            load_scorecard(event.scorecard)
    except VivaError as error:
        raise VivaError(
            error.code,
            f"Event {index + 1} of the export: {error.message}",
            "It may come from a newer version of Viva. Update, then import it again. Nothing was changed.",
        ) from error
    return event


def _check_plain(index: int, item: StoredIn) -> None:
    try:
        json.dumps(item.event, allow_nan=False, ensure_ascii=False).encode()
    except ValueError as error:
        raise _bad(index, "it holds what JSON cannot (NaN, or half a character)") from error


def _check_order(index: int, log: Sequence[Stored]) -> None:
    stored = log[-1]
    if stored.seq != index + 1:
        raise _bad(index, f"its seq is {stored.seq}, and {index + 1} comes next")
    if index and stored.at_ms < log[-2].at_ms:
        raise _bad(index, "its time is before the event before it")
    if index and isinstance(stored.event, SessionStarted):
        raise _bad(index, "a session starts once only")


def _check_start(session: Session, library: Library) -> None:
    """A round that is not known here may be imported: it can be read, only not graded again."""
    if not _is_moment(session.started.wall_time):
        raise _bad(0, "its wall_time is no time with a zone")
    asked = len(session.started.questions)
    held = library.rounds.get(session.started.round)
    if asked == 0 or (held is not None and len(held.legs) != asked):
        raise _bad(0, f"it has {asked} questions for the round “{session.started.round}”")
    if any(not 0 <= span.leg < asked for span in session.phases):
        raise _bad(0, "a phase belongs to no question of it")


def _is_moment(text: str) -> bool:
    try:
        return not text or datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _check_turns(name: str, log: Sequence[Stored]) -> None:
    expected = 0
    session = begin(name, log[0])
    for index, stored in enumerate(log):
        event = stored.event
        if isinstance(event, AnswerTaken | TurnCorrected) and event.words:
            _check_words(index, event)
        match event:
            case InterviewerSaid() | AnswerTaken() | TurnImported():
                if event.turn != expected:
                    raise _bad(index, f"its turn is {event.turn}, and {expected} comes next")
                expected += 1
            case LineSpoken() | TurnCorrected() | FillersCounted():
                _check_aside(index, event, session)
            case SessionGraded():
                _check_evidence(index, event, session)
            case _:
                pass
        session = apply(session, stored)


def _check_words(index: int, event: AnswerTaken | TurnCorrected) -> None:
    if [word.text for word in event.words] != event.text.split():
        raise _bad(index, "its words are not those of its text")


def _check_aside(index: int, event: LineSpoken | TurnCorrected | FillersCounted, session: Session) -> None:
    """An event about an earlier turn: there is one, and it is the right side's."""
    whose = Speaker.INTERVIEWER if isinstance(event, LineSpoken) else Speaker.CANDIDATE
    turns = session.turns[event.turn : event.turn + 1] if event.turn >= 0 else ()
    if not turns or turns[0].speaker is not whose:
        raise _bad(index, f"turn {event.turn} is none of the {whose}’s")


def _check_evidence(index: int, event: SessionGraded, session: Session) -> None:
    """Quotes are in the transcript as it was when it was graded: later corrections do not count."""
    for criterion in load_scorecard(event.scorecard).criteria:
        for evidence in criterion.judgement.evidence:
            turns = session.turns[evidence.turn : evidence.turn + 1]
            if not turns or turns[0].text[evidence.start : evidence.end] != evidence.quote:
                raise _bad(index, f"the evidence for “{criterion.id}” is not in the transcript")


def _bad(index: int, why: str) -> VivaError:
    return VivaError(
        "bad-export",
        f"Event {index + 1} of the export does not fit: {why}.",
        "The file was changed or cut off. Export it again. Nothing was changed.",
        ErrorKind.INVALID,
    )
