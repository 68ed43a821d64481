"""From a judge's readings of a criterion to one judgement: quotes as spans, no label without agreement."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from viva.domain.evidence import Evidence, Judgement, Scored, Unscored
from viva.domain.label import Label
from viva.grading.llm_reply import Call
from viva.grading.quotes import SpokenWords

UNSUPPORTED: Final = "The words quoted for this are not among yours, so it can’t be called."
UNSTABLE: Final = "Readings of your words came out differently, so this can’t be called."
UNDECIDED: Final = "Your words can fairly be read two ways, so this can’t be called."

ONCE: Final = 0.7
"""Confidence after one reading. Not calibrated, like the next two: they order criteria, no more."""

TWICE: Final = 0.75
"""Confidence where two readings agree."""

AGREED: Final = 0.85
"""Confidence where three or more agree."""

_COUNTS: Final = ("None", "One", "Two", "Three", "Four", "Five")

_MAX_EVIDENCE: Final = 3


def agreed(calls: Sequence[Call], words: SpokenWords, readings: int | None = None) -> Judgement:
    """One judgement from all usable readings, at least one: a label only where every one of them supports it.

    Its reason says how many do, out of the `readings` that were asked for where that is more.
    """
    verified = [_verified(call, words) for call in calls]
    scored = [reading for reading in verified if isinstance(reading, Scored)]
    if not scored:
        return verified[0]
    first = scored[0]
    if any(reading.label is not first.label for reading in scored):
        return Unscored(UNSTABLE, reason=first.reason, evidence=first.evidence)
    doubt = next((reading for reading in verified if isinstance(reading, Unscored)), None)
    if doubt is not None:
        return replace(doubt, evidence=first.evidence)
    how = _how_many(len(scored), readings or len(scored))
    return replace(
        first,
        confidence={1: ONCE, 2: TWICE}.get(len(scored), AGREED),
        reason=f"{_sentence(first.reason)} {how}".strip(),
    )


def _how_many(agreeing: int, readings: int) -> str:
    if readings == 1:
        return "Read once."
    out_of = f" of {_count(readings).lower()}" if agreeing < readings else ""
    return f"{_count(agreeing)}{out_of} readings agree."


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _sentence(text: str) -> str:
    return f"{text}." if text and text[-1] not in '.!?…”"' else text


def _verified(call: Call, words: SpokenWords) -> Judgement:
    """The call with its quotes as spans of what the candidate said; without any it is unscored."""
    if call.label is None:
        return Unscored(UNDECIDED, reason=call.reason)
    if call.label is Label.MISSING:
        return Scored(Label.MISSING, ONCE, call.reason)
    evidence: dict[tuple[int, int], Evidence] = {}
    for quote in call.quotes:
        for span in words.find(quote):
            evidence.setdefault((span.turn, span.start), span)
    if not evidence:
        return Unscored(UNSUPPORTED, reason=call.reason)
    kept = sorted(list(evidence.values())[:_MAX_EVIDENCE], key=lambda span: (span.turn, span.start))
    return Scored(call.label, ONCE, call.reason, tuple(kept))
