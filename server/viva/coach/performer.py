"""Carries out what the conductor wants said and entered."""

from collections.abc import Callable, Sequence

from viva.coach.desk import Desk
from viva.coach.held_log import HeldLog
from viva.coach.outputs import Output, Speaking
from viva.coach.speaker import Scene
from viva.domain.event import Event, InterviewEnded, InterviewerSaid, PhaseEntered
from viva.domain.question import Question
from viva.interview.effects import Effect, End, EnterPhase, Grade, Say, WakeAt


class Performer:
    """Turns effects into events, and stores them; a model's words where it keeps the deadline."""

    def __init__(self, desk: Desk, log: HeldLog, tell: Callable[[Output], None]) -> None:
        self._speaker = desk.speaker
        self._log = log
        self._tell = tell

    async def perform(self, effects: Sequence[Effect], question: Question) -> None:
        """Stores what is said, entered and ended, in order. Raises what the store raises."""
        events: list[Event] = []
        for effect in effects:
            match effect:
                case Say():
                    if self._speaker.words(effect) and events:
                        await self._log.append(events)
                        events = []
                    turn = len(self._log.session.turns) + _lines(events)
                    events.append(await self._said(effect, turn, question))
                case EnterPhase():
                    events.append(PhaseEntered(effect.leg, effect.phase))
                case End():
                    events.append(InterviewEnded(effect.reason))
                case WakeAt() | Grade():
                    pass
        if events:
            await self._log.append(events)

    async def _said(self, say: Say, turn: int, question: Question) -> InterviewerSaid:
        authored = InterviewerSaid(turn, say.text, say.act, say.criterion, say.quote, "authored", say.slot)
        if say.aim is None or not self._speaker.words(say):
            return authored
        lead = f"{say.aim.lead} " if say.aim.lead else ""
        session = self._log.session
        worded = await self._speaker.word(
            say,
            Scene(session, question, session.started.style),
            lambda text: self._tell(Speaking(turn, lead + text)),
        )
        if worded.notice is not None:
            self._tell(worded.notice)
        if worded.text is None:
            return authored
        return InterviewerSaid(
            turn=turn,
            text=lead + worded.text,
            act=say.act,
            criterion=say.criterion,
            quote=say.quote,
            source="llm",
            slot=say.slot,
            prompt_sha256=worded.prompt_sha256,
        )


def _lines(events: Sequence[Event]) -> int:
    return sum(isinstance(event, InterviewerSaid) for event in events)
