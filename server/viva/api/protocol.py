"""The live socket's frames: one discriminated union each way. Binary frames carry audio."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MAX_ANSWER_CHARS = 100_000
"""The longest typed answer of one turn."""


class _Frame(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Hello(_Frame):
    """First frame of a client: what it has seen already (0 for nothing)."""

    type: Literal["hello"]
    last_seq: Annotated[int, Field(ge=0)] = 0


class Answer(_Frame):
    """A typed turn. `typing_ms` is how long ago the candidate began to type it."""

    type: Literal["answer"]
    text: Annotated[str, Field(max_length=MAX_ANSWER_CHARS)]
    typing_ms: Annotated[int, Field(ge=0, le=86_400_000)] = 0


class AudioStart(_Frame):
    """Microphone frames follow as binary PCM16LE mono at `rate` Hz."""

    type: Literal["audio_start"]
    rate: Annotated[int, Field(ge=8_000, le=192_000)]


class AudioStop(_Frame):
    """No more microphone frames."""

    type: Literal["audio_stop"]


class Wish(_Frame):
    """A control: done with this phase, a hint, a repeat, skip, end the interview."""

    type: Literal["done", "hint", "repeat", "skip", "end"]


ClientFrame = Annotated[Hello | Answer | AudioStart | AudioStop | Wish, Field(discriminator="type")]
CLIENT_FRAME: TypeAdapter[Hello | Answer | AudioStart | AudioStop | Wish] = TypeAdapter(ClientFrame)


class EventFrame(_Frame):
    """A stored event, already committed."""

    type: Literal["event"] = "event"
    seq: int
    at_ms: int
    event: dict[str, Any]


class CaptionFrame(_Frame):
    """What is being heard."""

    type: Literal["caption"] = "caption"
    text: str
    final: bool


class CoverageFrame(_Frame):
    """Live coverage of one criterion (coach mode only). `label` is null for can't call.

    `turn`, `start` and `end` place the sentence that earned it, where there is one.
    """

    type: Literal["coverage"] = "coverage"
    criterion: str
    label: Literal[0, 1, 2] | None
    turn: int | None = None
    start: int | None = None
    end: int | None = None


class SpeakingFrame(_Frame):
    """The words so far of a line that is being said; the stored event follows when it is complete."""

    type: Literal["speaking"] = "speaking"
    turn: int
    text: str


class AudioFrame(_Frame):
    """Header of the binary frame that follows."""

    type: Literal["audio"] = "audio"
    turn: int
    rate: int
    format: Literal["pcm16"] = "pcm16"


class CountdownFrame(_Frame):
    """The turn ends in `ms` unless something is heard."""

    type: Literal["countdown"] = "countdown"
    ms: int


class NoticeFrame(_Frame):
    """Something the candidate should know; `code` is stable."""

    type: Literal["notice"] = "notice"
    code: str
    message: str
    hint: str = ""


ServerFrame = Annotated[
    EventFrame | CaptionFrame | CoverageFrame | SpeakingFrame | AudioFrame | CountdownFrame | NoticeFrame,
    Field(discriminator="type"),
]
