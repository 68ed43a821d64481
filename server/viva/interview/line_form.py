"""The form of a spoken line that a model has worded: cut into sentences, cleaned, and checked."""

# ruff: noqa: E501 (a pattern is read best on one line)

import re
from typing import Final

MOST_SENTENCES: Final = 3
MOST_WORDS: Final = 60

_END: Final = re.compile(r"[.!?…]+[\"'”’)]*(?=\s)")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|etc|approx|no|st|cf)|\b[a-z])\.[\"'”’)]*$", re.IGNORECASE
)
_LABEL: Final = re.compile(r"\A\s*(?:interviewer|you say|you|line|question|answer)\s*:\s*", re.IGNORECASE)
_MARKUP: Final = re.compile(
    r"[*_`#{}<>|\\]|\[|\]|\bhttps?:|\n\s*\n|(?:^|\n)\s*(?:[-•]|\d+[.)])\s|!|[\U0001F000-\U0001FAFF\u2600-\u27bf]"
)
_STAGE: Final = re.compile(r"\A\s*\(|\((?:pause|smil|nod|laugh|lean|sigh|think|clear)\w*", re.IGNORECASE)
_MACHINE: Final = re.compile(
    r"\bas an? (?:ai|language model|assistant|interviewer)\b|\b(?:ai|language) (?:assistant|model) (?:i|and)\b|"
    r"\bi(?:'m| am) (?:an? )?(?:ai|language model|assistant)\b|\bi (?:can't|cannot|won't) (?:help|assist|comply)\b|"
    r"\b(?:my|your|the|these) (?:instructions?|prompt|guidelines)\b|\bthe (?:given|authored) question\b|\bhere(?:'s| is) (?:the|my|a) (?:line|question)\b",
    re.IGNORECASE,
)  # fmt: skip
_PRAISE: Final = re.compile(
    r"\b(?:great|excellent|perfect|awesome|brilliant|fantastic|impressive|wonderful|amazing|superb|terrific|lovely|"
    r"outstanding|well done|well put|well said|spot on|nicely|nice (?:one|work|point|idea|answer|touch|start)|"
    r"good (?:point|answer|idea|start|job|thinking|question|call|choice|one|stuff|work|plan|approach)|"
    r"(?:that's|that is|sounds|looks|you're|you are) (?:a )?(?:really |very |quite |exactly |absolutely )?"
    r"(?:good|nice|right|correct|solid|sensible|clear|interesting|smart|strong|helpful|reasonable)|"
    r"exactly right|absolutely right|love (?:that|it|the|how)|i like (?:that|it|the|how|your)|thanks?|thank you|"
    r"solid (?:answer|start|point|plan|approach)|strong (?:answer|start|point)|interesting (?:point|answer|idea|approach))\b",
    re.IGNORECASE,
)  # fmt: skip
_INVITES: Final = re.compile(
    r"\A(?:(?:and|so|then|now|ok|okay|right|well|please|let's say|if so|in that case|for (?:that|this)(?: one)?)\b[ ,]*)*"
    r"(?:walk|tell|talk|take|show|say|describe|explain|give|go on|help me|let's (?:hear|stay|talk|go|dig)|convince|sketch|"
    r"pick|choose|put|run me|turn|list|compare|persuade|follow|think of|think back|talk|bring|start|argue|defend|imagine|suppose|draw|name|spell|break|lay|point me|"
    r"i'd (?:like|love) (?:you )?to|i want to|i'm (?:curious|wondering))\b",
    re.IGNORECASE,
)  # fmt: skip


def take_sentence(buffer: str) -> tuple[str, str] | None:
    """(the first whole sentence, what follows it), or None while the buffer holds none."""
    for match in _END.finditer(buffer):
        head = buffer[: match.end()]
        if not _ABBREVIATION.search(head):
            return head.strip(), buffer[match.end() :]
    return None


def cleaned(text: str) -> str:
    """The text without a speaker's label or quotation marks around the whole, its white space single."""
    text = " ".join(_LABEL.sub("", text).split())
    for left, right in (('"', '"'), ("“", "”")):
        if text.startswith(left) and text.count(left) + text.count(right) * (left != right) in {1, 2}:
            closed = text.endswith(right) and len(text) > 1
            text = text[1:-1] if closed else text[1:] if right not in text[1:] else text
    return text.strip()


def malformed(sentence: str) -> str | None:
    """Why a sentence is nothing that an interviewer would say aloud, or None."""
    plain = sentence.replace("’", "'")
    for pattern, why in (
        (_MARKUP, "markup"),
        (_STAGE, "stage direction"),
        (_MACHINE, "machine talk"),
        (_PRAISE, "praise"),
    ):
        if pattern.search(plain):
            return why
    if len(sentence.split()) > MOST_WORDS:
        return "too long"
    return None if any(c.isalpha() for c in sentence) else "no words"


def asks(sentence: str) -> bool:
    """Whether it is a question, or invites an answer."""
    plain = sentence.strip().rstrip("\"'”’)")
    return plain.endswith("?") or _INVITES.match(plain.replace("’", "'")) is not None
