"""Keeps out what a recogniser invents where nothing was said.

Whisper, given silence or noise, writes what ended many of the films it learned from ("Thank you.", "Thanks
for watching!"), says one phrase over and over, or reads its own hotwords back. Each is judged together with
how much speech there was and how sure the recogniser is; a candidate who does say "thank you" keeps it.
"""

import re
from collections.abc import Sequence
from typing import Final

from viva.domain.transcript import Word, text_of
from viva.ports import Heard

SILENCE_MS: Final = 150
"""Less speech than this is none, unless the recogniser is sure."""

SURE: Final = 0.6
"""Mean word probability of a recogniser that is sure."""

SURE_OF_SCRAPS: Final = 0.45
"""Mean word probability from which a lone "okay" is believed."""

SURE_OF_STOCK: Final = 0.8
"""Mean word probability from which a stock phrase is believed to have been said."""

STOCK_MS_A_WORD: Final = 900
"""More speech than this for each word of a stock phrase was something else."""

FASTEST: Final = 9.0
"""Words a second of speech; nobody speaks faster."""

REPEATS: Final = 4
"""A phrase that is said so often in a row is said once."""

ECHO_WORDS: Final = 6
"""So many hotwords in a row, in their order, are the hotwords read back."""

_NEVER_SAID: Final = re.compile(
    r"(?:thanks?(?: you)?(?: so much| very much)? for (?:watching|listening|viewing)"
    r"|(?:please )?(?:like and )?subscribe(?: to (?:my|the|our) channel)?"
    r"|(?:subtitles?|captions?|transcri(?:bed|ption)|translated)(?: provided| created)? by\b.*"
    r"|see you (?:in the )?next (?:time|video)"
    r"|www\..*|.*\bamara org\b.*)"
)
_STOCK: Final = frozenset(
    {
        "you", "thank you", "thanks", "thank you very much", "thank you so much", "bye", "bye bye", "goodbye",
        "i'm sorry", "the end", "good night", "you're welcome", "we'll be right back", "silence", "music",
        "applause",
    }
)  # fmt: skip
_SCRAPS: Final = frozenset(
    {"okay", "oh", "so", "the", "i", "yeah", "hmm", "mm", "mhm", "uh", "ah", "and", "a"}
)
"""Words that noise turns into, but that are also said alone."""

_NOT_SPEECH: Final = re.compile(r"[\[(*♪♫][^\])*♪♫]*[\])*♪♫]|[♪♫]+")


def plausible(heard: Heard, voiced_ms: int, hotwords: Sequence[str] = ()) -> Heard:
    """What of it was said, going by `voiced_ms` of speech in the audio; perhaps nothing."""
    words = _without_loops(_spoken(heard.words))
    if not words:
        return Heard("", ())
    bare = [_bare(word.text) for word in words]
    sure = sum(word.probability for word in words) / len(words)
    sentence = " ".join(bare)
    invented = (
        _NEVER_SAID.fullmatch(sentence) is not None
        or (voiced_ms < SILENCE_MS and (sure < SURE or sentence in _STOCK | _SCRAPS))
        or (sentence in _SCRAPS and sure < SURE_OF_SCRAPS)
        or (sentence in _STOCK and (sure < SURE_OF_STOCK or voiced_ms > STOCK_MS_A_WORD * len(words)))
        or (len(words) > 3 and len(words) * 1000 > FASTEST * max(voiced_ms, SILENCE_MS))
        or (sure < SURE_OF_STOCK and _is_echo(bare, hotwords))
    )
    if invented:
        return Heard("", ())
    words = _without_thanks(words)
    return Heard(text_of(words), tuple(words))


def _spoken(words: Sequence[Word]) -> list[Word]:
    """Without "[music]" and notes."""
    text = text_of(words)
    if not _NOT_SPEECH.search(text):
        return [word for word in words if word.text.strip()]
    said: list[Word] = []
    at = 0
    spans = [match.span() for match in _NOT_SPEECH.finditer(text)]
    for word in words:
        start, at = at, at + len(word.text) + 1
        inside = any(first <= start and start + len(word.text) <= last for first, last in spans)
        if not inside and word.text.strip():
            said.append(word)
    return said


def _without_loops(words: Sequence[Word]) -> list[Word]:
    """A phrase of up to six words that is repeated `REPEATS` times or more is left once."""
    kept = list(words)
    bare = [_bare(word.text) for word in kept]
    at = 0
    while at < len(kept):
        for length in range(1, 7):
            phrase = bare[at : at + length]
            times = 1
            while bare[at + times * length : at + (times + 1) * length] == phrase and len(phrase) == length:
                times += 1
            if times >= REPEATS:
                del kept[at + length : at + times * length]
                del bare[at + length : at + times * length]
                break
        at += 1
    return kept


def _without_thanks(words: Sequence[Word]) -> Sequence[Word]:
    """Without a last sentence that nobody says in an interview."""
    for first in range(max(1, len(words) - 8), len(words)):
        ends_before = words[first - 1].text.endswith((".", "!", "?"))
        if ends_before and _NEVER_SAID.fullmatch(" ".join(_bare(word.text) for word in words[first:])):
            return words[:first]
    return words


def _is_echo(bare: Sequence[str], hotwords: Sequence[str]) -> bool:
    """Whether all that was heard is a stretch of the hotwords in their order."""
    prompt = [_bare(part) for term in hotwords for part in term.split()]
    length = len(bare)
    if length < ECHO_WORDS:
        return False
    return any(prompt[i : i + length] == list(bare) for i in range(len(prompt) - length + 1))


def _bare(word: str) -> str:
    return re.sub(r"[^a-z0-9']+", "", word.lower().replace("’", "'"))
