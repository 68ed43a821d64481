"""Deterministic signs that a line gives away the rubric or the answer."""

# ruff: noqa: E501 (a pattern is read best on one line)

import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from typing import Final

from viva.domain.question import Question
from viva.domain.rubric import Criterion
from viva.interview.line_form import asks
from viva.interview.quotes import content_words

_RUN: Final = 5
"""As many words in a row as in the rubric are taken from it."""

_TELLING: Final = 2
"""As many words that only a full answer uses, and nobody has said, give it away."""

_HALF: Final = 0.5
_NEW: Final = 2
"""A sentence that asks nothing may hold as many words of meaning that nobody has said; more is an answer."""

_PARROT: Final = 10
"""As many words in a row of the candidate's are no pick-up but a repetition."""

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_QUOTED: Final = re.compile(r"[“\"]([^”\"]+)[”\"]")
_NUMBER: Final = re.compile(r"\d[\d.,]*")
_ACRONYM: Final = re.compile(r"\b(?:[A-Z]{2,}[a-z]?\w*|[A-Za-z]+\d+\w*)\b")
_RUBRIC: Final = re.compile(
    r"\b(?:criteri(?:on|a)|rubric|your (?:score|grade|marks?)|(?:scor|grad|mark|assess|evaluat)(?:e|es|ed|ing) (?:you|your|this|that|the) ?(?:answers?)?|full marks?|marking scheme|points? for|"
    r"sub-?points?|key points?|assessment|a (?:strong|complete|full|good|perfect|model|better) answer|"
    r"(?:expected|ideal|model|complete|strong) answer|the answer (?:is|was|would|should|lies|here)|you(?:'ve| have)?(?: still)? (?:missed|forgot(?:ten)?|left out|not mentioned)|"
    r"you (?:didn't|did not|haven't|have not|should(?: have)?) (?:mention|mentioned|cover|covered|talk|talked|address|addressed|say|said|include|included))\b",
    re.IGNORECASE,
)  # fmt: skip


def words_of(text: str) -> list[str]:
    """Words in lower case, apostrophes plain."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


class LeakGuard:
    """Knows what one line must not say: what stands in its criterion and has not been said by anybody.

    `said` is every text that is in the open: the question, the conversation, the authored line.
    """

    def __init__(
        self,
        criterion: Criterion | None,
        said: Iterable[str],
        heard: Sequence[str],
        *,
        vocabulary: Collection[str] = (),
        terms: Iterable[str] = (),
    ) -> None:
        """`heard` are the candidate's own texts; `vocabulary` the stems that interviewers use anyway."""
        self._open = [*said, *heard]
        self._open_words = content_words(" ".join(self._open))
        self._open_plain = f" {' '.join(words_of(' '.join(self._open)))} "
        self._heard = f" {' '.join(words_of(' . '.join(heard)))} "
        self._numbers = set(_NUMBER.findall(" ".join(self._open)))
        free = self._open_words | frozenset(vocabulary)
        texts, short, full = _secret_texts(criterion)
        self._runs = {run for text in texts for run in _runs(text)} - {
            run for text in (*self._open, *_asked_texts(criterion)) for run in _runs(text)
        }
        self._short = [new for text in short if len(new := content_words(text) - free) >= 3]
        self._telling = content_words(" ".join(full)) - free
        named = {" ".join(words_of(term)) for term in (*terms, *_acronyms(full))} - {""}
        unsaid = {
            words
            for words in named
            if f" {words} " not in self._open_plain and (" " in words or words[:6] not in free)
        }
        self._terms = unsaid | {f"{words}s" for words in unsaid}

    def leak(self, sentence: str) -> str | None:
        """The sign by which a sentence gives something away, or None."""
        said = words_of(sentence)
        stems = content_words(sentence)
        rubric = _RUBRIC.search(sentence.replace("’", "'"))
        signs = {
            "talks of marks": rubric and f" {' '.join(words_of(rubric[0]))} " not in self._open_plain,
            "repeats the rubric": _grams(said) & self._runs,
            "says what a full answer holds": len(stems & self._telling) >= _TELLING,
            "says a part of the answer": any(
                len(stems & new) >= max(2, _HALF * len(new)) for new in self._short
            ),
            "names a technique": any(f" {term} " in f" {' '.join(said)} " for term in self._terms),
            "names a number": set(_NUMBER.findall(sentence)) - self._numbers,
            "answers instead of asking": not asks(sentence) and len(stems - self._open_words) > _NEW,
            "repeats the candidate": any(
                f" {' '.join(run)} " in self._heard for run in _grams(said, _PARROT)
            ),
            "quotes what was not said": self._misquotes(sentence),
        }
        return next((sign for sign, found in signs.items() if found), None)

    def _misquotes(self, sentence: str) -> bool:
        return any(f" {' '.join(words_of(quote))} " not in self._heard for quote in _QUOTED.findall(sentence))


def interviewer_vocabulary(criteria: Sequence[Criterion], questions: Iterable[Question]) -> frozenset[str]:
    """The stems of every authored probe, deeper question and follow-up: words that give nothing away."""
    texts = [text for c in criteria for text in (c.name, *c.probes, *(point.ask for point in c.sub_points))]
    texts += [text for q in questions for text in (q.prompt, *(follow_up.text for follow_up in q.follow_ups))]
    return content_words(" ".join(texts))


def _secret_texts(criterion: Criterion | None) -> tuple[list[str], list[str], list[str]]:
    """(all that may not be repeated, short statements of an answer, what a full answer holds)."""
    if criterion is None:
        return [], [], []
    points = [point.text for point in criterion.sub_points]
    short = [*points, *criterion.hints]
    full = [criterion.strong_answer, criterion.anchors.full, *points]
    examples = [e.text for e in criterion.positive]
    examples += [text for point in criterion.sub_points for text in point.examples]
    return [*short, *full, criterion.anchors.partial, *examples], short, full


def _asked_texts(criterion: Criterion | None) -> tuple[str, ...]:
    """What is asked about the criterion anyway."""
    return (*criterion.probes, *(point.ask for point in criterion.sub_points)) if criterion else ()


def _acronyms(texts: Iterable[str]) -> set[str]:
    return {match for text in texts for match in _ACRONYM.findall(text)}


def _grams(words: Sequence[str], length: int = _RUN) -> set[tuple[str, ...]]:
    return {tuple(words[at : at + length]) for at in range(len(words) - length + 1)}


@lru_cache(maxsize=4096)
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(_grams(words_of(text)))
