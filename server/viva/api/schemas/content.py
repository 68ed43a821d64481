"""Rounds, questions, rubrics, notes and the glossary, as JSON."""

from typing import Annotated, Literal

from pydantic import Field

from viva.api.schemas.base import Out, TitledOut
from viva.domain.label import Verdict
from viva.domain.level import Level
from viva.domain.question import Theme


class PhaseOut(TitledOut):
    """A time box."""

    minutes: float


class LegOut(Out):
    """One question within a round. `title` is its rubric's."""

    rubric: str
    title: str
    minutes: float
    phases: tuple[PhaseOut, ...]


class RoundOut(TitledOut):
    """A round."""

    summary: str
    minutes: float
    short: bool
    legs: tuple[LegOut, ...]


class AudienceOut(Out):
    """A listener or a constraint that the explanation must honour."""

    listener: str | None
    constraint: str | None


class QuestionOut(TitledOut):
    """A question as lists show it."""

    bank: str
    prompt: str
    levels: tuple[Level, ...]
    tags: tuple[str, ...]
    minutes: int
    theme: Theme | None
    audience: AudienceOut | None


class FactOut(Out):
    """An answer that the interviewer gives when asked."""

    id: str
    topic: str
    asks: tuple[str, ...]
    answer: str


class AssumptionOut(Out):
    """Something that is the candidate's to decide."""

    asks: tuple[str, ...]
    reply: str


class FollowUpOut(Out):
    """A probe of the question's own."""

    criterion: str | None
    text: str


class KeyPointOut(Out):
    """What a good explanation says."""

    id: str
    name: str
    text: str


class WrongAnswerOut(Out):
    """A common mistake."""

    text: str
    why: str
    key_point: str | None


class QuestionDetailOut(QuestionOut):
    """A question with all that the interviewer knows."""

    glossary: tuple[str, ...]
    facts: tuple[FactOut, ...]
    yours_to_assume: tuple[AssumptionOut, ...]
    follow_ups: tuple[FollowUpOut, ...]
    key_points: tuple[KeyPointOut, ...]
    wrong_answers: tuple[WrongAnswerOut, ...]
    listens_for: str
    notes: tuple[TitledOut, ...]


class RubricSummaryOut(TitledOut):
    """A rubric as lists show it. `criteria` counts them."""

    version: str
    sha256: str
    criteria: int


class LensOut(TitledOut):
    """Another framework's steps."""

    steps: tuple[TitledOut, ...]


class ScaleOut(Out):
    """Lower bounds of the three upper bands, 0..100."""

    no_hire: float
    hire: float
    strong_hire: float


class CapOut(Out):
    """The best verdict while criteria are missing."""

    id: str
    criteria: tuple[str, ...]
    when: Literal["all", "any"]
    levels: tuple[Level, ...]
    at: Verdict
    reason: str


class AnchorsOut(Out):
    """What each label looks like."""

    missing: str
    partial: str
    full: str


class SubPointOut(Out):
    """A part of a full answer."""

    id: str
    text: str
    ask: str


class ExampleOut(Out):
    """A sentence that shows a criterion, or only seems to."""

    kind: str
    text: str


class CriterionOut(Out):
    """One criterion with all that it is judged and probed by."""

    id: str
    name: str
    phase: str
    weight: float
    must_have: tuple[Level, ...]
    lens: dict[str, str]
    meaning: str
    anchors: AnchorsOut
    sub_points: tuple[SubPointOut, ...]
    probes: tuple[str, ...]
    hints: tuple[str, ...]
    positive: tuple[ExampleOut, ...]
    contrast: tuple[ExampleOut, ...]
    strong_answer: str
    notes: tuple[TitledOut, ...]


class RubricOut(TitledOut):
    """A rubric in full."""

    version: str
    sha256: str
    phases: tuple[TitledOut, ...]
    lenses: tuple[LensOut, ...]
    scale: ScaleOut
    caps: tuple[CapOut, ...]
    criteria: tuple[CriterionOut, ...]


class NoteSummaryOut(TitledOut):
    """A note as lists show it."""

    tags: tuple[str, ...]
    criteria: tuple[str, ...]
    words: Annotated[int, Field(ge=0)]


class NoteFoundOut(TitledOut):
    """A note that a search found, with the passage that matched."""

    excerpt: str


class NoteOut(TitledOut):
    """A note; `body` is Markdown."""

    tags: tuple[str, ...]
    criteria: tuple[str, ...]
    sources: tuple[str, ...]
    body: str


class GraderInForceOut(Out):
    """Who judges by the settings in force. `model` is the endpoint's, None where the settings name none."""

    kind: Literal["embedded", "llm"]
    model: str | None


class RoundAgreementOut(TitledOut):
    """A rubric's kappa with the labels, on covered or not. `trusted` says whether labels may add up to a
    verdict there."""

    kappa: float
    trusted: bool


class GraderCardOut(Out):
    """How far to trust the embedded grader; `body` is Markdown.

    `version` is that of the weights that the card is about, `weights` that of those in place and `agreement`
    theirs; None and empty where that is not known.
    """

    body: str
    version: str | None
    weights: str | None
    agreement: tuple[RoundAgreementOut, ...]
    grader: GraderInForceOut


class TermOut(Out):
    """How a term is written, how it is said, and what it means."""

    term: str
    said: str
    meaning: str
