"""Recordings of spoken turns: to listen to, to draw, to delete."""

from collections import OrderedDict
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from viva.api.ranges import file_response
from viva.api.schemas.audio import PeaksOut
from viva.api.schemas.sessions import MAX_SEQ
from viva.api.services import Services
from viva.domain.errors import ErrorKind, VivaError
from viva.speech.peaks import MS_PER_PEAK, peaks

_REMEMBERED: Final = 1_000
"""Turns whose peaks are kept; recordings do not change once they are there."""
_FLAC: Final = {"content": {"audio/flac": {"schema": {"type": "string", "format": "binary"}}}}
_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {**_FLAC, "description": "The recording."},
    206: {**_FLAC, "description": "The part of it that `Range` asks for."},
    304: {"description": "The client has it: `If-None-Match` names its `ETag`."},
}

Turn = Annotated[int, Path(ge=0, le=MAX_SEQ)]


def audio_router(services: Services) -> APIRouter:
    """Listening and deleting."""
    router = APIRouter(prefix="/api", tags=["audio"])
    known: OrderedDict[tuple[str, int], tuple[int, ...]] = OrderedDict()

    async def recorded(session_id: str, turn: int) -> bytes:
        """The file. Raises `VivaError` (unknown-session, no-recording)."""
        found = await services.audio.flac(session_id, turn) if services.audio is not None else None
        if found is None:
            await _check_session(services, session_id)
            raise VivaError(
                "no-recording",
                f"There is no recording of turn {turn}.",
                "It was typed, or not recorded, or its recording was deleted. Its words are there.",
                ErrorKind.NOT_FOUND,
            )
        return found

    @router.get("/sessions/{session_id}/audio/{turn}", response_class=Response, responses=_ANSWERS)
    async def recording(session_id: str, turn: Turn, request: Request) -> Response:
        """A turn's recording, as FLAC."""
        content = await recorded(session_id, turn)
        return await run_in_threadpool(file_response, content, "audio/flac", request.headers)

    @router.get("/sessions/{session_id}/peaks")
    async def session_peaks(session_id: str) -> PeaksOut:
        """How loud the recordings of a session are, to be drawn. A damaged one is left out."""
        await _check_session(services, session_id)
        found: dict[int, tuple[int, ...]] = {}
        for turn in await services.audio.turns(session_id) if services.audio is not None else ():
            key = (session_id, turn)
            if key not in known:
                try:
                    clip = await services.audio.read(session_id, turn) if services.audio is not None else None
                except VivaError:
                    continue
                if clip is None:
                    continue
                known[key] = await run_in_threadpool(peaks, clip)
                while len(known) > _REMEMBERED:
                    known.popitem(last=False)
            known.move_to_end(key)
            found[turn] = known[key]
        return PeaksOut(ms_per_peak=MS_PER_PEAK, turns=found)

    @router.delete("/sessions/{session_id}/audio/{turn}", status_code=204)
    async def delete_turn(session_id: str, turn: Turn) -> None:
        """Forgets the recording of a turn; its words stay."""
        await recorded(session_id, turn)
        if services.audio is not None:
            await services.audio.delete(session_id, turn)

    @router.delete("/sessions/{session_id}/audio", status_code=204)
    async def delete_session(session_id: str) -> None:
        """Forgets all recordings of a session; its words stay."""
        await _check_session(services, session_id)
        if services.audio is not None:
            await services.audio.delete(session_id)

    @router.delete("/audio", status_code=204)
    async def delete_all(confirm: Annotated[Literal["everything"], Query()]) -> None:
        """Forgets every recording; the words stay. `confirm=everything` must be said."""
        del confirm
        if services.audio is not None:
            await services.audio.delete_all()

    return router


async def _check_session(services: Services, session_id: str) -> None:
    await services.store.read(session_id, MAX_SEQ)
