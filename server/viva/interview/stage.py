"""Builds one reaction: each effect is applied to a copy of the fold, so that the next one can see it."""

from collections.abc import Mapping, Sequence
from typing import Literal

from viva.content.phrases import Phrase
from viva.domain.event import Act, Event, InterviewEnded, InterviewerSaid, PhaseEntered, Stored
from viva.domain.evidence import Judgement
from viva.domain.session import Session, apply
from viva.interview.effects import Aim, Effect, End, EnterPhase, Grade, Say
from viva.interview.history import History
from viva.interview.plan import PhasePlan, Plan
from viva.interview.voice import Piece, Voice


class Stage:
    """The effects so far, and the session as it will be once they have been carried out."""

    def __init__(
        self, plan: Plan, session: Session, coverage: Mapping[str, Judgement], now_ms: int, seed: int
    ) -> None:
        self.plan = plan
        self.now_ms = now_ms
        self.effects: list[Effect] = []
        self.voice = Voice(plan.bank, session, seed)
        self._coverage = coverage
        self.history = History(plan, session, coverage, now_ms)

    @property
    def session(self) -> Session:
        """The fold, with the effects so far."""
        return self.history.session

    def phrase(self, name: Phrase, **slots: str) -> Piece:
        """A variant from the bank of phrases."""
        return self.voice.pick(name, **slots)

    def say(
        self,
        act: Act,
        pieces: Sequence[Piece],
        *,
        criterion: str | None = None,
        quote: str | None = None,
        aim: Aim | None = None,
    ) -> None:
        """A line made of authored pieces. The piece that asks or tells stands last."""
        text = " ".join(piece.text for piece in pieces if piece.text)
        slot = " ".join(piece.token for piece in pieces)
        self.effects.append(Say(text, act, criterion, quote, slot, aim))
        turn = len(self.session.turns)
        self._apply(InterviewerSaid(turn, text, act, criterion, quote, "authored", slot))

    def enter(self, phase: PhasePlan) -> None:
        """A phase begins."""
        self.effects.append(EnterPhase(phase.leg, phase.id))
        self._apply(PhaseEntered(phase.leg, phase.id))

    def preview(self, phase: PhasePlan) -> History:
        """How things would stand in a phase."""
        stored = Stored(self.session.seq + 1, self.now_ms, PhaseEntered(phase.leg, phase.id))
        return History(self.plan, apply(self.session, stored), self._coverage, self.now_ms)

    def end(self, reason: Literal["finished", "ended-early", "time"]) -> None:
        """The interview is over and wants its grade."""
        self.effects += [End(reason), Grade()]
        self._apply(InterviewEnded(reason))

    def _apply(self, event: Event) -> None:
        stored = Stored(self.session.seq + 1, self.now_ms, event)
        self.history = History(self.plan, apply(self.session, stored), self._coverage, self.now_ms)
