"""What the fold says about the interview so far: questions asked, hints given, how often stuck."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from viva.domain.event import Act
from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label
from viva.domain.session import Line, Session
from viva.domain.transcript import Speaker, Turn
from viva.interview.intents import Intent, read_intent
from viva.interview.plan import LegPlan, PhasePlan, Plan
from viva.interview.quotes import content_words

ASKING: Final = frozenset({Act.PROBE, Act.DEEPEN, Act.FOLLOW_UP})
"""Acts that count against a phase's number of questions."""
QUESTIONING: Final = ASKING | {Act.QUESTION, Act.PHASE}
"""Acts whose line waits for an answer."""
SHORT_ANSWER: Final = 8
"""An answer of fewer words says next to nothing."""
LONG_ANSWER: Final = 22
"""An answer of as many words is never taken for being stuck; only such a one can pass a question over."""


ON_TOPIC: Final = 3
"""An answer that shares as many content words with a question speaks to it."""


class Standing(StrEnum):
    """How a criterion stands, as the conductor sees it."""

    FULL = "full"
    PARTIAL = "partial"
    MISSING = "missing"
    UNSURE = "unsure"


@dataclass(frozen=True)
class History:
    """A view of the fold with the coverage of the current leg. Holds nothing of its own."""

    plan: Plan
    session: Session
    coverage: Mapping[str, Judgement]
    now_ms: int

    @cached_property
    def leg(self) -> LegPlan:
        """The current leg."""
        return self.plan.legs[min(self.session.leg, len(self.plan.legs) - 1)]

    @cached_property
    def phase(self) -> PhasePlan:
        """The current phase (the leg's first before any was entered)."""
        span = self.session.phase
        found = self.plan.phase(span.leg, span.phase) if span else None
        return found or self.leg.phases[0]

    @cached_property
    def used(self) -> frozenset[str]:
        """Tokens of every authored piece that was said."""
        return frozenset(
            token for line in self.session.lines if line.said.slot for token in line.said.slot.split()
        )

    @cached_property
    def here(self) -> tuple[Line, ...]:
        """Lines of the current phase."""
        span = self.session.phase
        if span is None:
            return ()
        return tuple(line for line in self.session.lines if (line.leg, line.phase) == (span.leg, span.phase))

    @cached_property
    def questions_here(self) -> int:
        """How many questions the phase has had beyond its opening one."""
        return sum(line.said.act in ASKING for line in self.here)

    @cached_property
    def last_question(self) -> Line | None:
        """The line that waits for an answer."""
        return next((x for x in reversed(self.session.lines) if x.said.act in QUESTIONING), None)

    @cached_property
    def skipped(self) -> frozenset[str]:
        """Criteria that the candidate wanted left."""
        return frozenset(
            line.said.criterion
            for line in self.session.lines
            if line.said.act is Act.SKIP and line.said.criterion
        )

    @cached_property
    def current(self) -> str | None:
        """The criterion being talked about in this phase, if a line was aimed at one."""
        for line in reversed(self.here):
            if line.said.act is Act.SKIP:
                return None
            if line.said.act in ASKING or (line.said.act is Act.HINT and line.said.criterion):
                return line.said.criterion
        return None

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """The candidate's words that were said back to them."""
        return tuple(line.said.quote for line in self.session.lines if line.said.quote)

    @cached_property
    def answer(self) -> Turn | None:
        """The candidate's last turn."""
        turns = self.session.turns
        return turns[-1] if turns and turns[-1].speaker is Speaker.CANDIDATE else None

    @cached_property
    def latest(self) -> tuple[Turn, ...]:
        """The candidate's last two turns."""
        return tuple(turn for turn in self.session.turns if turn.speaker is Speaker.CANDIDATE)[-2:]

    @cached_property
    def phase_ms(self) -> int:
        """How long the phase has run."""
        span = self.session.phase
        return max(0, self.now_ms - span.entered_ms) if span else 0

    def standing(self, criterion: str) -> Standing:
        """How a criterion of the current leg stands."""
        judgement = self.coverage.get(criterion)
        if not isinstance(judgement, Scored):
            return Standing.MISSING if judgement is None else Standing.UNSURE
        if judgement.label is Label.FULL:
            return Standing.FULL
        return Standing.PARTIAL if judgement.label is Label.PARTIAL else Standing.MISSING

    def attempts(self, criterion: str) -> int:
        """How many questions were aimed at a criterion."""
        return sum(
            line.said.criterion == criterion and line.said.act in ASKING for line in self.session.lines
        )

    def earned_in(self, turn: int) -> frozenset[str]:
        """Criteria that have evidence in a turn."""
        return frozenset(
            name
            for name, judgement in self.coverage.items()
            if isinstance(judgement, Scored) and any(e.turn == turn for e in judgement.evidence)
        )

    @cached_property
    def passed_over(self) -> bool:
        """Whether the last answer, no short one, left the question that waits for one alone: it earned
        something elsewhere, nothing of what was asked after, and shares next to nothing with the question."""
        line = self.last_question
        if self.answer is None or line is None or line.said.act is Act.QUESTION or line not in self.here:
            return False
        turn = len(self.session.turns) - 1
        aimed = line.said.criterion
        asked = {aimed} if aimed else {c.id for c in self.phase.criteria}
        earned = self.earned_in(turn)
        long = len(self.answer.text.split()) >= LONG_ANSWER
        begun = aimed is not None and self.standing(aimed) in {Standing.FULL, Standing.PARTIAL}
        if not long or not earned or earned & asked or begun:
            return False
        about = content_words(line.said.text) | self.leg.vocabulary.get(aimed or "", frozenset())
        return len(content_words(self.answer.text) & about) < ON_TOPIC

    @cached_property
    def stuck(self) -> int:
        """How many answers in a row, up to the last turn, met a question of this phase with nothing."""
        count = 0
        for i in range(len(self.session.turns) - 1, -1, -1):
            turn = self.session.turns[i]
            if turn.speaker is not Speaker.CANDIDATE:
                continue
            line = next((x for x in reversed(self.here) if x.said.turn < i), None)
            if line is None:
                break
            intent = read_intent(turn.text)
            if intent not in {None, Intent.DONT_KNOW}:
                continue
            aimed = line.said.criterion is not None and line.said.act in {*ASKING, Act.HINT}
            if not (intent or aimed) or self.earned_in(i) or not (intent or self._empty(turn, line)):
                break
            count += 1
        return count

    def _empty(self, turn: Turn, line: Line) -> bool:
        words = len(turn.text.split())
        if words < SHORT_ANSWER or words >= LONG_ANSWER:
            return words < SHORT_ANSWER
        aim = line.said.criterion
        return aim is not None and self.standing(aim) is Standing.MISSING
