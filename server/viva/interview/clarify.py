# ruff: noqa: E501 -- a pattern is easier to read on one line
"""Finds the questions that a candidate puts to the interviewer, and what the question's sheet has on them.

Meaning is compared through vectors that the caller brings: this module computes, it does not embed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from viva.domain.question import Assumption, Fact, Question
from viva.interview.effects import Asked
from viva.interview.quotes import content_words
from viva.interview.topics import topics_in
from viva.ports import Vectors

SURE: Final = 0.58
"""Blend of meaning, words and topic from which a question counts as asking for a fact."""
LIKELY: Final = 0.42
"""The same where the question is plainly put to the interviewer, or ends the turn."""
NAMED: Final = 0.3
"""The same where the question names the fact's topic by its usual word."""
_WORDS_WEIGHT: Final = 0.3
_TOPIC_BONUS: Final = 0.25

_SENTENCE: Final = re.compile(r"[^.!?\n]+[.!?]*|\n")
_ASKING: Final = re.compile(
    r"^(?:(?:ok(?:ay)?|so|and|also|then|right|well|first|firstly|second|secondly|next|finally|sorry|before (?:i|that|we)[a-z ]*,?|"
    r"just to (?:check|clarify|be clear|confirm)|(?:a )?(?:quick|one|another) (?:clarifying |clarification )?question|"
    r"one thing|i have a question|a clarifying question)[,: ]+)*"
    r"(?:how (?:many|much|big|large|long|fast|quickly|often|old|far|late|fresh|do we know|good|is|are|would|does)|"
    r"what(?:'s| is| are|'re| was| do| does| kind| sort| type| would| scale| latency| about| data| can)|"
    r"which|who(?:'s| is| are)?|where(?:'s| is| are| do| does)?|when(?:'s| is| are| do| does)?|why|whose|"
    r"(?:is|are|was|were|do|does|did|can|could|may|should|would|will|has|have) "
    r"(?:there|we|i|you|it|they|the|this|that|any|users|people|our|these|those|all|someone|anyone|a|an)\b|"
    r"any (?:constraints|limits?|idea|data|labels?|budget|existing|sense|numbers?|figures?)|"
    r"am i (?:right|free|allowed)|(?:can|could|would) you (?:tell|say|give|share|clarify|explain)|do you (?:know|have|want|mean))"
)
_WONDERING: Final = re.compile(
    r"\b(?:i(?:'d| would) (?:like|want|need|love) to (?:know|ask|understand|clarify|check|find out|hear)|"
    r"i(?:'d| would) (?:first )?(?:ask|clarify|check)|i (?:need|want|wonder|was wondering)(?: to (?:know|ask|clarify))?|"
    r"tell me|let me ask|can i ask|may i ask|could i ask|i'm wondering|my (?:first |next )?question is)\b"
    r"[a-z ,:]*\b(?:how|what|which|who|where|when|whether|if|about)\b"
)
_SEEKING: Final = re.compile(
    r"\bi(?:'d| would) (?:first )?(?:like|want|need) to (?:first )?(?:know|understand|clarify|ask about|check)\b"
)
_DIRECT: Final = re.compile(
    r"\b(?:do we (?:have|know|need|get|own|store|log)|have we got|are we|can you|could you|do you|is there|are there|can i (?:assume|use|ask)|"
    r"may i|should i assume|tell me|am i (?:right|allowed|free)|what(?:'s| is) the|how (?:many|much|fast|big|large|old|often|late))\b"
)
_SELF_ANSWER: Final = re.compile(
    r"^(?:well|so|ok(?:ay)?|right|then|hm+|say)?[, ]*(?:i(?:'d| would|'ll| will|'m going to| think| guess| assume| imagine| take|'m assuming)|"
    r"we\b|let(?:'s| us| me)|probably|maybe|perhaps|my (?:guess|answer|assumption)|"
    r"assum|for (?:that|this|me)|because|the answer|one (?:option|way)|it(?:'s| is| would|'d)|by\b|with\b|through\b|that(?:'s| is| would)|"
    r"here\b|either\b|a\b|an\b|the\b|yes\b|no\b|there(?:'s| is| are)\b)"
)
_ASIDE: Final = re.compile(
    r"^(?:and |so |but |ok(?:ay)? |or )*(?:(?:just )?(?:so|that) (?:that )?i (?:know|can)|before i|i(?:'d| would) (?:like|need|want) to know|thanks|thank you|those are|"
    r"that(?:'s| is) (?:all|it|my)|that would help|these are|let me think|please|because it (?:matters|changes)|it (?:matters|changes)|i ask because|"
    r"that matters|otherwise|once i know|depending on that|if (?:you|that))"
)
_SPLIT: Final = re.compile(r",\s*(?:and\s+)?|\s+and\s+(?:also\s+)?|;\s*")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a question's fact sheet can be asked for, ready to be embedded: `texts` in the order of `items`."""

    texts: tuple[str, ...]
    items: tuple[Fact | Assumption, ...]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A sentence that asks, and the pieces of it that may each ask for something."""

    text: str
    start: int
    end: int
    pieces: tuple[str, ...]
    direct: bool
    """Worded as a question to somebody else."""
    open: bool
    """The sentence that follows it does not answer it."""
    last: bool
    """No statement follows it in the turn."""


def sheet_of(question: Question) -> Sheet:
    """Every way of asking for every fact and assumption."""
    items: tuple[Fact | Assumption, ...] = (*question.facts, *question.yours_to_assume)
    pairs = [(ask, item) for item in items for ask in item.asks]
    return Sheet(tuple(ask for ask, _ in pairs), tuple(item for _, item in pairs))


def find_inquiries(text: str) -> tuple[Inquiry, ...]:
    """The sentences of a turn that ask the interviewer something. Rhetorical ones are marked not `open`."""
    sentences = [m for m in _SENTENCE.finditer(text) if m.group().strip()]
    found: list[Inquiry] = []
    for i, match in enumerate(sentences):
        raw = match.group()
        plain = _plain(raw)
        asks = bool(_ASKING.match(plain)) and not raw.rstrip().endswith((".", "!"))
        wonders = _WONDERING.search(plain) or (_SEEKING.search(plain) and topics_in(plain))
        if not (asks or wonders or raw.rstrip().endswith("?")):
            continue
        rest = [_plain(later.group()) for later in sentences[i + 1 :]]
        later = [s for s in rest if s and not _ASIDE.match(s)]
        following = later[0] if later else ""
        answered = bool(following) and bool(_SELF_ANSWER.match(following)) and not _is_question(following)
        last = all(_is_question(s) for s in later)
        start = match.start() + len(raw) - len(raw.lstrip())
        end = match.start() + len(raw.rstrip())
        found.append(
            Inquiry(
                text=text[start:end],
                start=start,
                end=end,
                pieces=_pieces(raw.strip()),
                direct=bool(_DIRECT.search(plain) or wonders),
                open=last or not answered,
                last=last,
            )
        )
    return tuple(found)


def resolve(inquiries: Sequence[Inquiry], sheet: Sheet, asked: Vectors, known: Vectors) -> tuple[Asked, ...]:
    """What the sheet has on each inquiry.

    `asked` has a row for each piece of each inquiry in order, `known` one for each of `sheet.texts`; rows are
    unit vectors. Inquiries that the candidate goes on to answer are left out unless they are plainly direct.
    """
    result: list[Asked] = []
    row = 0
    for inquiry in inquiries:
        rows = asked[row : row + len(inquiry.pieces)]
        row += len(inquiry.pieces)
        if not inquiry.open:
            continue
        hits: list[tuple[float, Fact | Assumption]] = []
        for piece, vector in zip(inquiry.pieces, rows, strict=True):
            hit = _best(piece, vector, sheet, known)
            if hit is None or any(item is hit[1] for _, item in hits):
                continue
            if hit[0] >= _least(inquiry, piece, hit[1]):
                hits.append(hit)
        facts = tuple(item for _, item in hits if isinstance(item, Fact))
        assumption = next((item for _, item in hits if isinstance(item, Assumption)), None)
        result.append(
            Asked(
                text=inquiry.text,
                start=inquiry.start,
                end=inquiry.end,
                facts=facts,
                assumption=None if facts else assumption,
                waiting=inquiry.direct and inquiry.last,
            )
        )
    return tuple(result)


def _least(inquiry: Inquiry, piece: str, item: Fact | Assumption) -> float:
    if not (inquiry.direct or inquiry.last):
        return SURE
    named = isinstance(item, Fact) and item.topic in topics_in(piece)
    return NAMED if named else LIKELY


def _best(
    piece: str, vector: np.ndarray[tuple[int, ...], np.dtype[np.float32]], sheet: Sheet, known: Vectors
) -> tuple[float, Fact | Assumption] | None:
    if not sheet.texts:
        return None
    meaning = known @ vector
    words, topics = content_words(piece), topics_in(piece)
    scores = [
        float(near) * (1 - _WORDS_WEIGHT)
        + _WORDS_WEIGHT * _overlap(words, content_words(text))
        + (_TOPIC_BONUS if isinstance(item, Fact) and item.topic in topics else 0.0)
        for near, text, item in zip(meaning, sheet.texts, sheet.items, strict=True)
    ]
    top = max(range(len(scores)), key=scores.__getitem__)
    return scores[top], sheet.items[top]


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / max(1, len(a) + len(b))


def _pieces(sentence: str) -> tuple[str, ...]:
    """The sentence, or its parts where it asks for several things at once."""
    parts = [part.strip() for part in _SPLIT.split(sentence) if part and len(content_words(part)) >= 1]
    return tuple(parts) if len(parts) > 1 else (sentence,)


def _is_question(plain: str) -> bool:
    return bool(_ASKING.match(plain) or _WONDERING.search(plain))


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").strip(" \t\n.?!").split())
