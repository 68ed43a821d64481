"""Replies to what a candidate wants of the interviewer: facts, hints, the question again, the time."""

import re
from collections.abc import Sequence
from typing import Final

from viva.content.phrases import Phrase
from viva.domain.event import Act
from viva.domain.question import Assumption, Fact
from viva.domain.session import Line
from viva.interview.effects import Asked
from viva.interview.flow import advance, ask, close, go_on
from viva.interview.intents import Intent, read_intent
from viva.interview.moves import extra_move, hint_for, hint_target, move_for, next_move
from viva.interview.plan import LegPlan
from viva.interview.stage import Stage
from viva.interview.timing import left_ms
from viva.interview.voice import Piece, spoken_minutes

_FIRST_SENTENCE: Final = re.compile(r"^.*?[.!?](?=\s+[A-Z0-9“]|$)", re.DOTALL)
_OF_LISTENER: Final = re.compile(
    r"\b(?:you|your team) (?:\w+ )?(?:know|remember|recall|understand|heard|seen|familiar|use|used|work)\b|"
    r"\b(?:have|are) you (?:\w+ )?(?:familiar|heard|seen|used|worked|comfortable)\b",
    re.IGNORECASE,
)
_OPENERS: Final = frozenset({Act.OPENING, Act.QUESTION, Act.PHASE})
_SIMPLE: Final = {
    Intent.PATIENCE: (Act.PATIENCE, Phrase.PATIENCE),
    Intent.READY: (Act.PATIENCE, Phrase.FLOOR),
    Intent.VERDICT: (Act.PATIENCE, Phrase.NO_VERDICT),
}


def on_intent(stage: Stage, intent: Intent) -> None:
    """Does what an utterance that is mainly a wish asks for."""
    match intent:
        case Intent.REPEAT:
            repeat(stage)
        case Intent.REPHRASE:
            rephrase(stage)
        case Intent.HINT:
            hint(stage)
        case Intent.SKIP:
            skip(stage)
        case Intent.DONE if _last_part_unheard(stage):
            repeat(stage, Phrase.UNHEARD)
        case Intent.DONE:
            go_on(stage, stage.phrase(Phrase.DONE))
        case Intent.END:
            close(stage, "ended-early")
        case Intent.TIME:
            say_time_left(stage)
        case Intent.DONT_KNOW:
            advance(stage, stage.phrase(Phrase.DONT_KNOW))
        case Intent.PATIENCE | Intent.READY | Intent.VERDICT:
            act, phrase = _SIMPLE[intent]
            stage.say(act, [stage.phrase(phrase)])


def _last_part_unheard(stage: Stage) -> bool:
    """Whether the last part was opened and nothing has come of it yet: ending there is often a slip."""
    at = stage.history.phase
    return stage.plan.after(at.leg, at.id) is None and all(
        line.said.act in _OPENERS for line in stage.history.here
    )


def answer_questions(stage: Stage, asked: Sequence[Asked], *, more: bool) -> bool:
    """Answers what was asked, all of it; true if anything was said. `more`: the turn said more than that."""
    told: list[Piece] = []
    assumed: list[Piece] = []
    open_ones = 0
    for item in asked:
        if item.facts:
            told += [piece for fact in item.facts for piece in _fact(stage, fact, told)]
        elif item.assumption is not None:
            assumed += _assumption(stage, item.assumption, assumed)
        elif (wish := read_intent(item.text)) is not None:
            if wish is Intent.TIME:
                say_time_left(stage)
        elif item.waiting or not more:
            open_ones += 1
    sheet = bool(stage.history.leg.question.facts)
    if told:
        stage.say(Act.FACT, told)
    if open_ones and not assumed and (sheet or not more):
        assumed = [stage.phrase(Phrase.ASSUME if sheet else _choice(stage, asked))]
    if assumed:
        stage.say(Act.ASSUME, assumed)
    return bool(told or assumed)


def _choice(stage: Stage, asked: Sequence[Asked]) -> Phrase:
    audience = stage.history.leg.question.audience
    known = any(_OF_LISTENER.search(item.text) for item in asked)
    return Phrase.LISTENER if known and audience is not None and audience.listener else Phrase.CHOOSE


def hint(stage: Stage) -> None:
    """The next graded hint for what is being asked about; when all were given, says so."""
    history = stage.history
    target = hint_target(history)
    move = hint_for(history, target) if target is not None else None
    if move is None or target is None:
        stage.say(Act.HINT, [stage.phrase(Phrase.NO_MORE_HINTS)])
        return
    into = stage.phrase(Phrase.HINT)
    stage.say(Act.HINT, [into, Piece(move.text, move.token)], criterion=target.id)


def repeat(stage: Stage, phrase: Phrase = Phrase.REPEAT) -> None:
    """The last question again."""
    line = stage.history.last_question
    core = line_core(stage.history.leg, line) if line else stage.history.leg.question.prompt
    into = stage.phrase(phrase)
    stage.say(Act.REPEAT, [into, Piece(core, "again-question")])


def rephrase(stage: Stage) -> None:
    """The same from another side, where the bank has one for what is being asked about; else once more."""
    history = stage.history
    criterion = history.leg.criterion(history.current)
    move = move_for(history, criterion) if criterion is not None else None
    if move is not None and move.quote is None:
        ask(stage, move, stage.phrase(Phrase.STUCK))
    else:
        repeat(stage)


def skip(stage: Stage) -> None:
    """Leaves the question that was asked for good; the next one of the phase, or the next phase."""
    current = stage.history.current
    stage.say(Act.SKIP, [stage.phrase(Phrase.SKIP)], criterion=current)
    after_skip(stage)


def after_skip(stage: Stage) -> None:
    """What is asked in place of a question that was left."""
    history = stage.history
    room = history.questions_here < history.phase.questions
    move = (next_move(history) or extra_move(history)) if room else None
    if move is not None:
        ask(stage, move, replied=True)
    else:
        go_on(stage)


def say_time_left(stage: Stage) -> None:
    """How long the phase has still got."""
    stage.say(Act.TIME, [stage.phrase(Phrase.TIME_LEFT, minutes=spoken_minutes(left_ms(stage.history)))])


def line_core(leg: LegPlan, line: Line) -> str:
    """The question of a line, without what led into it."""
    said = line.said
    if said.source == "llm" or not said.slot:
        return said.text
    kind, _, rest = said.slot.split()[-1].partition(":")
    name, _, number = rest.rpartition(":")
    text: str | None = None
    if kind == "question":
        text = leg.question.prompt
    elif kind == "phase":
        text = next((p.announce for p in leg.phases if p.id == number), None)
    elif kind == "follow" and int(number) < len(leg.question.follow_ups):
        text = leg.question.follow_ups[int(number)].text
    criterion = leg.criterion(name)
    if kind == "probe" and criterion is not None and int(number) < len(criterion.probes):
        text = criterion.probes[int(number)]
    elif kind == "ask" and criterion is not None:
        text = next((p.ask for p in criterion.sub_points if p.id == number), None)
    return text.replace("{quote}", said.quote or "") if text else said.text


def _fact(stage: Stage, fact: Fact, told: list[Piece]) -> list[Piece]:
    token = f"fact:{fact.id}"
    if any(piece.token == token for piece in told):
        return []
    if token not in stage.history.used:
        return [Piece(fact.answer, token)]
    found = _FIRST_SENTENCE.match(fact.answer)
    return [stage.phrase(Phrase.AGAIN), Piece(found.group() if found else fact.answer, token)]


def _assumption(stage: Stage, assumption: Assumption, assumed: list[Piece]) -> list[Piece]:
    sheet = stage.history.leg.question.yours_to_assume
    token = f"yours:{sheet.index(assumption)}"
    if any(piece.token == token for piece in assumed):
        return []
    if token in stage.history.used:
        return [stage.phrase(Phrase.ASSUME)]
    return [Piece(assumption.reply, token)]
