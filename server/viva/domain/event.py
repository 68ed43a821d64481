"""Everything that happens in a session, as append-only events.

Times are not in the events: the log stamps each with `seq` (1, 2, ...) and `at_ms` (session clock).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from viva.domain.label import Label
from viva.domain.level import Level, Mode, Style
from viva.domain.transcript import Stretch, Word


class Act(StrEnum):
    """What an interviewer's line does."""

    OPENING = "opening"  # format and time
    QUESTION = "question"  # the question itself
    FACT = "fact"  # answers a clarifying question from the fact sheet
    ASSUME = "assume"  # says that it is the candidate's to assume
    ACKNOWLEDGE = "acknowledge"
    FOLLOW_UP = "follow-up"  # picks up what was said, aimed at no criterion
    PROBE = "probe"  # aims at an uncovered criterion
    DEEPEN = "deepen"  # asks for the missing part of a partial
    HINT = "hint"
    PHASE = "phase"  # opens a phase aloud
    TIME = "time"  # keeps the time box aloud
    REPEAT = "repeat"
    PATIENCE = "patience"  # "take your time"
    SKIP = "skip"
    CONFIRM = "confirm"  # asks about a word that may have been misheard
    CLOSING = "closing"


class Control(StrEnum):
    """A wish of the candidate's that is no answer."""

    HINT = "hint"
    REPEAT = "repeat"
    SKIP = "skip"
    DONE = "done"  # finished with this phase
    END = "end"  # finished with the interview


@dataclass(frozen=True, slots=True)
class SessionStarted:
    """The first event. `questions` has one id a leg; `title` is what lists show."""

    round: str
    questions: tuple[str, ...]
    level: Level
    style: Style
    mode: Mode
    source: Literal["interview", "paste"]
    title: str
    key_points: tuple[str, ...] = ()  # for fundamentals with a question of one's own
    wall_time: str = ""  # ISO 8601, UTC
    content: Mapping[str, str] | None = None  # content id -> sha256 at the time
    warnings: tuple[str, ...] = ()  # what had to be guessed when a pasted transcript was read
    type: Literal["session_started"] = "session_started"


@dataclass(frozen=True, slots=True)
class SessionResumed:
    """The session went on after a gap; the session clock does not count the gap."""

    gap_ms: int
    type: Literal["session_resumed"] = "session_resumed"


@dataclass(frozen=True, slots=True)
class PhaseEntered:
    """A time box begins. `leg` is an index into the round's legs."""

    leg: int
    phase: str
    type: Literal["phase_entered"] = "phase_entered"


@dataclass(frozen=True, slots=True)
class InterviewerSaid:
    """A line of the interviewer's. `turn` is its index in the transcript."""

    turn: int
    text: str
    act: Act
    criterion: str | None = None
    quote: str | None = None  # the candidate's words that it picks up
    source: Literal["authored", "llm"] = "authored"
    slot: str | None = None  # identifies the authored line used, so that none is used twice
    prompt_sha256: str | None = None
    type: Literal["interviewer_said"] = "interviewer_said"


@dataclass(frozen=True, slots=True)
class AnswerTaken:
    """A turn of the candidate's. `start_ms`..`end_ms` is when it was spoken or typed."""

    turn: int
    text: str
    via: Literal["typed", "voice", "paste"] = "typed"
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[Word, ...] = ()
    voiced: tuple[Stretch, ...] = ()
    audio_ms: int | None = None  # when its recording begins; None: not recorded
    type: Literal["answer_taken"] = "answer_taken"


@dataclass(frozen=True, slots=True)
class TurnImported:
    """An interviewer's turn of a pasted transcript."""

    turn: int
    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    type: Literal["turn_imported"] = "turn_imported"


@dataclass(frozen=True, slots=True)
class LineSpoken:
    """An interviewer's line was said aloud, from `start_ms` to `end_ms`.

    `heard` is how many characters of it sounded; fewer than it has: the candidate cut in there.
    """

    turn: int
    start_ms: int
    end_ms: int
    heard: int
    audio_ms: int | None = None  # when its recording begins; None: not kept
    type: Literal["line_spoken"] = "line_spoken"


@dataclass(frozen=True, slots=True)
class TurnCorrected:
    """The candidate mended what was misheard. `text` replaces the turn's."""

    turn: int
    text: str
    words: tuple[Word, ...] = ()
    type: Literal["turn_corrected"] = "turn_corrected"


@dataclass(frozen=True, slots=True)
class FillersCounted:
    """About how many fillers a spoken turn has, by a second hearing; by word."""

    turn: int
    fillers: Mapping[str, int]
    type: Literal["fillers_counted"] = "fillers_counted"


@dataclass(frozen=True, slots=True)
class ControlUsed:
    """The candidate asked for a hint, a repeat, to skip, to move on or to end."""

    control: Control
    type: Literal["control_used"] = "control_used"


@dataclass(frozen=True, slots=True)
class InterviewEnded:
    """Nothing more will be asked. `reason` is one of finished, ended-early, time."""

    reason: Literal["finished", "ended-early", "time"]
    type: Literal["interview_ended"] = "interview_ended"


@dataclass(frozen=True, slots=True)
class SessionGraded:
    """A scorecard as JSON (its wire shape), the notes to read by criterion, and hashes of what was used."""

    scorecard: Mapping[str, Any]
    readings: Mapping[str, tuple[str, ...]]  # criterion id -> note ids
    level: Level
    prompts: Mapping[str, str] | None = None  # prompt id -> sha256
    type: Literal["session_graded"] = "session_graded"


@dataclass(frozen=True, slots=True)
class LabelDisputed:
    """The candidate's own label for a criterion, beside the grader's: it changes no score.

    A later one replaces it; one without a label takes it back.
    """

    criterion: str
    label: Label | None
    note: str = ""
    type: Literal["label_disputed"] = "label_disputed"


Event = (
    SessionStarted
    | SessionResumed
    | PhaseEntered
    | InterviewerSaid
    | AnswerTaken
    | TurnImported
    | LineSpoken
    | TurnCorrected
    | FillersCounted
    | ControlUsed
    | InterviewEnded
    | SessionGraded
    | LabelDisputed
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An event as the log holds it. `seq` starts at 1; `at_ms` never decreases within a session."""

    seq: int
    at_ms: int
    event: Event
