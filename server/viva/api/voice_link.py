"""The voice side of one connection: its microphone frames in, sound and captions out."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, assert_never

from viva.api.protocol import (
    AudioAck,
    AudioFrame,
    AudioReady,
    AudioStart,
    AudioStop,
    CaptionFrame,
    CountdownFrame,
    HearingFrame,
    HushFrame,
    NoticeFrame,
    Playback,
    ServerFrame,
    SetEndpointing,
    Wait,
)
from viva.coach import LiveSession
from viva.coach.conversation import Conversation
from viva.coach.conversations import Conversations
from viva.coach.outputs import (
    Acknowledged,
    Caption,
    Countdown,
    Hearing,
    Hush,
    Notice,
    Output,
    Ready,
    Sound,
    VoiceOutput,
)
from viva.domain.errors import VivaError
from viva.domain.event import Control
from viva.speech.pcm import RATE

NO_VOICE: Final = NoticeFrame(
    code="voice-unavailable", message="Voice is not available here.", hint="Type your answer instead."
)


@dataclass(frozen=True, slots=True)
class SoundFrame:
    """An `audio` header and the binary frame that follows it."""

    header: AudioFrame
    pcm: bytes


Outgoing = ServerFrame | SoundFrame


class VoiceLink:
    """Joins the session's conversation at the first `audio_start`. `offer` queues a frame for the client."""

    def __init__(
        self,
        conversations: Conversations | None,
        session: LiveSession,
        group: asyncio.TaskGroup,
        offer: Callable[[Outgoing], None],
    ) -> None:
        self._conversations = conversations
        self._session = session
        self._group = group
        self._offer = offer
        self._held: Conversation | None = None
        self._stay: asyncio.Task[None] | None = None
        self._refused = False

    async def take(self, frame: AudioStart | AudioStop | SetEndpointing | Wait | Playback) -> None:
        """A frame of the client's. Raises `VivaError`: voice-unavailable, wrong-rate, and the store's."""
        if isinstance(frame, AudioStart):
            await self._start(frame)
            return
        held = self._here()
        if held is None:
            return
        match frame:
            case AudioStop():
                await held.stop(pause=frame.pause)
            case SetEndpointing():
                held.set_mode(frame.mode)
            case Wait():
                held.keep_waiting()
            case Playback():
                held.played(frame.turn, frame.state, frame.ms)
            case _:
                assert_never(frame)

    def hear(self, pcm: bytes) -> None:
        """A binary frame; passed over without a start. Raises `VivaError`: bad-audio, too-far-behind."""
        held = self._here()
        if held is not None:
            held.hear(pcm)
        elif not self._refused:
            self._refused = True
            self._offer(NO_VOICE)

    async def answer(self, text: str, typing_ms: int) -> None:
        """A typed turn. Raises as `LiveSession.answer` does."""
        held = self._here()
        if held is not None:
            await held.typed(text, typing_ms)
        else:
            await self._session.answer(text, typing_ms=typing_ms)

    async def wish(self, control: Control) -> None:
        """A control. Raises as `LiveSession.wish` does."""
        held = self._here()
        if held is not None:
            await held.wish(control)
        elif control is Control.END and self._conversations is not None:
            await self._conversations.end(self._session)
        else:
            await self._session.wish(control)

    def follow(self, output: Output) -> None:
        """What happens in the session."""
        held = self._here()
        if held is not None:
            held.follow(output)

    def _here(self) -> Conversation | None:
        """The conversation, while this client holds it."""
        return self._held if self._stay is not None and not self._stay.done() else None

    async def _start(self, frame: AudioStart) -> None:
        if frame.rate != RATE:
            raise VivaError(
                "wrong-rate",
                f"The microphone's sound came at {frame.rate} Hz, and {RATE} Hz is expected.",
                "Reload the page; a program of your own must resample before it sends.",
            )
        if self._conversations is None:
            raise VivaError(NO_VOICE.code, NO_VOICE.message, NO_VOICE.hint)
        held = self._here()
        if held is None:
            held = self._held = await self._conversations.join(self._session)
            self._stay = self._group.create_task(held.run(held.enter(self._tell)))
        await held.start(frame.capture, frame.sample)

    def _tell(self, output: VoiceOutput) -> None:
        self._offer(_frame(output))


def _frame(output: VoiceOutput) -> Outgoing:  # noqa: PLR0911
    match output:
        case Caption():
            return CaptionFrame(text=output.text, tentative=output.tentative, final=output.final)
        case Hearing():
            return HearingFrame(state=output.state)
        case Countdown():
            return CountdownFrame(ms=output.ms)
        case Ready():
            return AudioReady(capture=output.capture, samples=output.samples)
        case Acknowledged():
            return AudioAck(samples=output.samples)
        case Sound():
            return SoundFrame(AudioFrame(turn=output.turn, rate=output.rate, last=output.last), output.pcm)
        case Hush():
            return HushFrame(turn=output.turn)
        case Notice():
            return NoticeFrame(code=output.code, message=output.message, hint=output.hint)
    assert_never(output)
