"""From a scorecard or a session to what a report says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from viva.codec.scorecard import load_scorecard
from viva.content.criteria import leg_criteria
from viva.content.library import Library
from viva.domain.delivery import Delivery
from viva.domain.evidence import Judgement, Scored
from viva.domain.label import Label, Verdict
from viva.domain.level import Level
from viva.domain.question import Question
from viva.domain.rubric import ANY_PHASE, Criterion, Rubric
from viva.domain.scorecard import CriterionResult, Scorecard
from viva.domain.session import Line, Session
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.cases import asked_questions, find_question
from viva.grading.report.view import (
    ACT_WORDS,
    CORRECTED,
    CUT,
    Band,
    CardView,
    CriterionView,
    GroupView,
    OwnView,
    PhaseView,
    QuoteView,
    ReportView,
    Segment,
    TurnView,
    clock,
)
from viva.grading.stale import stale_warning, stands

_LEVELS: Final = {Level.MID: "mid-level", Level.SENIOR: "senior", Level.STAFF: "staff"}
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_GRADERS: Final = {"embedded": "the embedded grader", "llm": "a language model"}


@dataclass(frozen=True, slots=True)
class _Span:
    """Where in a turn's text a quote stands, and for which criterion."""

    start: int
    end: int
    key: int
    quote: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What the library says of what a scorecard names by id."""

    rubrics: tuple[Rubric, ...]
    criteria: Mapping[str, Criterion]
    titles: Mapping[str, str]
    readings: Mapping[str, tuple[str, ...]]
    own: Mapping[str, OwnView]


def scorecard_view(
    card: Scorecard,
    transcript: Transcript,
    library: Library,
    *,
    level: Level | None = None,
    rubric: Rubric | None = None,
) -> ReportView:
    """The report of a scorecard that belongs to no stored session."""
    known = library.questions.get(card.question)
    held = library.rounds.get(card.round)
    used = (rubric,) if rubric is not None else _rubrics(card, library)
    criteria = {
        criterion.id: criterion
        for item in used
        for criterion in leg_criteria(item, known or find_question(library, item.id, card.question))
    }
    return ReportView(
        title=known.title if known else card.question,
        facts=_facts(held.title if held else card.round, level, ""),
        questions=(known.prompt,) if known else (),
        card=_card(card, transcript, _Known(used, criteria, _titles(library, card.round, used), {}, {})),
        turns=_turns(transcript.turns, card.criteria, {}),
        delivery=card.delivery,
    )


def session_view(session: Session, library: Library, delivery: Delivery | None = None) -> ReportView:
    """The report of a session, with its newest scorecard where it has one, and how it was said."""
    started = session.started
    held = library.rounds.get(started.round)
    questions = asked_questions(library, session)
    facts = _facts(held.title if held else started.round, started.level, started.wall_time)
    kinds = {line.said.turn: word for line in session.lines if (word := ACT_WORDS.get(line.said.act))}
    prompts = tuple(question.prompt for question in questions)
    cut = {line.said.turn for line in session.lines if _was_cut(line, session)}
    grade = session.grade
    if grade is None:
        turns = _turns(session.turns, (), kinds, cut)
        return ReportView(started.title, facts, prompts, None, turns, delivery)
    card = load_scorecard(grade.scorecard)
    used = _rubrics(card, library)
    criteria = {
        criterion.id: criterion for item in used for criterion in leg_criteria(item, _of(item, questions))
    }
    readings = {
        name: tuple(library.notes[note].title for note in notes if note in library.notes)
        for name, notes in grade.readings.items()
    }
    return ReportView(
        title=started.title,
        facts=facts,
        questions=prompts,
        card=_card(
            card,
            session.transcript,
            _Known(used, criteria, _titles(library, started.round, used), readings, _own(session)),
        ),
        turns=_turns(session.turns, card.criteria, kinds, cut),
        delivery=delivery,
    )


def _own(session: Session) -> dict[str, OwnView]:
    held = session.own_labels.items()
    return {name: OwnView(own.label, own.note) for name, own in held if own.label is not None}


def _was_cut(line: Line, session: Session) -> bool:
    """Whether less of a line was heard than it has."""
    turns = session.turns[line.said.turn : line.said.turn + 1]
    return bool(turns) and len(turns[0].text) < len(line.said.text)


def _of(rubric: Rubric, questions: Sequence[Question]) -> Question:
    """The question that a rubric judged: its bank's own, or the only one where it judged another's."""
    return next((question for question in questions if question.bank == rubric.id), questions[0])


def _rubrics(card: Scorecard, library: Library) -> tuple[Rubric, ...]:
    return tuple(library.rubrics[name] for name in card.rubric.id.split("+") if name in library.rubrics)


def _titles(library: Library, round_id: str, rubrics: Iterable[Rubric]) -> Mapping[str, str]:
    """Phase titles by id: the rubrics' own, and the round's over them."""
    titles = {phase.id: phase.title for rubric in rubrics for phase in rubric.phases}
    held = library.rounds.get(round_id)
    titles.update({phase.id: phase.title for leg in (held.legs if held else ()) for phase in leg.phases})
    return titles


def _facts(round_title: str, level: Level | None, wall_time: str) -> str:
    parts = [round_title, _LEVELS[level] if level else "", _day(wall_time)]
    return ", ".join(part for part in parts if part)


def _day(wall_time: str) -> str:
    try:
        moment = datetime.fromisoformat(wall_time)
    except ValueError:
        return ""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _card(card: Scorecard, transcript: Transcript, known: _Known) -> CardView:
    titles = known.titles
    bands = _bands(card, known.rubrics)
    free = _free_verdict(card, bands)
    groups: dict[str, list[CriterionView]] = {}
    stale = stale_warning(card.criteria, transcript.turns)
    quotes = 0
    for key, result in enumerate(card.criteria):
        quoted = tuple(
            QuoteView(quotes + i, e.quote, e.turn + 1, _start(transcript, e.turn))
            for i, e in enumerate(result.judgement.evidence)
            if stands(e, transcript.turns)
        )
        view = _criterion(key, result, quoted, known)
        quotes += len(result.judgement.evidence)
        groups.setdefault(result.phase, []).append(view)
    return CardView(
        verdict=card.verdict,
        score=card.score,
        capped_from=free if card.caps and free is not card.verdict else None,
        caps=card.caps,
        bands=bands,
        phases=tuple(
            PhaseView(titles.get(p.id, p.id), p.minutes_used, p.minutes_planned, p.score) for p in card.phases
        ),
        groups=tuple(GroupView(_phase_title(name, titles), tuple(items)) for name, items in groups.items()),
        strengths=card.strengths,
        next_steps=card.next_steps,
        warnings=(*card.warnings, stale) if stale else card.warnings,
        colophon=_colophon(card),
    )


def _phase_title(name: str, titles: Mapping[str, str]) -> str:
    return "Any phase" if name == ANY_PHASE else titles.get(name, name)


def _bands(card: Scorecard, rubrics: Sequence[Rubric]) -> tuple[Band, ...]:
    """The hire scale, where the rubric it was graded with is still the one at hand."""
    if len(rubrics) != 1 or rubrics[0].sha256 != card.rubric.sha256:
        return ()
    scale = rubrics[0].scale
    cuts = (0.0, scale.no_hire, scale.hire, scale.strong_hire, 100.0)
    return tuple(
        Band(verdict, start, end) for verdict, (start, end) in zip(Verdict, pairwise(cuts), strict=True)
    )


def _free_verdict(card: Scorecard, bands: Sequence[Band]) -> Verdict | None:
    if card.score is None or card.verdict is None:
        return None
    return max(
        (band.verdict for band in bands if card.score >= band.start), key=lambda v: v.rank, default=None
    )


def _criterion(
    key: int, result: CriterionResult, quotes: tuple[QuoteView, ...], known: _Known
) -> CriterionView:
    judgement: Judgement = result.judgement
    label = judgement.label if isinstance(judgement, Scored) else None
    detail = known.criteria.get(result.id)
    gap = label is not Label.FULL
    return CriterionView(
        key=key,
        name=result.name,
        label=label,
        prompted=result.prompted,
        quotes=quotes,
        reason=judgement.reason if isinstance(judgement, Scored) else judgement.why,
        adds=detail.strong_answer.strip() if gap and detail else "",
        readings=known.readings.get(result.id, ()) if gap else (),
        own=known.own.get(result.id),
    )


def _start(transcript: Transcript, turn: int) -> str | None:
    ms = transcript.turns[turn].start_ms if turn < len(transcript.turns) else None
    return None if ms is None else clock(ms)


def _colophon(card: Scorecard) -> str:
    model = f" {card.grader.model}" if card.grader.model else ""
    return (
        f"Graded by {_GRADERS[card.grader.kind]}{model} {card.grader.version} "
        f"with {card.rubric.id} {card.rubric.version}."
    )


def _turns(
    turns: Sequence[Turn],
    results: Sequence[CriterionResult],
    kinds: Mapping[int, str],
    cut: Collection[int] = (),
) -> tuple[TurnView, ...]:
    spans: dict[int, list[_Span]] = {}
    quote = 0
    for key, result in enumerate(results):
        for evidence in result.judgement.evidence:
            if stands(evidence, turns):
                spans.setdefault(evidence.turn, []).append(_Span(evidence.start, evidence.end, key, quote))
            quote += 1
    return tuple(
        TurnView(
            number=index + 1,
            candidate=turn.speaker is Speaker.CANDIDATE,
            at=None if turn.start_ms is None else clock(turn.start_ms),
            kind=kinds.get(index),
            segments=_segments(turn.text, spans.get(index, [])),
            remark=CUT if index in cut else CORRECTED if turn.corrected else None,
        )
        for index, turn in enumerate(turns)
    )


def _segments(text: str, spans: Sequence[_Span]) -> tuple[Segment, ...]:
    """The text cut wherever evidence begins or ends, so that spans that overlap can both be shown."""
    cuts = sorted({0, len(text), *(at for span in spans for at in (span.start, span.end))})
    return tuple(
        Segment(
            text[left:right],
            tuple(dict.fromkeys(span.key for span in spans if span.start <= left and right <= span.end)),
            tuple(span.quote for span in spans if span.start == left),
        )
        for left, right in pairwise(cuts)
    )
