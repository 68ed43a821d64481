"""Grading one transcript without keeping it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from viva.api.schemas.sessions import GraderName, TranscriptIn
from viva.api.services import Services
from viva.api.transcripts import transcript_input
from viva.codec.scorecard import ScorecardOut, scorecard_out
from viva.codec.transcript import TranscriptInput, parse_transcript
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.level import Level

_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/TranscriptIn"}},
            "text/plain": {"schema": {"type": "string"}},
        },
    }
}


def grading_router(services: Services) -> APIRouter:
    """`POST /api/grade`."""
    router = APIRouter(prefix="/api", tags=["grading"])

    @router.post("/grade", openapi_extra=_BODY)
    async def grade(  # noqa: PLR0917
        request: Request,
        round_: Annotated[str | None, Query(alias="round", max_length=200)] = None,
        question: Annotated[str | None, Query(max_length=4_000)] = None,
        filename: Annotated[str, Query(max_length=400)] = "",
        level: Level | None = None,
        grader: GraderName | None = None,
    ) -> ScorecardOut:
        """Grades a transcript: JSON, or plain text (.vtt and .srt too) with the round and question beside."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await request.body()
        match kind:
            case "application/json":
                data = await run_in_threadpool(_validated, body)
                given = await run_in_threadpool(transcript_input, data)
                level, grader = data.level or level, data.grader or grader
            case "text/plain":
                given = await run_in_threadpool(_plain, body, filename, round_, question)
            case _:
                raise VivaError(
                    "wrong-type",
                    "A transcript is sent as application/json or as text/plain.",
                    "Set the Content-Type header to one of them.",
                    ErrorKind.INVALID,
                )
        return scorecard_out(
            await services.coach.grade_input(given, level=level or Level.SENIOR, grader=grader)
        )

    return router


def _validated(body: bytes) -> TranscriptIn:
    try:
        return TranscriptIn.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]
        ) from error


def _plain(body: bytes, filename: str, round_: str | None, question: str | None) -> TranscriptInput:
    return parse_transcript(body, filename=filename, round=round_, question=question)
