"""Which question next: the most valuable criterion that is not covered, and an authored line for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from viva.content.criteria import AUDIENCE
from viva.domain.event import Act
from viva.domain.evidence import Scored
from viva.domain.level import Level
from viva.domain.rubric import Criterion, SubPoint
from viva.interview.history import History, Standing
from viva.interview.quotes import content_words, pick_quote, telling_quote

MOST_ATTEMPTS: Final = 2
"""No criterion is asked about more often than this; once more where the last answer began on it."""
LEAST_VALUE: Final = 0.3
"""A question worth less than this is not asked."""
_STANDING: Final = {Standing.MISSING: 1.0, Standing.UNSURE: 0.75, Standing.PARTIAL: 0.65, Standing.FULL: 0.0}
_FRESH_PARTIAL: Final = 1.15
"""A partial that the last answer began: going deeper there is the natural next question."""
_MUST_HAVE: Final = 1.5
_OWN_FOLLOW_UP: Final = 1.25
_TRIED: Final = 0.45
_FLOATING: Final = {Level.MID: 0.6, Level.SENIOR: 0.7, Level.STAFF: 1.0}
_FLOATING_LAST: Final = 1.3
_LIGHT: Final = 0.9
"""At mid level, partials lighter than this are left alone."""
NEAR: Final = 2.0
"""A clause bears on a question if it shares two words or more with what the question is about."""
_LEADING: Final = 5
NOT_SAID: Final = "Not said:"
"""What stands in a judgement's reason before the sub-points that are missing."""


@dataclass(frozen=True, slots=True)
class Move:
    """A question to ask. `text` is filled; `token` identifies the authored line."""

    act: Act
    text: str
    token: str
    criterion: Criterion | None = None
    quote: str | None = None


_FIGURES_WANTED: Final = re.compile(
    r"\b(?:figures?|numbers on|how many|how much|how big|how large)\b", re.IGNORECASE
)
_FIGURE: Final = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand|million|half|third|quarter|per ?cent)\b",
    re.IGNORECASE,
)
FIGURES: Final = 2
"""An answer with as many numbers is not asked for figures."""


def next_move(history: History, without: frozenset[str] = frozenset()) -> Move | None:
    """The most valuable question for the phase, or None when nothing is worth asking."""
    ranked = sorted(
        ((worth(history, c), -i, c) for i, c in enumerate(_candidates(history)) if c.id not in without),
        key=lambda item: item[:2],
        reverse=True,
    )
    first = _first(history)
    if first is not None:
        ranked.sort(key=lambda item: item[2] is not first)
    for value, _, criterion in ranked:
        if value < LEAST_VALUE:
            return None
        move = move_for(history, criterion)
        if move is not None:
            return move
    return None


def _first(history: History) -> Criterion | None:
    """The criterion that an announced phase begins with, while nothing of the phase has been said."""
    own, last = history.phase.criteria, history.last_question
    begun = any(history.standing(c.id) in {Standing.PARTIAL, Standing.FULL} for c in own)
    fresh = last is not None and last.said.act is Act.PHASE and not begun
    return next((c for c in own if c.id not in history.skipped), None) if fresh else None


def move_for(history: History, criterion: Criterion) -> Move | None:
    """The next unused line for a criterion: a partial is deepened, anything else is probed."""
    deeper = (
        tuple(_deepening(history, criterion)) if history.standing(criterion.id) is Standing.PARTIAL else ()
    )
    probes = tuple(_probing(history, criterion))
    known = at_hand(history, criterion) or earlier_quote(history, criterion) is not None
    for move in (*deeper, *probes) if known else (*probes, *deeper):
        if move.token not in history.used:
            return move
    return None


def at_hand(history: History, criterion: Criterion) -> bool:
    """Whether a criterion is what was just talked about, so that “that” needs no explaining."""
    turn = len(history.session.turns) - 1
    return criterion.id == history.current or criterion.id in history.earned_in(turn)


def extra_move(history: History) -> Move | None:
    """A harder question once a phase is covered, as the level wants: one of the question's own that was not
    used, or a part of a full answer that its judgement calls unsaid."""
    asked = sum(line.said.act is Act.FOLLOW_UP for line in history.here)
    if asked >= history.plan.extras:
        return None
    moves = (*_own_extras(history), *_unsaid_extras(history))
    return next((move for move in moves if move.token not in history.used), None)


def _own_extras(history: History) -> Iterator[Move]:
    """Follow-ups that aim at nothing and, at staff level, scenarios of a design question. A story's own are
    left out: what they ask for has been told by then."""
    phase, question = history.phase, history.leg.question
    scenarios = bool(question.facts) and history.plan.level is Level.STAFF
    last = phase is history.leg.phases[-1]
    own = {c.id for c in phase.criteria}
    for i, follow_up in enumerate(question.follow_ups):
        here = (scenarios and follow_up.criterion in own) if follow_up.criterion else last
        if here and "{quote}" not in follow_up.text:
            yield Move(Act.FOLLOW_UP, follow_up.text, f"follow:{question.id}:{i}")


def _unsaid_extras(history: History) -> Iterator[Move]:
    for criterion in sorted(history.phase.criteria, key=lambda c: -c.weight):
        judgement = history.coverage.get(criterion.id)
        reason = judgement.reason if isinstance(judgement, Scored) else ""
        missing = reason.partition(NOT_SAID)[2]
        for point in criterion.sub_points:
            if history.standing(criterion.id) is Standing.FULL and _told_of(point, missing):
                yield Move(Act.FOLLOW_UP, point.ask, f"ask:{criterion.id}:{point.id}")


def worth(history: History, criterion: Criterion) -> float:
    """How much a question on a criterion is worth now: weight, must-have, what is missing, what was tried."""
    level = history.plan.level
    standing = history.standing(criterion.id)
    attempts = history.attempts(criterion.id)
    turn = len(history.session.turns) - 1
    fresh = standing is Standing.PARTIAL and criterion.id in history.earned_in(turn)
    if criterion.id in history.skipped or concession(criterion) in history.used:
        return 0.0
    if attempts >= MOST_ATTEMPTS + fresh:
        return 0.0
    if level is Level.MID and standing is Standing.PARTIAL and criterion.weight < _LIGHT:
        return 0.0
    value = criterion.weight * (_FRESH_PARTIAL if fresh else _STANDING[standing])
    value *= (_MUST_HAVE if level in criterion.must_have else 1.0) * (1.0 if fresh else _TRIED**attempts)
    if any(move.token not in history.used for move in _own_follow_ups(history, criterion)):
        value *= _OWN_FOLLOW_UP
    if criterion in history.leg.floating:
        value *= _FLOATING[level] * (_FLOATING_LAST if history.phase is history.leg.phases[-1] else 1.0)
    return value


def concession(criterion: Criterion) -> str:
    """Records that the candidate had told it already."""
    return f"had-told:{criterion.id}"


def hint_target(history: History) -> Criterion | None:
    """What a hint should help with: the criterion being asked about, or the most valuable open one."""
    current = history.leg.criterion(history.current)
    if current is not None and history.standing(current.id) is not Standing.FULL:
        return current
    open_ones = [
        c
        for c in _candidates(history)
        if history.standing(c.id) is not Standing.FULL and c.id not in history.skipped
    ]
    return max(open_ones, key=lambda c: worth(history, c), default=None)


def hint_for(history: History, criterion: Criterion) -> Move | None:
    """The next hint for a criterion, first to last; None when all were given."""
    for i, text in enumerate(criterion.hints):
        token = f"hint-for:{criterion.id}:{i}"
        if token not in history.used:
            return Move(Act.HINT, text, token, criterion)
    return None


def covered(history: History, criteria: tuple[Criterion, ...]) -> bool:
    """Whether all of some criteria are full."""
    return all(history.standing(c.id) is Standing.FULL for c in criteria)


def _candidates(history: History) -> tuple[Criterion, ...]:
    phase = history.phase
    floating = {c.id for c in history.leg.floating}
    asked = sum(line.said.criterion in floating for line in history.here)
    most = 2 if phase is history.leg.phases[-1] else 1
    late = phase.late and asked < most
    audience = history.leg.question.audience
    nobody = audience is not None and audience.listener is None  # a constraint cannot be asked after
    own = tuple(c for c in phase.criteria if not (nobody and c.id == AUDIENCE))
    return own + (history.leg.floating if late else ())


def _own_follow_ups(history: History, criterion: Criterion) -> Iterator[Move]:
    question = history.leg.question
    for i, follow_up in enumerate(question.follow_ups):
        if follow_up.criterion == criterion.id:
            move = _filled(history, Act.PROBE, follow_up.text, f"follow:{question.id}:{i}", criterion)
            if move is not None:
                yield move


def _probing(history: History, criterion: Criterion) -> Iterator[Move]:
    yield from _own_follow_ups(history, criterion)
    moves = [
        move
        for i, probe in enumerate(criterion.probes)
        if (move := _filled(history, Act.PROBE, probe, f"probe:{criterion.id}:{i}", criterion)) is not None
    ]
    yield from sorted(moves, key=lambda move: move.quote is None)


def _deepening(history: History, criterion: Criterion) -> Iterator[Move]:
    given = any(len(_FIGURE.findall(turn.text)) >= FIGURES for turn in history.latest)
    for point in _unsaid(history, criterion):
        if given and _FIGURES_WANTED.search(point.ask):
            continue
        move = _filled(history, Act.DEEPEN, point.ask, f"ask:{criterion.id}:{point.id}", criterion)
        if move is not None:
            yield move


def _unsaid(history: History, criterion: Criterion) -> list[SubPoint]:
    """The sub-points of a partial, those that its judgement calls missing first."""
    judgement = history.coverage.get(criterion.id)
    reason = judgement.reason if isinstance(judgement, Scored) else ""
    said, _, missing = reason.partition(NOT_SAID)
    named = [p for p in criterion.sub_points if _told_of(p, missing)]
    others = [p for p in criterion.sub_points if p not in named and not _told_of(p, said)]
    return named + others


def _told_of(point: SubPoint, reason: str) -> bool:
    """Whether a judgement's reason has a sub-point, with or without its leading “Says how”."""
    words, reason = point.text.casefold().rstrip(".").split(), reason.casefold()
    return any(" ".join(words[at:]) in reason for at in range(max(1, min(_LEADING, len(words) - 2))))


def _filled(history: History, act: Act, text: str, token: str, criterion: Criterion) -> Move | None:
    """A line with the candidate's words in it; None where it wants words and none fit."""
    if "{quote}" not in text:
        return Move(act, text, token, criterion)
    quote = fitting_quote(history, criterion)
    return Move(act, text.format(quote=quote), token, criterion, quote) if quote else None


def fitting_quote(history: History, criterion: Criterion) -> str | None:
    """Words of the last answer that bear on a criterion: from its evidence there, or by shared words."""
    return _evident_quote(history, criterion) or _near_quote(
        history, history.leg.vocabulary.get(criterion.id, frozenset())
    )


def earlier_quote(history: History, criterion: Criterion) -> str | None:
    """Words of any turn that earned a criterion its credit, and that plainly bear on it."""
    judgement = history.coverage.get(criterion.id)
    evidence = judgement.evidence if isinstance(judgement, Scored) else ()
    told = " ".join((criterion.name, criterion.meaning, *(point.text for point in criterion.sub_points)))
    about = history.leg.vocabulary.get(criterion.id, frozenset()) | content_words(told)
    found = (pick_quote(item.quote, about, history.quotes) for item in evidence)
    return next((quote.text for quote in found if quote is not None and quote.fit >= NEAR), None)


def quote_for(history: History, move: Move) -> str | None:
    """Words of the last answer that a question is about; None where it is about something else."""
    found = _evident_quote(history, move.criterion) if move.criterion else None
    return found or _near_quote(history, content_words(move.text))


def _evident_quote(history: History, criterion: Criterion) -> str | None:
    turn = len(history.session.turns) - 1
    answer = history.answer
    if answer is None:
        return None
    judgement = history.coverage.get(criterion.id)
    if isinstance(judgement, Scored):
        for evidence in judgement.evidence:
            found = telling_quote(evidence.quote, history.quotes) if evidence.turn == turn else None
            if found is not None:
                return found.text
    return None


def _near_quote(history: History, about: frozenset[str]) -> str | None:
    found = pick_quote(history.answer.text, about, history.quotes) if history.answer else None
    return found.text if found and found.fit >= NEAR else None
