"""Plain text with or without names before the lines."""

import itertools
import re
from collections import Counter
from typing import Final

from viva.codec.transcript_speakers import Cast, Utterance, assign, role

_LINE: Final = re.compile(
    r"""^\s*(?:[-*>#]+\s+)?                               # a list or quote mark
        (?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?[\])]?\s*[-–]?\s*)?  # a time
        (?P<bold>\*{1,2}|_{1,2})?
        (?P<name>[^\W\d_][\w.'’ -]{0,38}?)
        (?:\s*[\[(]\d{1,2}:\d{2}(?::\d{2})?[\])])?
        (?(bold)(?:(?:\*{1,2}|_{1,2})\s*[:：]|[:：]\s*(?:\*{1,2}|_{1,2}))|\s*[:：])
        (?:\s+|$)(?P<text>.*)$""",
    re.VERBOSE,
)
_PAIRED: Final = {"q": "a", "a": "q", "question": "answer", "answer": "question"}


def parse_text(text: str) -> Cast:
    """One candidate turn, or turns by the names before the lines."""
    lines = text.split("\n")
    names = _names(lines)
    if not names:
        return assign([Utterance(None, text)], joiner="\n")
    utterances: list[Utterance] = []
    name: str | None = None
    held: list[str] = []
    for line in lines:
        match = _LINE.match(line)
        label = match["name"].strip() if match else ""
        if match and label.casefold() in names:
            utterances.append(Utterance(name, "\n".join(held)))
            name, held = label.casefold().capitalize(), [match["text"]]
        else:
            held.append(line)
    utterances.append(Utterance(name, "\n".join(held)))
    return assign(utterances, joiner="\n")


def split_name(line: str) -> tuple[str, str] | None:
    """The name before a caption's words, and the words; None where no name stands."""
    match = _LINE.match(line)
    return (match["name"].strip(), match["text"]) if match else None


def _names(lines: list[str]) -> set[str]:
    """Labels that stand for people, lower-case. A heading such as “Data:” does not."""
    found = [m["name"].strip().casefold() for line in lines if (m := _LINE.match(line))]
    counts = Counter(found)
    roles = {name for name in counts if role(name) is not None}
    roles -= {name for name in roles if name in _PAIRED and _PAIRED[name] not in counts}
    numbered = {name for name in counts if re.fullmatch(r"speaker \w{1,3}", name)}
    if roles or numbered:
        return roles | numbered | _partners(counts, roles)
    first = next((line for line in lines if line.strip()), "")
    if len(counts) == 2 and min(counts.values()) >= 2 and _LINE.match(first) and _alternate(found):
        return set(counts)
    return set()


def _partners(counts: Counter[str], roles: set[str]) -> set[str]:
    """A person's name beside a role: “Me:” and “Priya:”, when only one side has a role."""
    others = {name for name in counts if name not in roles and counts[name] >= 2}
    return others if len({role(name) for name in roles}) == 1 and len(others) == 1 else set()


def _alternate(found: list[str]) -> bool:
    changes = sum(1 for a, b in itertools.pairwise(found) if a != b)
    return changes >= 2 and changes >= (len(found) - 1) // 2
