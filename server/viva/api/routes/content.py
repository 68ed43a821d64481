"""Rounds, questions, rubrics, notes, glossary: what there is to practise with."""

from typing import Annotated

from fastapi import APIRouter, Query

from viva.api.content_views import (
    note_found_out,
    note_out,
    note_summary_out,
    question_detail_out,
    question_out,
    round_out,
    rubric_out,
    rubric_summary_out,
)
from viva.api.grader_views import grader_card_out
from viva.api.schemas.content import (
    GraderCardOut,
    NoteFoundOut,
    NoteOut,
    NoteSummaryOut,
    QuestionDetailOut,
    QuestionOut,
    RoundOut,
    RubricOut,
    RubricSummaryOut,
    TermOut,
)
from viva.api.services import Services
from viva.content.roots import grader_card_file
from viva.domain.errors import ErrorKind, VivaError, not_found

SEARCH_LIMIT = 12


def content_router(services: Services) -> APIRouter:
    """Reads the library. Its first use of a section loads files, so nothing here runs on the event loop."""
    router = APIRouter(prefix="/api", tags=["content"])
    library = services.library

    @router.get("/rounds")
    def rounds() -> list[RoundOut]:
        """Rounds in the order to show them."""
        return [round_out(library, item) for item in library.rounds.values()]

    @router.get("/questions")
    def questions(
        round_: Annotated[str | None, Query(alias="round", max_length=200)] = None,
    ) -> list[QuestionOut]:
        """The questions of a round or of a rubric, or all."""
        if round_ is None:
            found = sorted(library.questions.values(), key=lambda item: item.title.casefold())
        elif round_ in library.rounds:
            banks = dict.fromkeys(leg.rubric for leg in library.round(round_).legs)
            found = [item for bank in banks for item in library.bank(bank)]
        elif round_ in library.rubrics:
            found = library.bank(round_)
        else:
            raise not_found("round", round_, f"Known: {', '.join(library.rounds)}.")
        return [question_out(item) for item in found]

    @router.get("/questions/{question_id}")
    def question(question_id: str) -> QuestionDetailOut:
        """A question with its facts, follow-ups and key points."""
        return question_detail_out(library, library.question(question_id))

    @router.get("/rubrics")
    def rubrics() -> list[RubricSummaryOut]:
        """Every rubric."""
        return [rubric_summary_out(item) for item in library.rubrics.values()]

    @router.get("/rubrics/{rubric_id}")
    def rubric(rubric_id: str) -> RubricOut:
        """A rubric with its criteria, anchors, probes and example sentences."""
        return rubric_out(library, library.rubric(rubric_id))

    @router.get("/notes")
    def notes(
        q: Annotated[str | None, Query(max_length=2_000)] = None,
    ) -> list[NoteSummaryOut] | list[NoteFoundOut]:
        """All notes; with `q`, those that a search by meaning and words finds, best first."""
        if q is None:
            ordered = sorted(library.notes.values(), key=lambda item: item.title.casefold())
            return [note_summary_out(item) for item in ordered]
        if services.retriever is None:
            raise VivaError(
                "no-search",
                "Searching the notes is not available.",
                "Run `viva doctor` to see why.",
                ErrorKind.UNAVAILABLE,
            )
        return [note_found_out(hit) for hit in services.retriever.search(q, SEARCH_LIMIT)]

    @router.get("/notes/{note_id}")
    def note(note_id: str) -> NoteOut:
        """A note as Markdown."""
        return note_out(library.note(note_id))

    @router.get("/grader-card")
    def grader_card() -> GraderCardOut:
        """How far the embedded grader was seen to agree with labels, and who judges by the settings."""
        text = grader_card_file().read_text("utf-8")
        return grader_card_out(text, library, services.settings, services.weights)

    @router.get("/glossary")
    def glossary() -> list[TermOut]:
        """Terms: written, said, meant."""
        ordered = sorted(library.glossary, key=lambda item: item.term.casefold())
        return [TermOut(term=item.term, said=item.said, meaning=item.meaning) for item in ordered]

    return router
