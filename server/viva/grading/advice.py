"""What stood and what to do next, in sentences for the candidate."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from viva.domain.label import Label, Prompted
from viva.domain.level import Level
from viva.grading.scoring import Marked, MarkedLeg

STRENGTHS: Final = 4
STEPS: Final = 5
_QUOTE_WORDS: Final = 22
_LEDGER: Final = {
    Prompted.UNPROMPTED: "unprompted",
    Prompted.AFTER_PROBE: "after a probe",
    Prompted.AFTER_HINT: "after a hint",
    Prompted.NEVER: "",
}


def strengths(legs: Sequence[MarkedLeg]) -> tuple[str, ...]:
    """Full criteria with the words that earned them, the weightiest and unprompted first."""
    full = [
        mark for leg in legs for mark in leg.marks if mark.label is Label.FULL and mark.judgement.evidence
    ]
    order = list(_LEDGER)
    full.sort(key=lambda m: (order.index(m.prompted), -m.criterion.weight, -m.judgement.confidence))
    return tuple(
        f"{m.criterion.name}, {_LEDGER[m.prompted]}: “{_shortened(m.judgement.evidence[0].quote)}”"
        for m in full[:STRENGTHS]
    )


def gaps(leg: MarkedLeg) -> tuple[Marked, ...]:
    """Criteria that were missing or partial, what is worth most first."""
    open_ = [mark for mark in leg.marks if mark.label in {Label.MISSING, Label.PARTIAL}]
    return tuple(sorted(open_, key=lambda mark: -_worth(mark, leg.level)))


def next_steps(
    legs: Sequence[MarkedLeg],
    readings: Mapping[str, Sequence[str]],
    title: Callable[[str], str | None],
) -> tuple[str, ...]:
    """What a strong answer adds for the most valuable gaps, with the titles of notes to read."""
    pairs = [(_worth(mark, leg.level), mark) for leg in legs for mark in gaps(leg)]
    pairs.sort(key=lambda pair: -pair[0])
    steps: list[str] = []
    named: set[str] = set()
    for _, mark in pairs[:STEPS]:
        adds = mark.criterion.strong_answer.rstrip(". ")
        step = f"{mark.criterion.name}: a strong answer adds {adds}." if adds else _own_words(mark)
        titles = [found for note in readings.get(mark.criterion.id, ()) if (found := title(note))]
        fresh = [found for found in titles if found not in named][:2]
        named.update(fresh)
        if fresh:
            step += " Read " + " and ".join(f"“{found}”" for found in fresh) + "."
        steps.append(step)
    return tuple(steps)


def _own_words(mark: Marked) -> str:
    return f"{mark.criterion.name}: {mark.criterion.meaning}"


def _worth(mark: Marked, level: Level) -> float:
    """Points to gain, with must-haves of the level counted twice."""
    lost = 2 - (mark.label or 0)
    return mark.criterion.weight * lost * (2.0 if level in mark.criterion.must_have else 1.0)


def _shortened(quote: str) -> str:
    words = quote.split()
    return " ".join(words[:_QUOTE_WORDS]) + (" …" if len(words) > _QUOTE_WORDS else "")
