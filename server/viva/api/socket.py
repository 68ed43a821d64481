"""The live socket: frames of `protocol` in, what happens in the session out.

A connection is a reader, which hands the candidate's frames to the session, a listener, which replays what
the client missed and then follows the session, and a writer. Between the last two stands a bounded queue:
a client that does not keep up is closed, and goes on from the last event it saw when it comes back.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Final, assert_never

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from viva.api.protocol import (
    CLIENT_FRAME,
    Answer,
    AudioStart,
    AudioStop,
    CoverageFrame,
    EventFrame,
    Hello,
    NoticeFrame,
    Playback,
    ServerFrame,
    SetEndpointing,
    SpeakingFrame,
    Wait,
    Wish,
)
from viva.api.services import Services
from viva.api.voice_link import Outgoing, SoundFrame, VoiceLink
from viva.coach import Covered, LiveSession, Notice, Output, Speaking
from viva.coach.outputs import notice_of
from viva.codec.events import dump_event
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Control, Stored
from viva.domain.evidence import Judgement, Scored

UNKNOWN_SESSION: Final = 4404
SLOW: Final = 4408
FAILED: Final = 1011
QUEUE_FRAMES: Final = 256
MAX_FRAME_CHARS: Final = 1_000_000
"""A frame of `MAX_ANSWER_CHARS` fits, even with every character escaped."""
ECHO_CHARS: Final = 60

_BAD: Final = "That was not understood, so nothing was done with it."
_ELSEWHERE: Final = NoticeFrame(
    code="opened-elsewhere",
    message="This interview is open in another window too.",
    hint="Both show it, and answers from either count.",
)


def live_router(services: Services) -> APIRouter:
    """`WS /api/sessions/{id}/live`."""
    router = APIRouter()
    open_now: dict[str, list[_Connection]] = defaultdict(list)

    @router.websocket("/api/sessions/{session_id}/live")
    async def live(websocket: WebSocket, session_id: str) -> None:
        await websocket.accept()
        try:
            session = await services.coach.live(session_id)
        except VivaError as error:
            await _refuse(websocket, error)
            return
        connection = _Connection(websocket, session, services, session_id)
        for older in open_now[session_id]:
            older.offer(_ELSEWHERE)
        open_now[session_id].append(connection)
        try:
            await connection.run()
        finally:
            open_now[session_id].remove(connection)
            if not open_now[session_id]:
                del open_now[session_id]

    return router


class _Closed(Exception):  # noqa: N818 an end, not an error
    """The connection is over. With a code, the server closes it."""

    def __init__(self, code: int | None = None, reason: str = "") -> None:
        self.code = code
        self.reason = reason


class _Connection:
    """One client of a session."""

    def __init__(
        self, websocket: WebSocket, session: LiveSession, services: Services, session_id: str
    ) -> None:
        self._websocket = websocket
        self._session = session
        self._services = services
        self._id = session_id
        self._frames: asyncio.Queue[Outgoing] = asyncio.Queue(QUEUE_FRAMES)
        self._voice: VoiceLink | None = None
        self._behind = asyncio.Event()
        self._greeted: asyncio.Future[Hello] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Until the client leaves, the session is deleted, or the client is too slow."""
        closed: list[_Closed] = []
        try:
            async with asyncio.TaskGroup() as group:
                self._voice = VoiceLink(
                    self._services.conversations, self._session, group, self._offer_or_fall_behind
                )
                group.create_task(self._read(self._voice))
                group.create_task(self._watch())
                group.create_task(self._listen())
                group.create_task(self._remind())
                group.create_task(self._write())
        except* _Closed as ends:
            closed = [end for end in ends.exceptions if isinstance(end, _Closed)]
        end = next((end for end in closed if end.code is None), closed[0])
        if end.code is not None:
            await _close(self._websocket, end.code, end.reason)

    def offer(self, frame: Outgoing) -> bool:
        """Queues a frame, unless the client has fallen behind."""
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            return False
        return True

    def _tell(self, frame: ServerFrame) -> None:
        if not self.offer(frame):
            raise _Closed(SLOW, "slow")

    def _offer_or_fall_behind(self, frame: Outgoing) -> None:
        """Of tasks that are not this connection's own, an end must not be raised in."""
        if not self.offer(frame):
            self._behind.set()

    async def _watch(self) -> None:
        await self._behind.wait()
        raise _Closed(SLOW, "slow")

    async def _read(self, voice: VoiceLink) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                raise _Closed
            text = message.get("text")
            try:
                if text is not None:
                    await self._take(text, voice)
                else:
                    voice.hear(message.get("bytes") or b"")
            except VivaError as error:
                await self._frames.put(NoticeFrame(code=error.code, message=error.message, hint=error.hint))

    async def _take(self, text: str, voice: VoiceLink) -> None:
        if len(text) > MAX_FRAME_CHARS:
            await self._bad("The frame is too long.")
            return
        try:
            frame = CLIENT_FRAME.validate_json(text)
        except ValidationError as error:
            await self._bad(_why(error))
            return
        if isinstance(frame, Hello):
            if self._greeted.done():
                await self._bad("A connection says hello once.")
            else:
                self._greeted.set_result(frame)
            return
        if not self._greeted.done():
            await self._bad("The first frame must be a hello.")
            return
        match frame:
            case Answer():
                await voice.answer(frame.text, frame.typing_ms)
            case Wish():
                await voice.wish(Control(frame.type))
            case AudioStart() | AudioStop() | SetEndpointing() | Wait() | Playback():
                await voice.take(frame)
            case _:
                assert_never(frame)

    async def _listen(self) -> None:
        hello = await self._greeted
        # Listening begins before the log is read, so that nothing falls between the two.
        async with self._session.listen() as outputs:
            try:
                seen = await self._replay(hello.last_seq)
            except VivaError as error:
                await _refuse(self._websocket, error)
                raise _Closed from error
            for criterion, judgement in self._session.coverage.items():
                await self._frames.put(_coverage(criterion, judgement))
            await self._follow(outputs, seen)
        raise _Closed(UNKNOWN_SESSION, "deleted")

    async def _remind(self) -> None:
        """Of a turn that was being spoken when Viva, or the client, ended."""
        await self._greeted
        if self._services.conversations is None:
            return
        try:
            notice = await self._services.conversations.waiting(self._session)
        except VivaError as error:
            notice = notice_of(error)
        if notice is not None:
            self._tell(NoticeFrame(code=notice.code, message=notice.message, hint=notice.hint))

    async def _replay(self, seen: int) -> int:
        for stored in await self._services.store.read(self._id, seen):
            await self._frames.put(_event(stored))
            seen = stored.seq
        return seen

    async def _follow(self, outputs: AsyncIterator[Output], seen: int) -> None:
        async for output in outputs:
            if self._voice is not None:
                self._voice.follow(output)
            match output:
                case Stored():
                    if output.seq > seen:
                        self._tell(_event(output))
                        seen = output.seq
                case Covered():
                    self._tell(_coverage(output.criterion, output.judgement))
                case Speaking():
                    self._tell(SpeakingFrame(turn=output.turn, text=output.text))
                case Notice():
                    self._tell(NoticeFrame(code=output.code, message=output.message, hint=output.hint))
                case _:
                    assert_never(output)

    async def _write(self) -> None:
        while True:
            frame = await self._frames.get()
            try:
                if isinstance(frame, SoundFrame):
                    await self._websocket.send_text(frame.header.model_dump_json())
                    await self._websocket.send_bytes(frame.pcm)
                else:
                    await self._websocket.send_text(frame.model_dump_json())
            except (WebSocketDisconnect, RuntimeError) as error:
                raise _Closed from error

    async def _bad(self, hint: str) -> None:
        await self._frames.put(NoticeFrame(code="bad-frame", message=_BAD, hint=hint))


async def _refuse(websocket: WebSocket, error: VivaError) -> None:
    notice = NoticeFrame(code=error.code, message=error.message, hint=error.hint)
    try:
        await websocket.send_text(notice.model_dump_json())
    except (WebSocketDisconnect, RuntimeError):
        return
    code = UNKNOWN_SESSION if error.kind is ErrorKind.NOT_FOUND else FAILED
    await _close(websocket, code, error.code)


async def _close(websocket: WebSocket, code: int, reason: str) -> None:
    try:
        await websocket.close(code, reason)
    except (WebSocketDisconnect, RuntimeError):
        return  # it has gone already


def _event(stored: Stored) -> EventFrame:
    return EventFrame(seq=stored.seq, at_ms=stored.at_ms, event=dump_event(stored.event))


def _coverage(criterion: str, judgement: Judgement) -> CoverageFrame:
    place = judgement.evidence[0] if judgement.evidence else None
    return CoverageFrame(
        criterion=criterion,
        label=judgement.label.value if isinstance(judgement, Scored) else None,
        turn=place.turn if place else None,
        start=place.start if place else None,
        end=place.end if place else None,
    )


def _why(error: ValidationError) -> str:
    """Where a frame does not fit; what the client sent is echoed in part only."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part)[:ECHO_CHARS] for part in first["loc"])
    message = first["msg"][: 4 * ECHO_CHARS]
    return f"{place}: {message}." if place else f"{message}."
