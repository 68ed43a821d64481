"""Measures of words: fillers, hedges, I against we, numbers in results."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from viva.domain.delivery import Measure, Span
from viva.domain.transcript import Speaker, Turn
from viva.speech.hedges import find_hedges

LEAST_WORDS: Final = 30
"""Below so many words nothing is said of them."""
LEAST_PRONOUNS: Final = 5

FILLERS: Final = Span(2, 6)
FILLERS_TEXT: Final = "Spontaneous speech has about 2 to 6 in 100 words. Fewer is no fault."
FILLERS_SOURCE: Final = (
    "Bortfeld and others (2001), Disfluency rates in conversation, Language and Speech 44(2), 123–147; "
    "Fox Tree (1995), Journal of Memory and Language 34, 709–738"
)
HEDGES_TEXT: Final = "No reference range. A hedge is right where you are unsure."
PRONOUNS_TEXT: Final = "No reference range. A story wants your own part in it; a design often says “we”."
NUMBERS_TEXT: Final = "No reference range. A result with a number can be checked."

_I: Final = re.compile(r"\b(?:i|i'm|i've|i'd|i'll|me|my|mine|myself)\b(?!')")
_WE: Final = re.compile(r"\b(?:we|we're|we've|we'd|we'll|us|our|ours|ourselves)\b(?!')")
_SENTENCE: Final = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\S)[^.!?\n]+)*[.!?]*")
_RESULT: Final = re.compile(
    r"\b(?:as a result|the result (?:was|is)|the outcome|in the end|ended up|led to|improved|increased|"
    r"decreased|reduced|dropped|rose|fell|grew|gained|saved|halved|doubled|tripled|"
    r"(?:went|came|was|were) (?:up|down))\b"
)
"""A sentence that tells how something ended. What a design would do is no result."""
_NUMBER: Final = re.compile(
    r"(?<![\w.])[$€£]?\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half|halved|doubled|tripled|third|"
    r"quarter|per ?cent)\b"
)


def word_measures(turns: Sequence[Turn]) -> Iterator[Measure]:
    """All that the candidate's words support, in the order they are shown."""
    mine = [turn for turn in turns if turn.speaker is Speaker.CANDIDATE]
    yield from _fillers(mine)
    words = sum(len(turn.text.split()) for turn in mine)
    if words < LEAST_WORDS:
        return
    text = "\n".join(turn.text for turn in mine)
    yield _hedges(text, words)
    plain = text.casefold().replace("’", "'")
    yield from _pronouns(plain)
    yield from _numbers(plain)


def _fillers(mine: Sequence[Turn]) -> Iterator[Measure]:
    counted = [turn for turn in mine if turn.fillers is not None]
    words = sum(len(turn.text.split()) for turn in counted)
    if words < LEAST_WORDS:
        return
    total = sum(turn.fillers or 0 for turn in counted)
    value = round(100 * total / words, 1)
    spoken = sum(turn.spoken for turn in mine)
    part = f", from {len(counted)} of {spoken} spoken answers so far" if len(counted) < spoken else ""
    yield Measure(
        "fillers",
        "Fillers",
        value,
        "per 100 words",
        f"About {total} in {words} words{part}: um, uh, you know, words said twice.",
        FILLERS,
        FILLERS_TEXT,
        FILLERS_SOURCE,
        about=True,
    )


def _hedges(text: str, words: int) -> Measure:
    found = find_hedges(text)
    most = Counter(found).most_common(1)
    often = f", most often “{_as_said(most[0][0])}”" if most and most[0][1] > 1 else ""
    count = "None" if not found else str(len(found))
    return Measure(
        "hedges",
        "Hedges",
        round(100 * len(found) / words, 1),
        "per 100 words",
        f"{count} in {words} words{often}.",
        range_text=HEDGES_TEXT,
        about=True,
    )


def _pronouns(plain: str) -> Iterator[Measure]:
    own, ours = len(_I.findall(plain)), len(_WE.findall(plain))
    if own + ours < LEAST_PRONOUNS:
        return
    yield Measure(
        "i_share",
        "I against we",
        round(100 * own / (own + ours)),
        "%",
        f"“I” or “my” {_times(own)}, “we” or “our” {_times(ours)}.",
        range_text=PRONOUNS_TEXT,
    )


def _numbers(plain: str) -> Iterator[Measure]:
    results = [sentence for sentence in _SENTENCE.findall(plain) if _RESULT.search(sentence)]
    if not results:
        return
    told = sum(bool(_NUMBER.search(sentence)) for sentence in results)
    if len(results) == 1:
        text = f"The one sentence about a result has {'a' if told else 'no'} number."
    else:
        text = f"{told} of {len(results)} sentences about a result have a number."
    yield Measure(
        "numbers",
        "Numbers in results",
        round(100 * told / len(results)),
        "%",
        text,
        range_text=NUMBERS_TEXT,
        about=True,
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _as_said(hedge: str) -> str:
    return re.sub(r"\bi\b", "I", hedge)
