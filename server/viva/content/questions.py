"""Question files: `knowledge/questions/<bank>/<id>.yaml`, a shape for each bank."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from viva.content.document import Document, read_document
from viva.content.problem import ContentError
from viva.content.text import FileModel, Line, Slug, Text
from viva.domain.level import Level
from viva.domain.question import (
    Assumption,
    Audience,
    Fact,
    FollowUp,
    KeyPoint,
    Question,
    Theme,
    WrongAnswer,
)

Topic = Literal[
    "scale", "latency", "data", "labels", "budget", "users", "team", "platform", "quality", "policy",
    "business", "existing",
]  # fmt: skip


class QuestionFile(FileModel):
    """Fields that every question has."""

    id: Slug
    round: Slug
    title: Text
    prompt: Text
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    tags: tuple[Slug, ...] = ()
    minutes: Annotated[int, Field(ge=1, le=120)]
    glossary: tuple[Text, ...] = ()
    notes: tuple[Slug, ...] = ()


class FactFile(FileModel):
    """An answer to a clarifying question."""

    id: Slug
    topic: Topic
    asks: Annotated[tuple[Text, ...], Field(min_length=1)]
    answer: Text


class AssumptionFile(FileModel):
    """Something that is the candidate's to decide."""

    asks: Annotated[tuple[Text, ...], Field(min_length=1)]
    reply: Text


class FollowUpFile(FileModel):
    """A probe of this question's own."""

    criterion: Slug
    text: Line


class DesignQuestionFile(QuestionFile):
    """A system-design question with its fact sheet."""

    facts: tuple[FactFile, ...] = ()
    yours_to_assume: tuple[AssumptionFile, ...] = ()
    follow_ups: tuple[FollowUpFile, ...] = ()


class KeyPointFile(FileModel):
    """A key point of a fundamentals question."""

    id: Annotated[str, Field(pattern=r"^kp-[1-9]$")]
    name: Text
    text: Text
    examples: Annotated[tuple[Text, ...], Field(min_length=1)]
    contrast: Annotated[tuple[Text, ...], Field(min_length=1)]
    probe: Line
    hint: Line


class WrongAnswerFile(FileModel):
    """A common mistake."""

    text: Text
    why: Text
    key_point: str | None = None


class AudienceFile(FileModel):
    """A listener or a constraint."""

    listener: Text | None = None
    constraint: Text | None = None
    forbidden_first_sentence: tuple[Text, ...] = ()
    jargon: tuple[Text, ...] = ()


class FundamentalsQuestionFile(QuestionFile):
    """A fundamentals question with 3 to 6 key points."""

    audience: AudienceFile | None = None
    key_points: Annotated[tuple[KeyPointFile, ...], Field(min_length=3, max_length=6)]
    wrong_answers: tuple[WrongAnswerFile, ...] = ()
    follow_ups: tuple[Line, ...] = ()


class BehaviouralQuestionFile(QuestionFile):
    """A behavioural question."""

    theme: Theme
    listens_for: Text
    follow_ups: tuple[FollowUpFile, ...] = ()


def load_question(file: Path, bank: str) -> Question:
    """A question of a bank. Raises `ContentError` naming file, line and field."""
    document = read_document(file)
    match bank:
        case "fundamentals":
            data = document.validate(FundamentalsQuestionFile)
            question = _fundamentals(data)
        case "behavioural":
            data = document.validate(BehaviouralQuestionFile)
            question = _question(data, follow_ups=_aimed(data.follow_ups), theme=data.theme,
                                 listens_for=data.listens_for)  # fmt: skip
        case _:
            data = document.validate(DesignQuestionFile)
            question = _question(
                data,
                facts=tuple(Fact(f.id, f.topic, f.asks, f.answer) for f in data.facts),
                yours_to_assume=tuple(Assumption(a.asks, a.reply) for a in data.yours_to_assume),
                follow_ups=_aimed(data.follow_ups),
            )
    _check(document, data, bank, file)
    return question


def _check(document: Document, data: QuestionFile, bank: str, file: Path) -> None:
    if data.round != bank:
        raise ContentError([document.problem(("round",), f"stands in the folder {bank}")])
    if data.id != file.stem:
        raise ContentError([document.problem(("id",), f"must be the file's name, {file.stem}")])
    if isinstance(data, FundamentalsQuestionFile):
        wanted = [f"kp-{i + 1}" for i in range(len(data.key_points))]
        for i, (point, want) in enumerate(zip(data.key_points, wanted, strict=True)):
            if point.id != want:
                raise ContentError([document.problem(("key_points", i, "id"), f"must be {want}")])
        for i, wrong in enumerate(data.wrong_answers):
            if wrong.key_point is not None and wrong.key_point not in wanted:
                raise ContentError(
                    [
                        document.problem(
                            ("wrong_answers", i, "key_point"), "names no key point of this question"
                        )
                    ]
                )


def _fundamentals(data: FundamentalsQuestionFile) -> Question:
    audience = data.audience
    return _question(
        data,
        key_points=tuple(
            KeyPoint(k.id, k.name, k.text, k.examples, k.contrast, k.probe, k.hint) for k in data.key_points
        ),
        wrong_answers=tuple(WrongAnswer(w.text, w.why, w.key_point) for w in data.wrong_answers),
        follow_ups=tuple(FollowUp(text) for text in data.follow_ups),
        audience=audience
        and Audience(
            audience.listener,
            audience.constraint,
            tuple(word.lower() for word in audience.forbidden_first_sentence),
            audience.jargon,
        ),
    )


def _aimed(follow_ups: tuple[FollowUpFile, ...]) -> tuple[FollowUp, ...]:
    return tuple(FollowUp(f.text, f.criterion) for f in follow_ups)


def _question(
    data: QuestionFile,
    *,
    facts: tuple[Fact, ...] = (),
    yours_to_assume: tuple[Assumption, ...] = (),
    follow_ups: tuple[FollowUp, ...] = (),
    key_points: tuple[KeyPoint, ...] = (),
    wrong_answers: tuple[WrongAnswer, ...] = (),
    audience: Audience | None = None,
    theme: Theme | None = None,
    listens_for: str = "",
) -> Question:
    return Question(
        id=data.id,
        bank=data.round,
        title=data.title,
        prompt=data.prompt,
        levels=frozenset(data.levels),
        minutes=data.minutes,
        tags=data.tags,
        glossary=data.glossary,
        notes=data.notes,
        facts=facts,
        yours_to_assume=yours_to_assume,
        follow_ups=follow_ups,
        key_points=key_points,
        wrong_answers=wrong_answers,
        audience=audience,
        theme=theme,
        listens_for=listens_for,
    )
