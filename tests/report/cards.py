"""Scorecards for reports to show."""

from collections.abc import Sequence
from dataclasses import replace

from viva.codec.scorecard import dump_scorecard
from viva.content.library import Library
from viva.domain.event import (
    Act,
    AnswerTaken,
    Event,
    InterviewEnded,
    InterviewerSaid,
    LabelDisputed,
    PhaseEntered,
    SessionGraded,
    SessionStarted,
    Stored,
)
from viva.domain.evidence import Judgement, Scored, Unscored, evidence_at
from viva.domain.label import Label, Prompted, Verdict
from viva.domain.level import Level, Mode, Style
from viva.domain.scorecard import CriterionResult, GraderRef, PhaseResult, RubricRef, Scorecard
from viva.domain.session import Session, fold
from viva.domain.transcript import Speaker, Transcript, Turn

ASKED = "How would you know it worked?"
SAID = "Seven-day return is the one I’d defend. We log the slot, feed it to the model & pin it when serving."


def transcript(said: str = SAID) -> Transcript:
    """A question and an answer, with times."""
    return Transcript(
        (
            Turn(Speaker.INTERVIEWER, ASKED, 104_000, 104_000),
            Turn(Speaker.CANDIDATE, said, 120_000, 161_000),
        )
    )


def scored(label: Label, reason: str, *spans: tuple[int, int], said: str = SAID) -> Scored:
    """A judgement with evidence in the answer."""
    words = transcript(said)
    return Scored(label, 0.8, reason, tuple(evidence_at(words, 1, a, b) for a, b in spans))


def result(
    name: str, title: str, phase: str, judgement: Judgement, how: Prompted = Prompted.NEVER
) -> CriterionResult:
    """One criterion."""
    return CriterionResult(name, title, phase, judgement, how)


def card(library: Library) -> Scorecard:
    """One criterion of each label, two of them over the same words; capped."""
    rubric = library.rubric("system-design")
    return Scorecard(
        round="system-design",
        question="photo-feed-ranking",
        rubric=RubricRef(rubric.id, rubric.version, rubric.sha256),
        grader=GraderRef("embedded", "words", "1"),
        criteria=(
            result(
                "success_metric",
                "Success metric",
                "problem",
                scored(Label.FULL, "A number with a period.", (0, 38)),
                Prompted.UNPROMPTED,
            ),
            result(
                "data_quality",
                "Data quality",
                "data",
                scored(Label.PARTIAL, "Names the risk.", (40, 60)),
                Prompted.AFTER_PROBE,
            ),
            result("serving", "Serving", "serving", Unscored("Two readings disagree.")),
            result("monitoring", "Monitoring", "monitoring", Scored(Label.MISSING, 0.9, "Not said.")),
            result(
                "trade_offs",
                "Trade-offs",
                "any",
                scored(Label.PARTIAL, "One side only.", (50, 80)),
                Prompted.AFTER_HINT,
            ),
        ),
        phases=(
            PhaseResult("problem", 100.0, 6.17, 5),
            PhaseResult("data", 50.0, 12.5, 10),
            PhaseResult("monitoring", 0.0, None, 5),
        ),
        score=71.0,
        verdict=Verdict.NO_HIRE,
        caps=("Nothing was said about monitoring or drift, and this level needs one of them.",),
        strengths=("Success metric, unprompted: “Seven-day return”",),
        next_steps=(
            "Monitoring: a strong answer adds an alert with a name on it. Read “What to watch”.",
            "Slow down.",
        ),
        warnings=("120 words are few.",),
    )


def hostile(library: Library, words: str) -> Scorecard:
    """The same card with `words` wherever a file or a model may put some."""
    base = card(library)
    first = base.criteria[0]
    judgement = scored(Label.FULL, words, (0, len(words)), said=words)
    return replace(
        base,
        round=words,
        question=words,
        criteria=(replace(first, id=words, name=words, phase=words, judgement=judgement),),
        phases=(PhaseResult(words, None, 1.0, 5),),
        grader=GraderRef("llm", words, words),
        rubric=RubricRef(words, words, words),
        caps=(words,),
        strengths=(words,),
        next_steps=(words,),
        warnings=(words,),
    )


def session(
    library: Library,
    *,
    graded: bool = True,
    said: str = SAID,
    own: Sequence[LabelDisputed] = (),
    scorecard: Scorecard | None = None,
) -> Session:
    """A session that amounts to `card` or another scorecard, with labels of the candidate's own."""
    events: Sequence[tuple[int, Event]] = (
        (
            0,
            SessionStarted(
                round="system-design",
                questions=("photo-feed-ranking",),
                level=Level.SENIOR,
                style=Style.NEUTRAL,
                mode=Mode.COACH,
                source="interview",
                title="Rank the home feed of a photo-sharing app",
                wall_time="2026-11-12T19:00:00+00:00",
            ),
        ),
        (0, PhaseEntered(0, "problem")),
        (104_000, InterviewerSaid(0, ASKED, Act.PROBE, "success_metric")),
        (161_000, AnswerTaken(1, said, "typed", 120_000, 161_000)),
        (170_000, InterviewEnded("ended-early")),
    )
    log = [Stored(i, at_ms, event) for i, (at_ms, event) in enumerate(events, start=1)]
    if graded:
        event = SessionGraded(
            scorecard=dump_scorecard(scorecard or card(library)),
            readings={"monitoring": ("what-to-watch-in-production", "a-note-that-has-gone")},
            level=Level.SENIOR,
        )
        log.append(Stored(len(log) + 1, 170_000, event))
    log += [Stored(len(log) + i, 180_000, event) for i, event in enumerate(own, start=1)]
    return fold("s1", log)
