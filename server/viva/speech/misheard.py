"""Words that the recogniser was unsure of: which one to ask about.

Nothing is corrected here. A word earns a question only when it was heard unsurely, sounds like a term of the
question's, and the term would change a verdict.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from viva.domain.note import Term
from viva.domain.transcript import Word, text_of
from viva.speech.clause import FUNCTION_WORDS
from viva.speech.sounds import alike, phonetic

UNSURE: Final = 0.55
"""A word below this probability may have been another."""

ALIKE: Final = 0.78
"""Phrases that sound so alike may be taken for one another."""

LONGEST: Final = 4
"""Words of a phrase that may have been one term."""

MOST_TRIED: Final = 4
"""Readings of one turn that are judged: each costs a grading."""

SHORTEST_SOUND: Final = 3


@dataclass(frozen=True, slots=True)
class Doubt:
    """`text[start:end]` of that turn was heard as `heard` and may have been `term`."""

    turn: int
    start: int
    end: int
    heard: str
    term: str


@dataclass(frozen=True, slots=True)
class _Reading:
    first: int
    last: int
    term: str
    likeness: float


def find_doubt(
    turn: int,
    words: Sequence[Word],
    terms: Sequence[str | Term],
    would_flip: Callable[[str], bool],
) -> Doubt | None:
    """The likeliest misheard term of a turn, if reading it as the term would change a verdict.

    `terms` are those of the question's glossary and criteria; `would_flip` judges the turn's text with the
    term in the place of what was heard, and is called at most four times.
    """
    texts = [word.text for word in words]
    readings = sorted(_readings(words, terms), key=lambda reading: -reading.likeness)
    for reading in readings[:MOST_TRIED]:
        heard = " ".join(texts[reading.first : reading.last])
        mark = heard[len(heard.rstrip(".,;:!?")) :]
        before = " ".join(texts[: reading.first])
        after = " ".join(texts[reading.last :])
        if would_flip(" ".join(part for part in (before, reading.term + mark, after) if part)):
            start = len(before) + 1 if before else 0
            shown = heard.rstrip(".,;:!?")
            return Doubt(turn, start, start + len(shown), shown, reading.term)
    return None


def _readings(words: Sequence[Word], terms: Sequence[str | Term]) -> Iterator[_Reading]:
    """Phrases with an unsure word that sound like a term and are none, the best term for each place."""
    known = {_bare(_written(term)) for term in terms}
    sounds = [(_written(term), sound) for term in terms for sound in _sounds(term)]
    bare = [_bare(word.text) for word in words]
    said = " ".join(bare)
    best: dict[int, _Reading] = {}
    for first in range(len(words)):
        for last in range(first + 1, min(first + LONGEST, len(words)) + 1):
            if not _doubtful(words[first:last], bare[first:last], known):
                continue
            sound = phonetic(text_of(words[first:last]))
            for term, against in sounds:
                likeness = alike(sound, against)
                if likeness < ALIKE or _bare(term) in said:
                    continue
                weakest = min(range(first, last), key=lambda i: words[i].probability)
                reading = _Reading(first, last, term, likeness)
                if weakest not in best or best[weakest].likeness < likeness:
                    best[weakest] = reading
    yield from best.values()


def _doubtful(words: Sequence[Word], bare: Sequence[str], known: set[str]) -> bool:
    """Whether the phrase was heard unsurely, says something, and is none of the terms itself."""
    if min(word.probability for word in words) >= UNSURE or " ".join(bare) in known:
        return False
    if any(word.text.endswith((".", "?", "!", ",")) for word in words[:-1]):
        return False
    edges = {bare[0], bare[-1]}
    return not (len(bare) > 2 and edges <= FUNCTION_WORDS) and not all(b in FUNCTION_WORDS for b in bare)


def _sounds(term: str | Term) -> list[str]:
    forms = {term, term.lower()} if isinstance(term, str) else {term.term, term.said, term.term.lower()}
    return [sound for sound in {phonetic(form) for form in forms} if len(sound) >= SHORTEST_SOUND]


def _written(term: str | Term) -> str:
    return term if isinstance(term, str) else term.term


def _bare(word: str) -> str:
    return word.strip(".,;:!?…\"'“”()").lower().replace("’", "'")
