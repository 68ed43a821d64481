"""What a report says, before it is text, Markdown or HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.delivery import Delivery, Measure
from viva.domain.event import Act
from viva.domain.label import Label, Prompted, Verdict

LABEL_WORDS: Final[dict[Label | None, str]] = {
    Label.FULL: "Full",
    Label.PARTIAL: "Partial",
    Label.MISSING: "Missing",
    None: "Can’t call",
}
LEDGER_WORDS: Final = {
    Prompted.UNPROMPTED: "Unprompted",
    Prompted.AFTER_PROBE: "After a probe",
    Prompted.AFTER_HINT: "After a hint",
    Prompted.NEVER: "Never",
}
VERDICT_WORDS: Final[dict[Verdict | None, str]] = {
    Verdict.STRONG_NO_HIRE: "Strong no hire",
    Verdict.NO_HIRE: "No hire",
    Verdict.HIRE: "Hire",
    Verdict.STRONG_HIRE: "Strong hire",
    None: "No verdict",
}
ACT_WORDS: Final = {Act.PROBE: "Probe", Act.DEEPEN: "Probe", Act.HINT: "Hint"}
"""The lines that a ledger counts."""
CUT: Final = "You cut in"
CORRECTED: Final = "Corrected by you"
NOT_IN_SCORE: Final = "None of this is in the score."


@dataclass(frozen=True, slots=True)
class QuoteView:
    """Words that earned a label. `id` is unique in the report; `turn` counts from 1."""

    id: int
    text: str
    turn: int
    at: str | None


@dataclass(frozen=True, slots=True)
class OwnView:
    """The candidate's own label, in no score."""

    label: Label
    note: str

    @property
    def head(self) -> str:
        """The label in a sentence."""
        return f"Your label: {LABEL_WORDS[self.label]}."


@dataclass(frozen=True, slots=True)
class CriterionView:
    """One criterion. `key` is unique in the report."""

    key: int
    name: str
    label: Label | None
    prompted: Prompted
    quotes: tuple[QuoteView, ...]
    reason: str
    adds: str
    readings: tuple[str, ...]
    own: OwnView | None = None

    @property
    def word(self) -> str:
        """The label in words."""
        return LABEL_WORDS[self.label]

    @property
    def ledger(self) -> str:
        """How it was earned, in words."""
        return "Not scored" if self.label is None else LEDGER_WORDS[self.prompted]


@dataclass(frozen=True, slots=True)
class GroupView:
    """The criteria of one phase."""

    title: str
    criteria: tuple[CriterionView, ...]


@dataclass(frozen=True, slots=True)
class PhaseView:
    """A phase against its plan. `used` is in minutes."""

    title: str
    used: float | None
    planned: float
    score: float | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of a turn's text: the keys of the criteria it is evidence for, and the quotes that begin here."""

    text: str
    criteria: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn. `kind` is said of a probe or a hint, `remark` of a cut line or a corrected answer."""

    number: int
    candidate: bool
    at: str | None
    kind: str | None
    segments: tuple[Segment, ...]
    remark: str | None = None

    @property
    def who(self) -> str:
        """The speaker in words."""
        return "You" if self.candidate else "Interviewer"

    @property
    def text(self) -> str:
        """The turn's words."""
        return "".join(segment.text for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the hire scale, 0..100."""

    verdict: Verdict
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class CardView:
    """What grading said. `capped_from` is the verdict that the score alone gives, where caps lowered it."""

    verdict: Verdict | None
    score: float | None
    capped_from: Verdict | None
    caps: tuple[str, ...]
    bands: tuple[Band, ...]
    phases: tuple[PhaseView, ...]
    groups: tuple[GroupView, ...]
    strengths: tuple[str, ...]
    next_steps: tuple[str, ...]
    warnings: tuple[str, ...]
    colophon: str

    @property
    def criteria(self) -> tuple[CriterionView, ...]:
        """All of them, in order."""
        return tuple(criterion for group in self.groups for criterion in group.criteria)

    @property
    def why(self) -> str:
        """The verdict's reason in a sentence or two; empty where there is nothing to say of it."""
        if self.score is None:
            return ""
        number = f"{int(self.score)}"  # down: 81.5 is not the 82 of the next band
        if self.verdict is None:
            return f"What could be called comes to {number} of 100."
        if self.capped_from is not None:
            falls = f"Capped. Your score of {number} falls in “{VERDICT_WORDS[self.capped_from].lower()}”."
            return " ".join([falls, *self.caps])
        above = next((band for band in self.bands if band.start > self.score), None)
        next_up = f"{VERDICT_WORDS[above.verdict]} starts at {above.start:g}." if above else ""
        return " ".join(part for part in (f"Your score is {number} of 100.", next_up, *self.caps) if part)

    def step_of(self, criterion: CriterionView) -> str | None:
        """The next step that is about a criterion, which says what a strong answer adds to it."""
        return next((step for step in self.next_steps if step.startswith(f"{criterion.name}: ")), None)

    @property
    def counts(self) -> tuple[tuple[Label | None, int], ...]:
        """How many criteria have each label, full first; can't call only where there are some."""
        labels = [criterion.label for criterion in self.criteria]
        order: Sequence[Label | None] = (Label.FULL, Label.PARTIAL, Label.MISSING, None)
        return tuple((label, n) for label in order if (n := labels.count(label)) or label is not None)


@dataclass(frozen=True, slots=True)
class ReportView:
    """A whole report. `card` is None for a session that has not been graded."""

    title: str
    facts: str
    questions: tuple[str, ...]
    card: CardView | None
    turns: tuple[TurnView, ...]
    delivery: Delivery | None = None


def measured(measure: Measure) -> str:
    """A measure's value with its unit: “about 3.2 per 100 words”."""
    return f"{'about ' if measure.about else ''}{measure.value:g} {measure.unit}"


def usual(measure: Measure) -> str:
    """What is usual for a measure, with where that was published."""
    source = f" {measure.source}." if measure.source else ""
    return f"{measure.range_text}{source}"


def counts_words(card: CardView) -> str:
    """“10 full, 4 partial, 3 missing”."""
    return ", ".join(f"{n} {LABEL_WORDS[label].lower()}" for label, n in card.counts)


def clock(ms: float) -> str:
    """581000 -> 9:41; an hour and more -> 1:02:03."""
    seconds = max(0, int(ms // 1000))
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
