"""WebVTT and SubRip captions: cues with times and, often, names."""

import html
import re
from typing import Final

from viva.codec.transcript_speakers import Cast, Utterance, assign
from viva.codec.transcript_text import split_name
from viva.domain.errors import VivaError

_TIME: Final = r"(?:(\d+):)?(\d{1,2}):(\d{2})[.,](\d{1,3})"
_TIMING: Final = re.compile(rf"^\s*{_TIME}\s*-->\s*{_TIME}(?:\s.*)?$")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG: Final = re.compile(r"</?[A-Za-z0-9][^>]*>|\{\\[^}]*\}")


def parse_cues(text: str) -> Cast:
    """Turns from captions; neighbouring cues of one person are joined by a space.

    Raises `VivaError` (bad-transcript) naming the line of a timing that cannot be read, or when no cue
    is there at all.
    """
    utterances: list[Utterance] = []
    lines = text.split("\n")
    i, seen = 0, False
    while i < len(lines):
        if "-->" not in lines[i]:
            i += 1
            continue
        start, end = _timing(lines[i], i + 1)
        seen = True
        body: list[str] = []
        i += 1
        while i < len(lines) and lines[i].strip() and "-->" not in lines[i]:
            body.append(lines[i])
            i += 1
        utterances += _voices("\n".join(body), start, end)
    if not seen:
        raise VivaError(
            "bad-transcript",
            "No caption was found: a line such as 00:00:01.000 --> 00:00:04.000 comes before each.",
            "Check that the file is .vtt or .srt, or paste the words as text.",
        )
    named = _carried(utterances)
    return assign(named, joiner=" ")


def _timing(line: str, number: int) -> tuple[int, int]:
    match = _TIMING.match(line)
    if match is None:
        raise VivaError(
            "bad-transcript",
            f"Line {number} is not a caption’s time: “{line.strip()[:60]}”.",
            "Mend the line: 00:00:01.000 --> 00:00:04.000.",
        )
    parts = match.groups()
    return _ms(parts[:4]), _ms(parts[4:])


def _ms(parts: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = parts
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    return whole * 1000 + int((fraction or "0").ljust(3, "0"))


def _voices(body: str, start: int, end: int) -> list[Utterance]:
    pieces = _VOICE.split(body)
    found: list[Utterance] = []
    if lead := _plain(pieces[0]):
        named = split_name(lead)
        found.append(Utterance(*(named or (None, lead)), start, end))
    for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
        if said := _plain(words):
            found.append(Utterance(html.unescape(name).strip(), said, start, end))
    return found


def _plain(markup: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", markup)).split())


def _carried(utterances: list[Utterance]) -> list[Utterance]:
    """A caption without a name goes on with the person before it, once anybody was named."""
    name: str | None = None
    carried: list[Utterance] = []
    for utterance in utterances:
        name = utterance.name or name
        carried.append(Utterance(name, utterance.text, utterance.start_ms, utterance.end_ms))
    return carried
