"""Sessions: starting, pasting, listing, reading, moving."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from viva.api.schemas.base import In, Json, Name, Out, TitledOut, Words
from viva.api.schemas.content import AnchorsOut, RoundOut
from viva.codec.scorecard import ScorecardOut
from viva.domain.event import Act
from viva.domain.label import Verdict
from viva.domain.level import Level, Mode, Style
from viva.domain.transcript import Speaker

MAX_MS = 10**12
"""Times beyond some thirty years of interview are mistakes."""

MAX_SEQ = 2**31 - 1
"""The largest seq that every database holds."""

GraderName = Literal["auto", "embedded", "llm"]
Source = Literal["interview", "paste"]
State = Literal["live", "ended", "graded"]
LabelValue = Literal[0, 1, 2]


class SessionIn(In):
    """An interview to start. `questions` has an id (or null for any) a leg; left out, all are drawn."""

    round: Name
    questions: Annotated[tuple[Name | None, ...], Field(max_length=10)] | None = None
    level: Level = Level.SENIOR
    style: Style = Style.NEUTRAL
    mode: Mode = Mode.COACH


class WordIn(In):
    """A recognised word of a recording that was written down."""

    text: Annotated[str, Field(max_length=1_000)]
    start_ms: Annotated[int, Field(ge=0, le=MAX_MS)]
    end_ms: Annotated[int, Field(ge=0, le=MAX_MS)]
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0


class TurnIn(In):
    """A turn of a transcript. Where there are `words`, they are its text, split at white space."""

    speaker: Speaker
    text: str
    start_ms: Annotated[int | None, Field(ge=0, le=MAX_MS)] = None
    end_ms: Annotated[int | None, Field(ge=0, le=MAX_MS)] = None
    words: Annotated[tuple[WordIn, ...], Field(max_length=100_000)] = ()


class TranscriptIn(In):
    """A transcript as `turns`, or as `text` to be read as `filename` says (plain, .vtt, .srt, .json)."""

    round: Name | None = None
    question: Words | None = None
    key_points: Annotated[tuple[Words, ...], Field(max_length=12)] = ()
    turns: Annotated[tuple[TurnIn, ...], Field(max_length=100_000)] | None = None
    text: str | None = None
    filename: Annotated[str, Field(max_length=400)] = ""
    level: Level | None = None
    grader: GraderName | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.turns is None) == (self.text is None):
            raise ValueError("give either turns or text")
        return self


class RegradeIn(In):
    """What to grade again with. A field left out stays as it is configured, or as the session was held."""

    grader: GraderName | None = None
    rubric: Name | None = None
    level: Level | None = None


class QuestionAskedOut(Out):
    """A question of a session. `id` is null for a question of one's own."""

    id: str | None
    title: str
    prompt: str
    bank: str


class WordOut(Out):
    """A recognised word. `probability` is 0..1."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


class StretchOut(Out):
    """A stretch of voiced time."""

    start_ms: int
    end_ms: int


class TurnOut(Out):
    """A turn, with what an interviewer's line did and which criterion it aimed at.

    A spoken turn's `words` are its text, split at white space, one for one. `audio_ms` is when its recording
    begins (null: not recorded), `fillers` about how many there are (null: not counted). `cut`: the candidate
    cut in, and `text` is what was heard of the line.
    """

    speaker: Speaker
    text: str
    start_ms: int | None
    end_ms: int | None
    leg: int
    act: Act | None
    criterion: str | None
    words: tuple[WordOut, ...]
    voiced: tuple[StretchOut, ...]
    audio_ms: int | None
    spoken: bool
    corrected: bool
    fillers: int | None
    cut: bool


class PhaseSpanOut(Out):
    """A phase as it was held; `minutes` are the planned ones. `left_ms` is null while it runs."""

    leg: int
    phase: str
    title: str
    entered_ms: int
    left_ms: int | None
    minutes: float


class SessionCriterionOut(Out):
    """A criterion that applies to the session."""

    id: str
    name: str
    phase: str
    leg: int


class GradingOut(Out):
    """One grading of the session."""

    graded_at_ms: int
    grader: str
    rubric: str


class DetailOut(Out):
    """What a criterion means, and what a strong answer adds."""

    meaning: str
    strong_answer: str
    anchors: AnchorsOut


class CoverageOut(Out):
    """Live coverage of a criterion, with the sentence that earned it where there is one."""

    label: LabelValue | None
    turn: int | None
    start: int | None
    end: int | None


class OwnLabelOut(Out):
    """The candidate's own label for a criterion. It changes no score."""

    label: LabelValue
    note: str


class SessionOut(TitledOut):
    """A session: the fold of its log."""

    round: RoundOut
    level: Level
    style: Style
    mode: Mode
    source: Source
    created_at: str
    seq: int
    at_ms: int
    state: State
    questions: tuple[QuestionAskedOut, ...]
    turns: tuple[TurnOut, ...]
    phases: tuple[PhaseSpanOut, ...]
    criteria: tuple[SessionCriterionOut, ...]
    gradings: tuple[GradingOut, ...]
    readings: dict[str, tuple[TitledOut, ...]]
    details: dict[str, DetailOut]
    coverage: dict[str, CoverageOut]
    own_labels: dict[str, OwnLabelOut]


class CountsOut(Out):
    """How many criteria got which label."""

    full: int
    partial: int
    missing: int
    unscored: int


class SummaryOut(TitledOut):
    """A session as lists show it."""

    round: str
    round_title: str
    level: Level
    style: Style
    mode: Mode
    source: Source
    created_at: str
    duration_ms: int
    state: State
    phase: str | None
    counts: CountsOut | None
    verdict: Verdict | None
    capped: bool
    score: float | None
    spoken: bool


class StoredOut(Out):
    """An event of the log. `event` is discriminated on its `type`."""

    seq: int
    at_ms: int
    event: Json


class RegradedOut(Out):
    """The new scorecard beside the one before it."""

    scorecard: ScorecardOut
    previous: ScorecardOut | None


class CorrectionIn(In):
    """A turn as it was really said. Its length is checked where it is taken."""

    text: str


class CorrectedOut(Out):
    """The session after a correction; its scorecards after and before where it was graded."""

    session: SessionOut
    scorecard: ScorecardOut | None
    previous: ScorecardOut | None


class DeletedOut(Out):
    """How many sessions were deleted."""

    deleted: int


class GapOut(Out):
    """A criterion that recent sessions keep missing, and a note to read."""

    criterion: str
    name: str
    label: Literal[0, 1]
    text: str
    note: TitledOut | None


class StoredIn(In):
    """An event of an export."""

    seq: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    at_ms: Annotated[int, Field(ge=0, le=MAX_MS)]
    event: Json


class ExportIn(In):
    """A session's export, as this version writes it."""

    viva_export: int
    id: Name
    created_at: datetime
    events: Annotated[tuple[StoredIn, ...], Field(min_length=1, max_length=20_000)]


class ExportOut(Out):
    """A session in one JSON object, to be imported elsewhere."""

    viva_export: Literal[1]
    id: str
    created_at: str
    events: tuple[StoredOut, ...]
