"""The conductor: what the interviewer does next. Pure; all that it knows is in its arguments."""

import re
from collections.abc import Mapping
from typing import Final, assert_never

from viva.content.phrases import Phrase
from viva.domain.event import Act, Control
from viva.domain.evidence import Judgement
from viva.domain.session import Session
from viva.interview.effects import (
    Answered,
    Asked,
    Effect,
    Grade,
    Resumed,
    Started,
    Tick,
    Trigger,
    WakeAt,
    Wished,
)
from viva.interview.flow import (
    advance,
    announce_phase,
    ask_question,
    close,
    go_on,
    say_warning,
    start,
    time_up,
)
from viva.interview.intents import Intent, ends_part, read_intent
from viva.interview.plan import Plan
from viva.interview.quotes import content_words
from viva.interview.replies import after_skip, answer_questions, on_intent, repeat
from viva.interview.stage import Stage
from viva.interview.timing import (
    LAST_SLOT,
    finish_slot,
    next_wake,
    phase_over,
    phase_overdue,
    wants_warning,
)
from viva.interview.voice import Piece, spoken_minutes

SUBSTANCE: Final = 6
"""A turn that has this many content words beside its questions is an answer too."""
EXCUSE: Final = 4
"""The most content words that may stand beside a wish."""
_SENTENCE: Final = re.compile(r"[^.!?]+[.!?]?")
_WISHES: Final = {
    Control.HINT: Intent.HINT,
    Control.REPEAT: Intent.REPEAT,
    Control.SKIP: Intent.SKIP,
    Control.DONE: Intent.DONE,
    Control.END: Intent.END,
}


def react(
    plan: Plan,
    session: Session,
    coverage: Mapping[str, Judgement],
    trigger: Trigger,
    *,
    now_ms: int,
    seed: int,
) -> tuple[Effect, ...]:
    """What to do about a trigger, in order.

    `coverage` has the judgements of the current leg, by criterion; `now_ms` is the session clock. Equal
    arguments give equal effects. Nothing is wanted of a session that is over, but its grade.
    """
    if session.over:
        missing = session.ended is not None and session.grade is None
        return (Grade(),) if missing and isinstance(trigger, Resumed) else ()
    stage = Stage(plan, session, coverage, now_ms, seed)
    match trigger:
        case Started():
            start(stage)
        case Resumed():
            _on_resume(stage, greet=trigger.greet)
        case Answered():
            _on_answer(stage, trigger.asked)
        case Wished():
            on_intent(stage, _WISHES[trigger.control])
        case Tick():
            _on_tick(stage)
        case _:
            assert_never(trigger)
    wake = None if stage.session.over else next_wake(stage.history)
    return (*stage.effects, WakeAt(wake)) if wake is not None else tuple(stage.effects)


def _on_answer(stage: Stage, asked: tuple[Asked, ...]) -> None:
    answer = stage.history.answer
    if answer is None:
        return
    if stage.now_ms >= stage.plan.hard_end_ms:
        close(stage, "time")
        return
    intent = read_intent(answer.text) or _wish_with_excuse(answer.text)
    if intent is not None:
        on_intent(stage, intent)
        return
    if not asked and ends_part(answer.text):
        on_intent(stage, Intent.DONE)
        return
    rest = answer.text
    for item in reversed(asked):
        rest = f"{rest[: item.start]} {rest[item.end :]}"
    more = not asked or (len(content_words(rest)) >= SUBSTANCE and read_intent(rest) is None)
    tail = read_intent(asked[-1].text) if asked else None
    replied = answer_questions(stage, asked, more=more)
    if tail in {Intent.HINT, Intent.REPEAT, Intent.REPHRASE} and tail is not None and not replied:
        on_intent(stage, tail)
    elif more:
        advance(stage, replied=replied)
    elif not replied:
        on_intent(stage, tail or Intent.READY)


def _wish_with_excuse(text: str) -> Intent | None:
    """A wish for a repeat or a hint with its excuse: “Can you repeat that? I was writing.”"""
    for sentence in _SENTENCE.findall(text):
        intent = read_intent(sentence)
        if (
            intent in {Intent.REPEAT, Intent.REPHRASE, Intent.HINT}
            and len(content_words(text.replace(sentence, " "))) <= EXCUSE
        ):
            return intent
    return None


def _on_tick(stage: Stage) -> None:
    history = stage.history
    phase = history.phase
    minutes = spoken_minutes(history.phase_ms)
    spoken = stage.plan.bank.spoken(phase.id, phase.title)
    if stage.now_ms >= stage.plan.hard_end_ms:
        close(stage, "time")
    elif stage.now_ms >= stage.plan.soft_end_ms:
        if LAST_SLOT not in history.used:
            last = stage.phrase(Phrase.LAST, minutes=spoken_minutes(stage.now_ms))
            stage.say(Act.TIME, [Piece(last.text, f"{last.token} {LAST_SLOT}")])
    elif phase_overdue(history):
        if stage.plan.after(phase.leg, phase.id) is not None:
            time_up(stage)
    elif phase_over(history):
        over = history.phase_ms >= phase.length_ms
        if over and finish_slot(history) not in history.used:
            finish = stage.phrase(Phrase.FINISH, minutes=minutes, phase=spoken)
            stage.say(Act.TIME, [Piece(finish.text, f"{finish.token} {finish_slot(history)}")])
    elif wants_warning(history):
        say_warning(stage)


def _on_resume(stage: Stage, *, greet: bool) -> None:
    """Completes what was cut off in the middle; after a gap, says where they were."""
    history = stage.history
    session = history.session
    last = session.lines[-1] if session.lines else None
    tokens = last.said.slot.split() if last and last.said.slot else []
    mark, _, detail = tokens[0].partition(":") if tokens else ("", "", "")
    if session.phase is None or "opening" not in history.used:
        start(stage)
    elif last is not None and last.said.act is Act.CLOSING:
        reason = next((t.partition(":")[2] for t in tokens if t.startswith("closing:")), "finished")
        stage.end("time" if reason == "time" else "ended-early" if reason == "ended-early" else "finished")
    elif not history.here:
        announce_phase(stage, new_leg=history.phase is history.leg.phases[0])
    elif f"question:{history.leg.index}" not in history.used:
        ask_question(stage)
    elif mark == "time-up" and detail == f"{history.phase.leg}:{history.phase.id}":
        go_on(stage)
    elif last is not None and last.said.act is Act.SKIP:
        after_skip(stage)
    elif greet and mark != Phrase.RESUME:  # a question that was just asked again stands
        repeat(stage, Phrase.RESUME)
