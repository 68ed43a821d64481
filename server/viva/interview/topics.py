# ruff: noqa: E501 -- a pattern is easier to read on one line
"""The words by which candidates ask for each topic of a fact sheet."""

import re
from collections.abc import Mapping
from typing import Final

_WORDS: Final[Mapping[str, str]] = {
    "latency": r"latenc\w*|response times?|how (?:fast|quickly|quick)|milliseconds?|\bms\b|time budget|time limit|deadline",
    "scale": r"scale|traffic|qps|requests?|throughput|volumes?|daily active|dau|mau|how many (?:users|customers|people|requests|items|orders|"
    r"documents|videos|messages|listings|drivers|chats|photos|transactions|ads|queries)|peak|per (?:day|second)",
    "data": r"what data|which data|data (?:do|can|is|are|sources?)|logs?|history|historical|signals?|features|dataset|metadata",
    "labels": r"label\w*|ground truth|annotat\w*|positives?|negatives?|feedback|outcomes?|imbalanced?|base rate|click rate|fraud rate",
    "budget": r"budgets?|cost\w*|gpus?|compute|hardware|spend\w*|money|machines|infrastructure",
    "platform": r"real[- ]?time|batch|online|offline|stream\w*|on[- ]device|device|mobile|platform|deploy\w*|where does it run|cloud|edge",
    "existing": r"existing|today|current\w*|at present|already|in place|baseline|right now|legacy",
    "policy": r"legal\w*|complian\w*|gdpr|privacy|pii|regulat\w*|polic(?:y|ies)|allowed|minors?|sensitive|fairness|audit\w*|restrictions?",
    "users": r"markets?|countr\w+|languages?|regions?|segments?|who are the (?:users|customers)|user base|demographics?",
    "business": r"business|goals?|objective|revenue|success|kpis?|stakeholders?|want\w* from|why are we",
    "team": r"team|engineers|people working|headcount|who (?:maintains|operates|owns)|timeline|how long do we have to build|deadline for",
    "quality": r"accurac\w*|precision|recall|error rate|tolera\w*|false (?:positives?|alarms?|negatives?)|how good|quality|acceptable",
}  # fmt: skip
_COMPILED: Final = {topic: re.compile(rf"\b(?:{words})\b") for topic, words in _WORDS.items()}


def topics_in(text: str) -> frozenset[str]:
    """The topics that a question names by their usual words. A latency budget is no money."""
    plain = text.lower()
    found = {topic for topic, pattern in _COMPILED.items() if pattern.search(plain)}
    if "latency" in found:
        found.discard("budget")
    return frozenset(found)
