"""Whole interviews in virtual time, without an engine: the fold, the conductor, and scripted coverage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.content.library import Library
from viva.domain.event import (
    AnswerTaken,
    Control,
    ControlUsed,
    Event,
    InterviewEnded,
    InterviewerSaid,
    PhaseEntered,
    SessionGraded,
    SessionStarted,
    Stored,
)
from viva.domain.evidence import Evidence, Judgement, Scored
from viva.domain.label import Label
from viva.domain.level import Level, Mode, Style
from viva.domain.question import Question
from viva.domain.session import Session, apply, fold
from viva.domain.transcript import Transcript
from viva.interview.clarify import Sheet, find_inquiries, resolve, sheet_of
from viva.interview.conductor import react
from viva.interview.effects import (
    Answered,
    Asked,
    End,
    EnterPhase,
    Grade,
    Resumed,
    Say,
    Started,
    Tick,
    Trigger,
    WakeAt,
    Wished,
)
from viva.interview.plan import Plan, make_plan
from viva.ports import Vectors

Script = Mapping[str, Mapping[str, int]]
"""Words that a candidate may say -> the labels that they earn."""

EMBEDDER = ScriptedEmbedder()


def scripted_coverage(
    transcript: Transcript, criteria: Sequence[str], script: Script
) -> dict[str, Judgement]:
    """What a grader that knows the script would find: the best label, evidence where its words stand."""
    found: dict[str, Judgement] = {name: Scored(Label.MISSING, 1.0, "Not said.") for name in criteria}
    best = dict.fromkeys(criteria, 0)
    for i, turn in transcript.candidate():
        for words, labels in script.items():
            at = turn.text.find(words)
            for name in criteria if at >= 0 else ():
                if labels.get(name, 0) > best[name]:
                    best[name] = labels[name]
                    evidence = Evidence(i, at, at + len(words), words)
                    found[name] = Scored(Label(best[name]), 0.9, "Said.", (evidence,))
    return found


@cache
def _sheet(question: Question) -> tuple[Sheet, Vectors]:
    sheet = sheet_of(question)
    return sheet, EMBEDDER.embed(sheet.texts)


def plan_of(library: Library, started: SessionStarted) -> Plan:
    """The plan of a session with questions of the bank."""
    round_ = library.round(started.round)
    return make_plan(
        round_,
        [library.question(name) for name in started.questions],
        [library.rubric(leg.rubric) for leg in round_.legs],
        level=started.level,
        mode=started.mode,
        bank=library.phrases[started.style],
    )


@dataclass
class Talk:
    """One interview. Each method does what a candidate does and lets the conductor react."""

    library: Library
    round: str
    questions: tuple[str, ...]
    level: Level = Level.SENIOR
    style: Style = Style.NEUTRAL
    script: Script = field(default_factory=dict[str, dict[str, int]])
    log: list[Stored] = field(default_factory=list[Stored])
    now_ms: int = 0
    wake_ms: int | None = None
    seed: int = 7
    _folded: Session | None = None

    def __post_init__(self) -> None:
        self.started = SessionStarted(
            self.round, self.questions, self.level, self.style, Mode.COACH, "interview", "Test"
        )
        self.plan = plan_of(self.library, self.started)
        if not self.log:
            self.add(self.started)
            self.react(Started())

    @property
    def session(self) -> Session:
        if self._folded is None or self._folded.seq != self.log[-1].seq:
            rest = [s for s in self.log if self._folded and s.seq > self._folded.seq]
            self._folded = reduce(apply, rest, self._folded) if self._folded else fold("talk", self.log)
        return self._folded

    @property
    def over(self) -> bool:
        return self.session.over

    @property
    def lines(self) -> list[InterviewerSaid]:
        return [s.event for s in self.log if isinstance(s.event, InterviewerSaid)]

    @property
    def last(self) -> InterviewerSaid:
        return self.lines[-1]

    def say(self, text: str, seconds: float = 20) -> list[InterviewerSaid]:
        """A typed answer; what the interviewer says to it."""
        before = len(self.lines)
        self.wait(seconds)
        if not self.over:
            self.add(AnswerTaken(len(self.session.turns), text, start_ms=self.now_ms, end_ms=self.now_ms))
            self.react(Answered(self.asked(text)))
        return self.lines[before:]

    def wish(self, control: Control, seconds: float = 2) -> list[InterviewerSaid]:
        """A control; what the interviewer says to it."""
        before = len(self.lines)
        self.wait(seconds)
        if not self.over:
            self.add(ControlUsed(control))
            self.react(Wished(control))
        return self.lines[before:]

    def wait(self, seconds: float) -> list[InterviewerSaid]:
        """Time passes; what the interviewer says unasked."""
        before, end = len(self.lines), self.now_ms + round(seconds * 1000)
        while self.wake_ms is not None and self.wake_ms <= end and not self.over:
            assert self.wake_ms > self.now_ms or self.wake_ms == end
            self.now_ms, self.wake_ms = self.wake_ms, None
            self.react(Tick())
        self.now_ms = end
        return self.lines[before:]

    def asked(self, text: str) -> tuple[Asked, ...]:
        leg = self.plan.legs[self.session.leg]
        inquiries = find_inquiries(text)
        pieces = [piece for inquiry in inquiries for piece in inquiry.pieces]
        sheet, known = _sheet(leg.question)
        return resolve(inquiries, sheet, EMBEDDER.embed(pieces), known)

    def coverage(self) -> dict[str, Judgement]:
        leg = self.plan.legs[self.session.leg]
        return scripted_coverage(self.session.transcript, [c.id for c in leg.criteria], self.script)

    def react(self, trigger: Trigger) -> None:
        effects = react(self.plan, self.session, self.coverage(), trigger, now_ms=self.now_ms, seed=self.seed)
        for effect in effects:
            match effect:
                case Say():
                    self.add(
                        InterviewerSaid(
                            len(self.session.turns),
                            effect.text,
                            effect.act,
                            effect.criterion,
                            effect.quote,
                            slot=effect.slot,
                        )
                    )
                case EnterPhase():
                    self.add(PhaseEntered(effect.leg, effect.phase))
                case End():
                    self.add(InterviewEnded(effect.reason))
                case Grade():
                    self.add(SessionGraded({}, {}, self.level))
                case WakeAt():
                    self.wake_ms = effect.at_ms

    def add(self, event: Event) -> None:
        self.log.append(Stored(len(self.log) + 1, self.now_ms, event))

    def cut(self, length: int, *, greet: bool = True) -> "Talk":
        """The same interview killed after `length` events and opened again."""
        log = self.log[:length]
        talk = Talk(
            self.library, self.round, self.questions, self.level, self.style, self.script, list(log),
            log[-1].at_ms, None, self.seed,
        )  # fmt: skip
        last = log[-1].event
        if isinstance(last, AnswerTaken):
            talk.react(Answered(talk.asked(last.text)))
        elif isinstance(last, ControlUsed):
            talk.react(Wished(last.control))
        else:
            talk.react(Resumed(greet=greet))
        return talk

    def told(self) -> str:
        """The interview as one reads it."""
        out: list[str] = []
        for stored in self.log:
            minute = f"{stored.at_ms // 60_000}:{stored.at_ms // 1000 % 60:02d}"
            match stored.event:
                case InterviewerSaid() as said:
                    aim = f" {said.criterion}" if said.criterion else ""
                    out.append(f"{minute} {said.act.value}{aim}: {said.text}")
                case AnswerTaken(text=text):
                    out.append(f"{minute} > {text}")
                case ControlUsed(control=control):
                    out.append(f"{minute} > [{control.value}]")
                case PhaseEntered(leg=leg, phase=phase):
                    out.append(f"{minute} -- {leg} {phase}")
                case InterviewEnded(reason=reason):
                    out.append(f"{minute} == {reason}")
                case _:
                    pass
        return "\n".join(out)
