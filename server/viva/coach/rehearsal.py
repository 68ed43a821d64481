"""What the interviewer is likely to say next, while the candidate is still talking. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from string import Formatter
from typing import Final

from viva.content.phrases import Phrase
from viva.domain.event import AnswerTaken, Control, ControlUsed, Event, Stored
from viva.domain.evidence import Judgement
from viva.domain.session import Session, apply
from viva.interview.conductor import react
from viva.interview.effects import Answered, Asked, Say, Trigger, Wished
from viva.interview.plan import Plan

MOST: Final = 6
"""Lines that are thought of at most."""
_WISHES: Final = (Control.DONE, Control.HINT, Control.REPEAT)
_REACTIONS: Final = (
    Phrase.ACKNOWLEDGE,
    Phrase.FLOOR,
    Phrase.PATIENCE,
    Phrase.SORRY,
    Phrase.STAY,
    Phrase.TURN,
    Phrase.BACK,
    Phrase.STUCK,
    Phrase.HINT,
    Phrase.REPEAT,
)


@dataclass(frozen=True, slots=True)
class _Stage:
    """What stays the same whatever is tried."""

    plan: Plan
    now_ms: int
    seed: int
    worded: Callable[[Say], bool]

    def lines(self, session: Session, coverage: Mapping[str, Judgement], trigger: Trigger) -> Iterator[str]:
        """What would be said."""
        for effect in react(self.plan, session, coverage, trigger, now_ms=self.now_ms, seed=self.seed):
            if not isinstance(effect, Say):
                continue
            if not self.worded(effect):
                yield effect.text
            elif effect.aim is not None and effect.aim.lead:
                yield effect.aim.lead

    def after(self, session: Session, event: Event) -> Session:
        """The session with one event more."""
        return apply(session, Stored(session.seq + 1, self.now_ms, event))


def rehearse(
    plan: Plan,
    session: Session,
    coverage: Mapping[str, Judgement],
    words: str,
    *,
    now_ms: int,
    seed: int,
    asked: Sequence[Asked] = (),
    before: Mapping[str, Judgement] | None = None,
    worded: Callable[[Say], bool] = lambda _: False,
) -> tuple[str, ...]:
    """The lines that would be said if the answer ended now, likeliest first, at most `MOST`.

    `words` is the answer so far, which the session does not have yet; `coverage` counts it in, `before`
    (where that differs) does not. The reply to the answer comes first, then those to a wish that ends it;
    with no words yet the wishes stand alone. `worded` tells which lines a model words: of those only the
    beginning is known, if that. `now_ms` and `seed` are what the session's own reaction would get.
    """
    if session.over:
        return ()
    stage = _Stage(plan, now_ms, seed, worded)
    lines: list[str] = []
    if words.strip():
        answer = AnswerTaken(len(session.turns), words, "voice", session.at_ms, now_ms)
        session = stage.after(session, answer)
        lines += stage.lines(session, coverage, Answered(tuple(asked)))
        if before is not None and before != coverage:
            lines += stage.lines(session, before, Answered(tuple(asked)))
    for control in _WISHES:
        lines += stage.lines(stage.after(session, ControlUsed(control)), coverage, Wished(control))
    return tuple(islice(dict.fromkeys(lines), MOST))


def worth_keeping(plan: Plan) -> tuple[str, ...]:
    """Authored lines of an interview that a voice can have ready on disk, soonest needed first.

    Its opening and question, the words between questions, how phases are opened, its probes and hints.
    """
    lines = [plan.round.format]
    lines += [line for leg in plan.legs for line in (leg.announce, leg.question.prompt)]
    lines += [line for name in _REACTIONS for line in plan.bank.variants[name]]
    for leg in plan.legs:
        lines += [phase.announce for phase in leg.phases]
        lines += [follow_up.text for follow_up in leg.question.follow_ups]
        for criterion in leg.criteria:
            lines += [*criterion.probes, *(point.ask for point in criterion.sub_points), *criterion.hints]
        lines += [fact.answer for fact in leg.question.facts]
    return tuple(dict.fromkeys(line for line in lines if line and not _has_slots(line)))


def _has_slots(text: str) -> bool:
    return any(slot is not None for _, slot, _, _ in Formatter().parse(text))
