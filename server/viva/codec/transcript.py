"""What `viva grade` and `POST /api/grade` read: plain text, .vtt, .srt or JSON, told apart by looking."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final, Literal

from viva.codec.transcript_bytes import decode
from viva.codec.transcript_cues import parse_cues
from viva.codec.transcript_json import TranscriptIn, parse_json
from viva.codec.transcript_speakers import Cast
from viva.codec.transcript_text import parse_text
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.transcript import Transcript

MAX_WORDS: Final = 200_000
"""The most words that are taken."""

Kind = Literal["text", "cues", "json"]
_TIMING: Final = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class TranscriptInput:
    """A transcript with what came beside it; None where the input does not say."""

    transcript: Transcript
    round: str | None = None
    question: str | None = None
    key_points: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def parse_transcript(
    content: str | bytes,
    *,
    filename: str = "",
    round: str | None = None,  # noqa: A002
    question: str | None = None,
    key_points: Sequence[str] = (),
) -> TranscriptInput:
    """Reads one transcript; what is passed beside it wins over what a JSON says.

    Offsets of evidence refer to the turns' text exactly as returned here.
    Raises `VivaError`: empty-transcript, too-large, not-text, bad-json, bad-transcript.
    """
    decoded = decode(content, filename)
    if not decoded.text.strip():
        raise _empty()
    warnings = [decoded.warning] if decoded.warning else []
    kind = _kind(decoded.text, filename)
    wire: TranscriptIn | None = None
    if kind == "json":
        wire = parse_json(decoded.text)
        transcript = Transcript(tuple(turn.turn() for turn in wire.turns))
    else:
        cast: Cast = parse_cues(decoded.text) if kind == "cues" else parse_text(decoded.text)
        transcript = Transcript(cast.turns)
        warnings += cast.warnings
    words = sum(len(turn.text.split()) for turn in transcript.turns)
    if words == 0:
        raise _empty()
    if words > MAX_WORDS:
        raise VivaError(
            "too-large",
            f"The transcript has {words:,} words; at most {MAX_WORDS:,} are read.",
            "Cut it down to the interview itself.",
            ErrorKind.TOO_LARGE,
        )
    return TranscriptInput(
        transcript=transcript,
        round=round or (wire.round if wire else None),
        question=question or (wire.question if wire else None),
        key_points=tuple(key_points) or (wire.key_points if wire else ()),
        warnings=tuple(warnings),
    )


def _kind(text: str, filename: str) -> Kind:
    ending = PurePath(filename).suffix.casefold()
    if ending == ".json":
        return "json"
    if ending in {".vtt", ".srt"} or text.lstrip().startswith("WEBVTT") or _TIMING.search(text[:4000]):
        return "cues"
    if ending in {"", ".txt"} and re.match(r'\s*\{\s*"', text):
        return "json"
    return "text"


def _empty() -> VivaError:
    return VivaError("empty-transcript", "There are no words to grade.", "Paste an answer or a transcript.")
