"""Other people's words as data in a prompt: between lines that the words themselves cannot contain."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final

from viva.domain.transcript import Speaker, Turn

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_BREAK: Final = re.compile(r"\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_SPECIAL: Final = re.compile(r"<(?=\|)|(?<=\|)>|\[(?=/?INST\])|<(?=/?s>|/?(?:start|end)_of_turn)")


def neutral(text: str) -> str:
    """Text without control and direction marks, its special tokens of chat templates broken up."""
    return _SPECIAL.sub(lambda m: f"{m[0]} " if m[0] != ">" else " >", _CONTROL.sub("", text))


def record(turns: Iterable[tuple[int, Turn]]) -> str:
    """Turns as lines, each headed by its speaker (C or I) and turn, so that none can pass for another's."""
    lines: list[str] = []
    for index, turn in turns:
        side = "C" if turn.speaker is Speaker.CANDIDATE else "I"
        said = (neutral(line).strip() for line in _BREAK.split(turn.text))
        lines += [f"{side}{index}| {line}" for line in said if line]
    return "\n".join(lines)


def fence_for(text: str) -> str:
    """A line that does not occur in `text`: derived from it, so that the same text has the same prompt."""
    salt = 0
    while True:
        digest = hashlib.sha256(f"{salt}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()
        fence = f"#### {digest[:20]} ####"
        if digest[:20] not in text:
            return fence
        salt += 1
