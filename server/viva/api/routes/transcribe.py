"""A recording in, its words out, with progress on the way."""

import asyncio
import logging
import tempfile
from collections.abc import AsyncGenerator
from typing import IO, Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from viva.api.errors import ErrorBody, too_large
from viva.api.limits import AUDIO_BYTES, DRAIN_BYTES, MIB
from viva.api.schemas.audio import (
    ErrorLine,
    HeardTranscriptOut,
    HeardTurnOut,
    ProgressLine,
    TranscriptLine,
)
from viva.api.schemas.base import Out
from viva.api.schemas.sessions import WordOut
from viva.api.services import Services
from viva.coach.transcription import Recording, Transcription, Written, expected_words, transcription
from viva.domain.errors import ErrorKind, VivaError
from viva.speech.hotwords import Hotwords
from viva.speech.levels import Levels

_LOG: Final = logging.getLogger(__name__)
_LINES: Final = "application/x-ndjson"
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "content": {_LINES: {"schema": {"type": "string"}}},
        "description": 'Lines of JSON: {"progress": 0..1}, at last {"transcript": ...} or {"error": ...}.',
    }
}


def transcribe_router(services: Services) -> APIRouter:
    """`POST /api/transcribe`."""
    router = APIRouter(prefix="/api", tags=["audio"])

    @router.post("/transcribe", openapi_extra=_BODY, response_class=StreamingResponse, responses=_ANSWERS)
    async def transcribe(
        request: Request,
        filename: Annotated[str, Query(max_length=400)] = "",
        question: Annotated[str | None, Query(max_length=200)] = None,
    ) -> Response:
        """Writes down a recording, whose bytes are the body, of any type but a form. Closing the connection
        stops the work. `question` names the question that it answers: its terms are heard better.
        """
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind.startswith("multipart/") or kind == "application/x-www-form-urlencoded":
            raise VivaError(
                "wrong-type",
                "A recording is sent as the body itself, not as a form.",
                "Send the file's bytes, with their type (such as audio/wav) or application/octet-stream.",
            )
        work = transcription(services.voices())
        if question is not None:
            services.library.question(question)  # one that is not there is a mistake, and worth saying so
        hotwords = await run_in_threadpool(expected_words, services.library, question)
        file = await run_in_threadpool(_temporary, services)
        try:
            await _receive(request, file)
            recording = await run_in_threadpool(_opened, services, file, filename)
            levels = await work.measure(recording)
        except ClientDisconnect:
            file.close()
            return Response(status_code=400)  # nobody is there to read it
        except BaseException:
            file.close()
            raise
        return StreamingResponse(_lines(work, recording, levels, hotwords, file), media_type=_LINES)

    return router


def _temporary(services: Services) -> IO[bytes]:
    # Beside the data: a folder for temporary files may lie in memory. It has no name, so nothing of it stays.
    try:
        services.settings.home.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryFile(dir=services.settings.home)
    except OSError as error:
        raise _unwritable(error) from error


async def _receive(request: Request, file: IO[bytes]) -> None:
    """Raises `VivaError` (too-large, audio-unwritable)."""
    size = 0
    held: list[bytes] = []
    async for chunk in request.stream():
        size += len(chunk)
        if size > AUDIO_BYTES + DRAIN_BYTES:
            break
        if size <= AUDIO_BYTES:
            held.append(chunk)
        if sum(map(len, held)) >= MIB:
            await run_in_threadpool(_write, file, b"".join(held))
            held.clear()
    if size > AUDIO_BYTES:
        raise too_large(AUDIO_BYTES)
    await run_in_threadpool(_write, file, b"".join(held))


def _write(file: IO[bytes], data: bytes) -> None:
    try:
        file.write(data)
        file.flush()
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> VivaError:
    why = (error.strerror or str(error)).lower()
    return VivaError(
        "audio-unwritable",
        f"The recording cannot be put aside while it is written down: {why}.",
        "Free some space, or check the permissions of the data folder.",
        ErrorKind.UNAVAILABLE,
    )


def _opened(services: Services, file: IO[bytes], name: str) -> Recording:
    if services.open_recording is None:
        raise VivaError(
            "no-decoder", "Recordings cannot be read here.", "Install Viva again.", ErrorKind.UNAVAILABLE
        )
    return services.open_recording(file, name)


async def _lines(
    work: Transcription, recording: Recording, levels: Levels, hotwords: Hotwords, file: IO[bytes]
) -> AsyncGenerator[bytes]:
    told: asyncio.Queue[float | None] = asyncio.Queue()
    task = asyncio.create_task(
        work.write(recording, levels=levels, hotwords=hotwords, progress=told.put_nowait)
    )
    task.add_done_callback(lambda _: told.put_nowait(None))
    try:
        while (share := await told.get()) is not None:
            yield _line(ProgressLine(progress=round(share, 4)))
        yield _line(_last(task))
    finally:
        task.cancel()
        file.close()


def _last(task: asyncio.Task[Written]) -> Out:
    error = task.exception()
    if error is None:
        return TranscriptLine(transcript=heard_out(task.result()))
    if isinstance(error, VivaError):
        return ErrorLine(error=ErrorBody(code=error.code, message=error.message, hint=error.hint))
    _LOG.error("writing down a recording failed", exc_info=error)
    return ErrorLine(
        error=ErrorBody(
            code="internal",
            message="Viva ran into a fault of its own.",
            hint="Try again. What was saved is safe; the terminal shows the details.",
        )
    )


def heard_out(written: Written) -> HeardTranscriptOut:
    """What was heard, as JSON has it."""
    return HeardTranscriptOut(
        turns=tuple(
            HeardTurnOut(
                speaker=turn.speaker,
                text=turn.text,
                start_ms=turn.start_ms,
                end_ms=turn.end_ms,
                words=tuple(
                    WordOut(
                        text=word.text,
                        start_ms=word.start_ms,
                        end_ms=word.end_ms,
                        probability=round(word.probability, 3),
                    )
                    for word in turn.words
                ),
            )
            for turn in written.transcript.turns
        ),
        speakers=1 if written.speakers == 1 else 2,
        note=written.note,
    )


def _line(line: Out) -> bytes:
    return line.model_dump_json().encode() + b"\n"
