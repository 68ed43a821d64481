"""From one question to the next, from phase to phase, to the end."""

from collections.abc import Sequence
from typing import Literal

from viva.content.phrases import Phrase
from viva.domain.event import Act
from viva.domain.rubric import Criterion
from viva.interview.effects import Aim
from viva.interview.history import SHORT_ANSWER, History, Standing
from viva.interview.intents import protests
from viva.interview.moves import (
    Move,
    at_hand,
    concession,
    covered,
    earlier_quote,
    extra_move,
    fitting_quote,
    hint_for,
    move_for,
    next_move,
    quote_for,
)
from viva.interview.plan import PhasePlan
from viva.interview.stage import Stage
from viva.interview.timing import phase_over, wants_warning, warn_slot
from viva.interview.voice import Piece, spoken_minutes

Reason = Literal["finished", "ended-early", "time"]
_CLOSE: dict[Reason, Phrase] = {
    "finished": Phrase.CLOSE,
    "time": Phrase.CLOSE_TIME,
    "ended-early": Phrase.CLOSE_EARLY,
}
STUCK_HINT_AT = 2
STUCK_LEAVE_AT = 3
STUCK_MOVE_ON_AT = 5
WELL_AHEAD = 2
"""An answer that speaks to as many criteria of a later phase, one of them in full, has gone on to it."""


def start(stage: Stage) -> None:
    """Opens as an interviewer does: format and time, then the question."""
    first = stage.plan.phases[0]
    if stage.session.phase is None:
        stage.enter(first)
    if "opening" not in stage.history.used:
        stage.say(Act.OPENING, [Piece(stage.plan.round.format, "opening")])
    ask_question(stage)


def ask_question(stage: Stage) -> None:
    """The leg's question itself."""
    leg = stage.history.leg
    stage.say(Act.QUESTION, [Piece(leg.question.prompt, f"question:{leg.index}")])


def advance(stage: Stage, lead: Piece | None = None, *, replied: bool = False) -> None:
    """What comes after an answer: a hint, a deeper question, a probe, the next phase or the end.

    `lead` stands before what is said in place of an acknowledgement; `replied` means that none is wanted.
    """
    history = stage.history
    if stage.now_ms >= stage.plan.soft_end_ms:
        close(stage, "time")
        return
    if phase_over(history):
        time_up(stage)
        return
    conceded = None if lead else _concede(stage)
    lead = lead or conceded
    if (conceded is None and _unstick(stage, lead)) or (lead is None and not replied and _bring_back(stage)):
        return
    room = history.questions_here < history.phase.questions
    leave = history.current if history.stuck >= STUCK_LEAVE_AT else None
    given_up = history.stuck >= STUCK_MOVE_ON_AT
    told = history.current if conceded else None
    without = frozenset(name for name in (leave, told) if name)
    move = next_move(history, without) if room and not given_up else None
    move = move or (None if given_up else extra_move(history))
    if move is not None:
        ask(stage, move, lead, replied=replied)
    else:
        go_on(stage, lead or (None if replied else _leaving(stage)))


def ask(stage: Stage, move: Move, lead: Piece | None = None, *, replied: bool = False) -> None:
    """Asks a question, led into by an acknowledgement or by the candidate's own words."""
    pieces, quote = _lead(stage, move, lead, replied=replied)
    if wants_warning(stage.history):
        pieces = [*pieces, _warning(stage)]
    before = " ".join(piece.text for piece in pieces)
    aim = Aim(
        act=move.act,
        criterion=move.criterion,
        authored=move.text,
        lead="" if quote and not move.quote else before,
        quote=quote,
    )
    stage.say(
        move.act,
        [*pieces, Piece(move.text, move.token)],
        criterion=move.criterion.id if move.criterion else None,
        quote=quote,
        aim=aim,
    )


def go_on(stage: Stage, lead: Piece | None = None) -> None:
    """The next phase that still has something to ask, or the end."""
    at = stage.history.phase
    passed: list[Piece] = []
    while True:
        phase = stage.plan.after(at.leg, at.id)
        if phase is None:
            close(stage, "finished")
            return
        preview = stage.preview(phase)
        if phase.leg != at.leg or not covered(preview, phase.criteria):
            break
        if next_move(preview) or extra_move(preview):
            break
        at = phase
        spoken = stage.plan.bank.spoken(phase.id, phase.title)
        passed = [stage.phrase(Phrase.PASSED, phase=spoken)]
    open_phase(stage, phase, lead, passed)


def open_phase(stage: Stage, phase: PhasePlan, lead: Piece | None, passed: Sequence[Piece] = ()) -> None:
    """Enters a phase and opens it aloud: a new leg's question, the announcement, or a question of its own
    where the candidate has begun on the phase already."""
    new_leg = phase.leg != stage.history.phase.leg
    stage.enter(phase)
    announce_phase(stage, lead, passed, new_leg=new_leg)


def announce_phase(
    stage: Stage, lead: Piece | None = None, passed: Sequence[Piece] = (), *, new_leg: bool
) -> None:
    """The words that open the phase just entered."""
    history, phase = stage.history, stage.history.phase
    leads = [*([lead] if lead else []), *passed]
    if new_leg:
        if history.leg.announce:
            stage.say(Act.PHASE, [*leads, Piece(history.leg.announce, f"leg:{phase.leg}")])
        ask_question(stage)
        return
    begun = _begun(history)
    move = (next_move(history) or extra_move(history)) if begun or not phase.announce else None
    if move is None:
        stage.say(Act.PHASE, [*leads, Piece(phase.announce, f"phase:{phase.leg}:{phase.id}")])
        return
    enter = stage.phrase(Phrase.ENTER, phase=stage.plan.bank.spoken(phase.id, phase.title))
    ask(stage, move, _joined([*(passed or [stage.phrase(Phrase.ACKNOWLEDGE)]), enter]))


def _begun(history: History) -> bool:
    """Whether the candidate has spoken to the phase before it was opened."""
    stand = [history.standing(c.id) for c in history.phase.criteria]
    told = sum(s in {Standing.FULL, Standing.PARTIAL} for s in stand)
    return bool(stand) and (stand[0] is Standing.FULL or (told >= WELL_AHEAD and Standing.FULL in stand))


def close(stage: Stage, reason: Reason) -> None:
    """Thanks, and the end."""
    slots = {"minutes": spoken_minutes(stage.now_ms)} if reason == "time" else {}
    phrase = stage.phrase(_CLOSE[reason], **slots)
    stage.say(Act.CLOSING, [Piece(phrase.text, f"closing:{reason} {phrase.token}")])
    stage.end(reason)


def time_up(stage: Stage) -> None:
    """Says that the phase's time is over, and moves on."""
    history = stage.history
    phase = history.phase
    if stage.plan.after(phase.leg, phase.id) is None:
        close(stage, "finished")
        return
    phrase = stage.phrase(
        Phrase.TIME_UP,
        minutes=spoken_minutes(history.phase_ms),
        phase=stage.plan.bank.spoken(phase.id, phase.title),
    )
    stage.say(Act.TIME, [Piece(phrase.text, f"time-up:{phase.leg}:{phase.id} {phrase.token}")])
    go_on(stage)


def _unstick(stage: Stage, lead: Piece | None) -> bool:
    """Helps a candidate who had nothing to say: from another side first, then with a hint."""
    history = stage.history
    criterion = history.leg.criterion(history.current)
    if criterion is None or not 0 < history.stuck < STUCK_LEAVE_AT:
        return False
    if history.standing(criterion.id) is Standing.FULL:
        return False
    if history.stuck == STUCK_HINT_AT:
        hint = hint_for(history, criterion)
        if hint is None:
            return False
        into = stage.phrase(Phrase.STUCK_HINT)
        pieces = [*([lead] if lead else []), into, Piece(hint.text, hint.token)]
        stage.say(Act.HINT, pieces, criterion=criterion.id)
        return True
    brief = history.answer is not None and len(history.answer.text.split()) < SHORT_ANSWER
    room = history.questions_here < history.phase.questions and history.attempts(criterion.id) < 2
    move = move_for(history, criterion) if room and (brief or lead) else None
    if move is None:
        return False
    first = lead or stage.phrase(Phrase.ACKNOWLEDGE)
    ask(stage, move, _joined([first, stage.phrase(Phrase.STUCK)]))
    return True


def _concede(stage: Stage) -> Piece | None:
    """“I just told you that”: the point is theirs, and the question is not put again."""
    history = stage.history
    criterion = history.leg.criterion(history.current)
    if criterion is None or history.answer is None or not protests(history.answer.text):
        return None
    return _with(stage.phrase(Phrase.CONCEDE), concession(criterion))


def _bring_back(stage: Stage) -> bool:
    """Returns, once, to a question that the candidate passed over while speaking about something else."""
    history, phase = stage.history, stage.history.phase
    line = history.last_question
    if line is None or not history.passed_over:
        return False
    criterion = history.leg.criterion(line.said.criterion)
    if criterion is None:
        slot = f"back-to:{phase.leg}:{phase.id}"
        if slot in history.used or not phase.announce:
            return False
        stage.say(
            Act.REPEAT, [_with(stage.phrase(Phrase.BACK), slot), Piece(phase.announce, "again-question")]
        )
        return True
    room = history.questions_here < phase.questions and history.attempts(criterion.id) == 1
    move = move_for(history, criterion) if room else None
    if move is None:
        return False
    ask(stage, move, _ahead(stage) or stage.phrase(Phrase.BACK))
    return True


def _ahead(stage: Stage) -> Piece | None:
    """Says, once a phase, that what the candidate told of a later phase counts there."""
    history = stage.history
    earned = history.earned_in(len(history.session.turns) - 1)
    later = stage.plan.after(history.phase.leg, history.phase.id)
    while later is not None and later.leg == history.phase.leg:
        stand = [history.standing(c.id) for c in later.criteria if c.id in earned]
        begun = Standing.FULL in stand and sum(s in {Standing.FULL, Standing.PARTIAL} for s in stand)
        slot = f"ahead-of:{later.leg}:{later.id}"
        if begun >= WELL_AHEAD and slot not in history.used:
            spoken = stage.plan.bank.spoken
            here = spoken(history.phase.id, history.phase.title)
            return _with(stage.phrase(Phrase.AHEAD, phase=spoken(later.id, later.title), here=here), slot)
        later = stage.plan.after(later.leg, later.id)
    return None


def _lead(stage: Stage, move: Move, lead: Piece | None, *, replied: bool) -> tuple[list[Piece], str | None]:
    history = stage.history
    if lead is not None or replied:
        return ([lead] if lead else []), move.quote
    if move.quote is not None:
        return [stage.phrase(Phrase.ACKNOWLEDGE)], move.quote
    if move.act is Act.DEEPEN and move.criterion is not None:
        return _into_deeper(stage, move.criterion)
    quote = quote_for(history, move)
    if quote is not None:
        return [stage.phrase(Phrase.ECHO, quote=quote)], quote
    ahead = _ahead(stage)
    pieces = [ahead or stage.phrase(Phrase.ACKNOWLEDGE)]
    if ahead is None and history.questions_here and stage.voice.chance("turn", 3):
        pieces.append(stage.phrase(Phrase.TURN))
    return pieces, None


def _into_deeper(stage: Stage, criterion: Criterion) -> tuple[list[Piece], str | None]:
    history = stage.history
    quote = fitting_quote(history, criterion)
    if quote is not None:
        return [stage.phrase(Phrase.PICK_UP, quote=quote)], quote
    acknowledged = stage.phrase(Phrase.ACKNOWLEDGE)
    if at_hand(history, criterion):
        return [acknowledged, stage.phrase(Phrase.STAY)], None
    quote = earlier_quote(history, criterion)
    into = stage.phrase(Phrase.EARLIER, quote=quote) if quote else stage.phrase(Phrase.TURN)
    return [acknowledged, into], quote


def _leaving(stage: Stage) -> Piece:
    phase = stage.history.phase
    return stage.phrase(Phrase.MOVE_ON, phase=stage.plan.bank.spoken(phase.id, phase.title))


def _warning(stage: Stage) -> Piece:
    history = stage.history
    phase = history.phase
    phrase = stage.phrase(
        Phrase.WARNING,
        minutes=spoken_minutes(phase.length_ms - history.phase_ms),
        phase=stage.plan.bank.spoken(phase.id, phase.title),
    )
    return Piece(phrase.text, f"{phrase.token} {warn_slot(history)}")


def say_warning(stage: Stage) -> None:
    """The word on time alone, where nothing else is being said."""
    stage.say(Act.TIME, [_warning(stage)])


def _with(piece: Piece, slot: str) -> Piece:
    return Piece(piece.text, f"{piece.token} {slot}")


def _joined(pieces: list[Piece]) -> Piece:
    return Piece(
        " ".join(piece.text for piece in pieces if piece.text), " ".join(piece.token for piece in pieces)
    )
