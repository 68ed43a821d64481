"""Recordings, and what was heard in them."""

from typing import Literal

from viva.api.errors import ErrorBody
from viva.api.schemas.base import Out
from viva.api.schemas.sessions import WordOut
from viva.domain.transcript import Speaker


class PeaksOut(Out):
    """How loud the recordings are, 0..255 for each `ms_per_peak`, by turn."""

    ms_per_peak: int
    turns: dict[int, tuple[int, ...]]


class HeardTurnOut(Out):
    """A turn that was heard; its words are its text, split at white space. Times are from the start."""

    speaker: Speaker
    text: str
    start_ms: int | None
    end_ms: int | None
    words: tuple[WordOut, ...]


class HeardTranscriptOut(Out):
    """A recording, written down. `note` says what the reader should know of how it came about."""

    turns: tuple[HeardTurnOut, ...]
    speakers: Literal[1, 2]
    note: str | None


class ProgressLine(Out):
    """A line while the work is going on: the share that is done, 0..1."""

    progress: float


class TranscriptLine(Out):
    """The last line when it went well."""

    transcript: HeardTranscriptOut


class ErrorLine(Out):
    """The last line when it did not."""

    error: ErrorBody
