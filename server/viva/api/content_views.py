"""Content nouns to their JSON models."""

from collections.abc import Iterable
from textwrap import shorten
from typing import Final

from viva.api.schemas.base import TitledOut
from viva.api.schemas.content import (
    AnchorsOut,
    AssumptionOut,
    AudienceOut,
    CapOut,
    CriterionOut,
    ExampleOut,
    FactOut,
    FollowUpOut,
    KeyPointOut,
    LegOut,
    LensOut,
    NoteFoundOut,
    NoteOut,
    NoteSummaryOut,
    PhaseOut,
    QuestionDetailOut,
    QuestionOut,
    RoundOut,
    RubricOut,
    RubricSummaryOut,
    ScaleOut,
    SubPointOut,
    WrongAnswerOut,
)
from viva.content.library import Library
from viva.domain.level import Level
from viva.domain.note import Hit, Note
from viva.domain.question import Question
from viva.domain.round import Round
from viva.domain.rubric import Anchors, Criterion, Rubric

EXCERPT_CHARS: Final = 240


def round_out(library: Library, item: Round) -> RoundOut:
    """A round with its legs' titles."""
    return RoundOut(
        id=item.id,
        title=item.title,
        summary=item.summary,
        minutes=item.minutes,
        short=item.short,
        legs=tuple(
            LegOut(
                rubric=leg.rubric,
                title=library.rubrics[leg.rubric].title if leg.rubric in library.rubrics else leg.rubric,
                minutes=leg.minutes,
                phases=tuple(PhaseOut(id=p.id, title=p.title, minutes=p.minutes) for p in leg.phases),
            )
            for leg in item.legs
        ),
    )


def question_out(item: Question) -> QuestionOut:
    """A question as lists show it."""
    audience = item.audience
    return QuestionOut(
        id=item.id,
        title=item.title,
        bank=item.bank,
        prompt=item.prompt,
        levels=_levels(item.levels),
        tags=item.tags,
        minutes=item.minutes,
        theme=item.theme,
        audience=audience and AudienceOut(listener=audience.listener, constraint=audience.constraint),
    )


def question_detail_out(library: Library, item: Question) -> QuestionDetailOut:
    """A question with all that belongs to it."""
    return QuestionDetailOut(
        **dict(question_out(item)),
        glossary=item.glossary,
        facts=tuple(FactOut(id=f.id, topic=f.topic, asks=f.asks, answer=f.answer) for f in item.facts),
        yours_to_assume=tuple(AssumptionOut(asks=a.asks, reply=a.reply) for a in item.yours_to_assume),
        follow_ups=tuple(FollowUpOut(criterion=f.criterion, text=f.text) for f in item.follow_ups),
        key_points=tuple(KeyPointOut(id=k.id, name=k.name, text=k.text) for k in item.key_points),
        wrong_answers=tuple(
            WrongAnswerOut(text=w.text, why=w.why, key_point=w.key_point) for w in item.wrong_answers
        ),
        listens_for=item.listens_for,
        notes=titled_notes(library, item.notes),
    )


def rubric_summary_out(item: Rubric) -> RubricSummaryOut:
    """A rubric as lists show it."""
    return RubricSummaryOut(
        id=item.id, version=item.version, title=item.title, sha256=item.sha256, criteria=len(item.criteria)
    )


def rubric_out(library: Library, item: Rubric) -> RubricOut:
    """A rubric in full."""
    return RubricOut(
        id=item.id,
        version=item.version,
        title=item.title,
        sha256=item.sha256,
        phases=tuple(TitledOut(id=p.id, title=p.title) for p in item.phases),
        lenses=tuple(
            LensOut(
                id=lens.id,
                title=lens.title,
                steps=tuple(TitledOut(id=step.id, title=step.title) for step in lens.steps),
            )
            for lens in item.lenses
        ),
        scale=ScaleOut(no_hire=item.scale.no_hire, hire=item.scale.hire, strong_hire=item.scale.strong_hire),
        caps=tuple(
            CapOut(
                id=cap.id,
                criteria=cap.criteria,
                when=cap.when,
                levels=_levels(cap.levels),
                at=cap.at,
                reason=cap.reason,
            )
            for cap in item.caps
        ),
        criteria=tuple(_criterion_out(library, criterion) for criterion in item.criteria),
    )


def anchors_out(anchors: Anchors) -> AnchorsOut:
    """What each label looks like."""
    return AnchorsOut(missing=anchors.missing, partial=anchors.partial, full=anchors.full)


def note_summary_out(item: Note) -> NoteSummaryOut:
    """A note as lists show it."""
    return NoteSummaryOut(
        id=item.id,
        title=item.title,
        tags=item.tags,
        criteria=item.criteria,
        words=len(item.body.split()),
    )


def note_found_out(hit: Hit) -> NoteFoundOut:
    """A search's hit, its passage cut at a word."""
    passage = hit.passage
    return NoteFoundOut(
        id=passage.note,
        title=passage.title,
        excerpt=shorten(passage.text, EXCERPT_CHARS, placeholder=" ..."),
    )


def note_out(item: Note) -> NoteOut:
    """A note in full."""
    return NoteOut(
        id=item.id,
        title=item.title,
        tags=item.tags,
        criteria=item.criteria,
        sources=item.sources,
        body=item.body,
    )


def titled_notes(library: Library, ids: Iterable[str]) -> tuple[TitledOut, ...]:
    """The notes of these ids that there are; a session may cite one that has gone since."""
    return tuple(TitledOut(id=name, title=library.notes[name].title) for name in ids if name in library.notes)


def _criterion_out(library: Library, item: Criterion) -> CriterionOut:
    return CriterionOut(
        id=item.id,
        name=item.name,
        phase=item.phase,
        weight=item.weight,
        must_have=_levels(item.must_have),
        lens=dict(item.lens),
        meaning=item.meaning,
        anchors=anchors_out(item.anchors),
        sub_points=tuple(SubPointOut(id=p.id, text=p.text, ask=p.ask) for p in item.sub_points),
        probes=item.probes,
        hints=item.hints,
        positive=tuple(ExampleOut(kind=e.kind, text=e.text) for e in item.positive),
        contrast=tuple(ExampleOut(kind=e.kind, text=e.text) for e in item.contrast),
        strong_answer=item.strong_answer,
        notes=titled_notes(library, item.notes),
    )


def _levels(levels: Iterable[Level]) -> tuple[Level, ...]:
    return tuple(sorted(levels, key=tuple(Level).index))
