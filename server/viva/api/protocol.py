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
    """Microphone frames follow as binary PCM16LE mono at `rate` Hz; the server answers `audio_ready`.

    `capture` names the microphone's stream, so that a client that comes back can go on with it: `sample` is
    how many samples of it (at 16 kHz) were acknowledged.
    """

    type: Literal["audio_start"]
    rate: Annotated[int, Field(ge=8_000, le=192_000)]
    capture: Annotated[str, Field(max_length=64)] = ""
    sample: Annotated[int, Field(ge=0)] = 0


class AudioStop(_Frame):
    """No more microphone frames: the key was let go, or the microphone is off. What was said is taken as a
    turn, unless `pause` (muted, or the device was lost): then the turn stays open."""

    type: Literal["audio_stop"]
    pause: bool = False


class SetEndpointing(_Frame):
    """How spoken turns end from now on."""

    type: Literal["endpointing"]
    mode: Literal["hands-free", "done-key", "hold"]


class Wait(_Frame):
    """Keep waiting: this turn is not ended by silence."""

    type: Literal["wait"]


class Playback(_Frame):
    """What the loudspeaker has played of a line: `ms` from the line's beginning.

    `stopped`: to read on, or as `hush` says; `cut`: the candidate begins to talk, by key.
    """

    type: Literal["playback"]
    turn: Annotated[int, Field(ge=0)]
    state: Literal["started", "ended", "stopped", "cut"]
    ms: Annotated[int, Field(ge=0, le=3_600_000)] = 0


class Wish(_Frame):
    """A control: done, a hint, a repeat, skip, end the interview.

    `done` ends a spoken turn; with nothing said, it is done with this phase.
    """

    type: Literal["done", "hint", "repeat", "skip", "end"]


AnyClientFrame = Hello | Answer | AudioStart | AudioStop | SetEndpointing | Wait | Playback | Wish
CLIENT_FRAME: TypeAdapter[AnyClientFrame] = TypeAdapter(
    Annotated[AnyClientFrame, Field(discriminator="type")]
)


class EventFrame(_Frame):
    """A stored event, already committed."""

    type: Literal["event"] = "event"
    seq: int
    at_ms: int
    event: dict[str, Any]


class CaptionFrame(_Frame):
    """What is being heard of the turn: `text` stands, `tentative` follows it and may still change.

    `final`: the turn is complete; its event follows.
    """

    type: Literal["caption"] = "caption"
    text: str
    final: bool
    tentative: str = ""


class AudioReady(_Frame):
    """The server hears that capture, and has `samples` (at 16 kHz) of it: send what follows them."""

    type: Literal["audio_ready"] = "audio_ready"
    capture: str
    samples: int


class AudioAck(_Frame):
    """So many samples of the capture are safe."""

    type: Literal["audio_ack"] = "audio_ack"
    samples: int


class HearingFrame(_Frame):
    """What the server makes of the microphone: nothing said yet, speech, a pause within the turn, or the
    turn is over and being written down."""

    type: Literal["hearing"] = "hearing"
    state: Literal["waiting", "speech", "pause", "finishing"]


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
    """Header of the binary frame that follows: the next piece of a line's sound. `last`: it is complete."""

    type: Literal["audio"] = "audio"
    turn: int
    rate: int
    format: Literal["pcm16"] = "pcm16"
    last: bool = False


class HushFrame(_Frame):
    """The line is not said any further: stop its sound at once, and report how much was played."""

    type: Literal["hush"] = "hush"
    turn: int


class CountdownFrame(_Frame):
    """The turn ends in `ms` unless something is heard; null: it does not, for now."""

    type: Literal["countdown"] = "countdown"
    ms: int | None


class NoticeFrame(_Frame):
    """Something the candidate should know; `code` is stable."""

    type: Literal["notice"] = "notice"
    code: str
    message: str
    hint: str = ""


ServerFrame = Annotated[
    EventFrame
    | CaptionFrame
    | CoverageFrame
    | SpeakingFrame
    | AudioReady
    | AudioAck
    | HearingFrame
    | AudioFrame
    | HushFrame
    | CountdownFrame
    | NoticeFrame,
    Field(discriminator="type"),
]
