"""From sessions and pasted transcripts to scorecards: ledger, loops, minutes, questions of one's own."""

import asyncio
from collections.abc import Mapping, Sequence

import labelled_cases as labelled
import pytest

from viva.adapters.scripted_embedder import ScriptedEmbedder
from viva.adapters.scripted_reader import ScriptedReader
from viva.codec.scorecard import dump_scorecard, load_scorecard
from viva.codec.transcript import TranscriptInput, parse_transcript
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import (
    Act,
    AnswerTaken,
    Event,
    InterviewEnded,
    InterviewerSaid,
    PhaseEntered,
    SessionStarted,
    Stored,
    TurnImported,
)
from viva.domain.evidence import Evidence, Judgement, Scored
from viva.domain.label import Label, Prompted, Verdict
from viva.domain.level import Level, Mode, Style
from viva.domain.rubric import Rubric
from viva.domain.scorecard import GraderRef, Scorecard
from viva.domain.session import Session, fold
from viva.grading.embedded import EmbeddedEvidenceModel, EmbeddedGrader
from viva.grading.examiner import Examiner, Graded
from viva.ports import Case, Findings

QUESTION = "photo-feed-ranking"


class FirstWords:
    """Grades every criterion full, with the first words of the last candidate turn of its leg."""

    def __init__(self) -> None:
        self.cases: list[Case] = []

    async def grade(self, case: Case) -> Findings:
        self.cases.append(case)
        found: dict[str, Judgement] = {}
        turns = [i for i, _ in case.transcript.candidate() if i in case.turns]
        for criterion in case.criteria:
            text = case.transcript.turns[turns[-1]].text if turns else ""
            word = text.split()[0] if text.split() else ""
            found[criterion.id] = (
                Scored(Label.FULL, 0.9, "Said.", (Evidence(turns[-1], 0, len(word), word),))
                if word
                else Scored(Label.MISSING, 1.0, "Nothing was said.")
            )
        return Findings(found, GraderRef("llm", "scripted", "1"), prompts={"judge": "abc"})


@pytest.fixture(scope="module")
def model() -> EmbeddedEvidenceModel:
    return EmbeddedEvidenceModel(ScriptedReader(), ScriptedEmbedder())


@pytest.fixture
def examiner(library: Library, model: EmbeddedEvidenceModel) -> Examiner:
    return Examiner(library, model.aims)


def held(events: Sequence[tuple[int, Event]]) -> Session:
    return fold("s", [Stored(i, at, event) for i, (at, event) in enumerate(events, start=1)])


def started(round_id: str = "system-design", questions: tuple[str, ...] = (QUESTION,)) -> SessionStarted:
    return SessionStarted(
        round_id, questions, Level.SENIOR, Style.NEUTRAL, Mode.COACH, "interview", "A title"
    )


def ask(turn: int, act: Act, criterion: str | None = None) -> InterviewerSaid:
    return InterviewerSaid(turn, "And then?", act, criterion)


WORDS = "Nightly jobs compute the counts, and a stream keeps the last hour fresh. " * 6


def results(card: Scorecard) -> Mapping[str, Prompted]:
    return {result.id: result.prompted for result in card.criteria}


def grade(examiner: Examiner, session: Session, **options: object) -> Graded:
    return asyncio.run(examiner.grade_session(session, FirstWords(), **options))  # pyright: ignore[reportArgumentType]


def test_the_ledger_tells_probes_from_hints_and_from_nothing(examiner: Examiner) -> None:
    session = held(
        [
            (0, started()),
            (0, PhaseEntered(0, "problem")),
            (10, ask(0, Act.QUESTION)),
            (20, ask(1, Act.PROBE, "labels")),
            (30, ask(2, Act.DEEPEN, "features")),
            (40, ask(3, Act.PROBE, "serving")),
            (50, ask(4, Act.HINT, "serving")),
            (55, ask(5, Act.FACT, "constraints")),
            (60, AnswerTaken(6, WORDS)),
            (70, ask(7, Act.PROBE, "baseline")),
        ]
    )
    ledger = results(grade(examiner, session).scorecard)
    assert ledger["labels"] is Prompted.AFTER_PROBE
    assert ledger["features"] is Prompted.AFTER_PROBE
    assert ledger["serving"] is Prompted.AFTER_HINT
    assert ledger["constraints"] is Prompted.UNPROMPTED
    assert ledger["baseline"] is Prompted.UNPROMPTED


def test_what_earned_nothing_is_never(examiner: Examiner) -> None:
    session = held([(0, started()), (0, PhaseEntered(0, "problem")), (9, ask(0, Act.PROBE, "labels"))])
    card = grade(examiner, session).scorecard
    assert set(results(card).values()) == {Prompted.NEVER}
    assert (card.score, card.verdict) == (None, None)
    assert card.warnings


def test_minutes_come_from_the_phases_as_held(examiner: Examiner) -> None:
    session = held(
        [
            (0, started()),
            (0, PhaseEntered(0, "problem")),
            (90_000, PhaseEntered(0, "data")),
            (90_000, AnswerTaken(0, WORDS)),
            (690_000, InterviewEnded("ended-early")),
        ]
    )
    phases = {phase.id: phase for phase in grade(examiner, session).scorecard.phases}
    assert (phases["problem"].minutes_used, phases["problem"].minutes_planned) == (1.5, 5)
    assert phases["data"].minutes_used == 10.0
    assert phases["monitoring"].minutes_used is None


def test_a_loop_is_one_scorecard_over_three_legs(examiner: Examiner, library: Library) -> None:
    story = next(q.id for q in library.bank("behavioural"))
    idea = next(q.id for q in library.bank("fundamentals") if q.audience is None)
    session = held(
        [
            (0, started("startup-loop", (QUESTION, idea, story))),
            (0, PhaseEntered(0, "problem")),
            (1, AnswerTaken(0, "Design. " + WORDS)),
            (60_000, PhaseEntered(1, "explain")),
            (60_001, AnswerTaken(1, "Explain. " + WORDS)),
            (120_000, PhaseEntered(2, "story")),
            (120_001, AnswerTaken(2, "Story. " + WORDS)),
            (180_000, InterviewEnded("finished")),
        ]
    )
    graded = grade(examiner, session)
    card = graded.scorecard
    names = [result.id for result in card.criteria]
    assert len(names) == len(set(names))
    quotes = {r.id: r.judgement.evidence[0].quote for r in card.criteria}
    assert (quotes["labels"], quotes["kp-1"], quotes["task"]) == ("Design.", "Explain.", "Story.")
    assert "audience" not in names
    phases = [phase.id for phase in card.phases]
    assert len(phases) == len(set(phases)) == 10
    assert card.rubric.id == "system-design+fundamentals+behavioural"
    assert card.verdict is Verdict.STRONG_HIRE
    assert card.grader.kind == "llm"
    assert graded.prompts == {"judge": "abc"}
    assert load_scorecard(dump_scorecard(card)) == card


def test_another_level_and_rubric_replace_the_sessions_own(examiner: Examiner, library: Library) -> None:
    session = held([(0, started()), (0, PhaseEntered(0, "problem")), (1, AnswerTaken(0, WORDS))])
    own = library.rubric("system-design")
    newer = Rubric(
        own.id, "9.9", own.title, own.phases, own.criteria[:3], own.scale, own.must_have_cap, (), (), "f" * 64
    )
    graded = grade(examiner, session, level=Level.STAFF, rubric=newer)
    assert graded.level is Level.STAFF
    assert graded.scorecard.rubric.version == "9.9"
    assert len(graded.scorecard.criteria) == 3


def test_gaps_come_with_notes_to_read(library: Library, model: EmbeddedEvidenceModel) -> None:
    asked: list[tuple[str, str]] = []

    def find(criterion: object, question: object, gap: str) -> tuple[str, ...]:
        asked.append((str(getattr(criterion, "id", "")), gap))
        assert question is not None
        return ("what-to-watch-in-production",)

    given = TranscriptInput(
        labelled.case(library, "sd-03").transcript, "system-design", "product-search-ranking"
    )
    examiner = Examiner(library, model.aims, find)
    graded = asyncio.run(examiner.grade_input(given, EmbeddedGrader(model)))
    open_ = {
        r.id
        for r in graded.scorecard.criteria
        if not (isinstance(r.judgement, Scored) and r.judgement.label is Label.FULL)
    }
    assert set(graded.readings) == open_ == {name for name, _ in asked}
    assert any("What to watch in production" in step for step in graded.scorecard.next_steps)


def test_a_pasted_probe_is_seen_where_it_clearly_aims(library: Library, model: EmbeddedEvidenceModel) -> None:
    probe = library.rubric("system-design").criterion("monitoring").probes[2]
    text = (
        f"Candidate: I'd log clicks.\nInterviewer: Thanks. {probe}\nCandidate: I'd chart null rates and page."
    )
    given = parse_transcript(text, round="system-design", question=QUESTION)
    graded = asyncio.run(Examiner(library, model.aims).grade_input(given, FirstWords()))
    ledger = results(graded.scorecard)
    assert ledger["monitoring"] is Prompted.AFTER_PROBE
    assert ledger["labels"] is Prompted.UNPROMPTED


def test_a_pasted_session_grades_as_its_transcript_does(examiner: Examiner) -> None:
    start = SessionStarted(
        "system-design", (QUESTION,), Level.SENIOR, Style.NEUTRAL, Mode.EXAM, "paste", "Pasted"
    )
    session = held([(0, start), (0, TurnImported(0, "How?")), (0, AnswerTaken(1, WORDS, via="paste"))])
    card = grade(examiner, session).scorecard
    given = TranscriptInput(session.transcript, "system-design", QUESTION)
    assert asyncio.run(examiner.grade_input(given, FirstWords())).scorecard == card
    assert all(phase.minutes_used is None for phase in card.phases)


def test_questions_are_found_by_id_title_or_prompt_else_they_are_ones_own(
    examiner: Examiner, library: Library
) -> None:
    question = library.question(QUESTION)
    for name in (question.id, question.title, question.prompt.upper()):
        given = parse_transcript(WORDS, round="system-design", question=name)
        assert asyncio.run(examiner.grade_input(given, FirstWords())).scorecard.question == QUESTION
    own = parse_transcript(WORDS, round="system-design", question="Design a toaster.")
    assert asyncio.run(examiner.grade_input(own, FirstWords())).scorecard.question == "Design a toaster."


def test_own_key_points_become_criteria(examiner: Examiner) -> None:
    given = parse_transcript(
        WORDS, round="fundamentals", question="Explain jitter.", key_points=["Says one.", "Says two."]
    )
    card = asyncio.run(examiner.grade_input(given, FirstWords())).scorecard
    assert [r.id for r in card.criteria] == ["kp-1", "kp-2", "mechanism", "when_to_use", "example"]


@pytest.mark.parametrize(
    ("round_id", "code"),
    [(None, "no-round"), ("poetry", "unknown-round"), ("startup-loop", "several-legs")],
)
def test_what_cannot_be_graded_says_what_to_do(examiner: Examiner, round_id: str | None, code: str) -> None:
    given = parse_transcript(WORDS, round=round_id, question="Anything.")
    with pytest.raises(VivaError) as caught:
        asyncio.run(examiner.grade_input(given, FirstWords()))
    assert caught.value.code == code
    assert caught.value.hint


def test_a_rubric_of_another_round_is_refused(examiner: Examiner, library: Library) -> None:
    session = held([(0, started("startup-loop", (QUESTION, "bias-variance", "why-this-subfield")))])
    own = library.rubric("system-design")
    other = Rubric("poetry", "1", "Poetry", own.phases, own.criteria, own.scale, own.must_have_cap)
    with pytest.raises(VivaError) as caught:
        grade(examiner, session, rubric=other)
    assert caught.value.code == "wrong-rubric"


def test_warnings_of_the_input_reach_the_scorecard(examiner: Examiner) -> None:
    given = TranscriptInput(
        parse_transcript(WORDS).transcript, "system-design", QUESTION, (), ("Read as Windows-1252.",)
    )
    card = asyncio.run(examiner.grade_input(given, FirstWords())).scorecard
    assert "Read as Windows-1252." in card.warnings


def test_a_very_long_paste_is_graded_in_part_and_says_so(
    examiner: Examiner, model: EmbeddedEvidenceModel
) -> None:
    given = parse_transcript("We log the slot and pin it. " * 4_500, round="system-design", question=QUESTION)
    card = asyncio.run(examiner.grade_input(given, EmbeddedGrader(model))).scorecard
    assert any("30,000" in warning for warning in card.warnings)
