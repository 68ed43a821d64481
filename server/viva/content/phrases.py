"""The interviewer's own words: `knowledge/phrases/<style>.yaml`, one bank of variants a manner."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Annotated, Final

from pydantic import Field

from viva.content.document import read_document
from viva.content.problem import ContentError, Problem
from viva.content.text import FileModel, Slug, Text
from viva.domain.level import Style


class Phrase(StrEnum):
    """What a group of variants is for."""

    ACKNOWLEDGE = "acknowledge"  # heard you; before a question
    ECHO = "echo"  # the same, with their own words that the question is about
    PICK_UP = "pick_up"  # leads into a deeper question about the quoted words
    EARLIER = "earlier"  # the same, with words that were said some turns before
    STAY = "stay"  # leads into a deeper question without a quote
    TURN = "turn"  # leads into a question about another thing
    CONCEDE = "concede"  # “I just told you that”
    AHEAD = "ahead"  # they went on to a later part; stays with this one
    BACK = "back"  # leads back to a question that they passed over
    FLOOR = "floor"  # hands the floor back
    PATIENCE = "patience"  # “let me think”
    SORRY = "sorry"  # both talked at once, and the candidate broke off
    ASSUME = "assume"  # a design fact that is the candidate's to decide
    CHOOSE = "choose"  # the same, where there is no fact sheet
    LISTENER = "listener"  # “do you know what ... is?”, where the question names who listens
    AGAIN = "again"  # leads into a fact that was given before
    NO_VERDICT = "no_verdict"  # “is that right?”
    TIME_LEFT = "time_left"  # “how long have I got?”
    WARNING = "warning"  # the time box is nearly over
    TIME_UP = "time_up"  # it is over, and the interviewer moves on
    FINISH = "finish"  # it is over; finish the thought
    MOVE_ON = "move_on"  # leads out of a part that has had its questions
    DONE = "done"  # leads out of a part that the candidate ended
    UNHEARD = "unheard"  # they are done, but on the last part they have said nothing yet
    ENTER = "enter"  # opens a part that the candidate has begun already
    PASSED = "passed"  # goes past a part that they have been through already
    SKIP = "skip"  # leaves a question
    DONT_KNOW = "dont_know"  # “I don't know”
    STUCK = "stuck"  # leads into the same question from another side
    HINT = "hint"  # leads into a hint that was asked for
    STUCK_HINT = "stuck_hint"  # leads into a hint that was not asked for
    NO_MORE_HINTS = "no_more_hints"
    REPEAT = "repeat"  # leads into the question again
    RESUME = "resume"  # leads into the question again after a gap
    CONFIRM = "confirm"  # asks whether a word was heard right
    LAST = "last"  # the round's time is over; finish the thought
    CLOSE = "close"  # all was asked
    CLOSE_TIME = "close_time"  # the round's time is over
    CLOSE_EARLY = "close_early"  # the candidate ended it


SLOTS: Final[Mapping[Phrase, frozenset[str]]] = {
    Phrase.ECHO: frozenset({"quote"}),
    Phrase.PICK_UP: frozenset({"quote"}),
    Phrase.EARLIER: frozenset({"quote"}),
    Phrase.AHEAD: frozenset({"phase", "here"}),
    Phrase.TIME_LEFT: frozenset({"minutes"}),
    Phrase.WARNING: frozenset({"minutes", "phase"}),
    Phrase.TIME_UP: frozenset({"minutes", "phase"}),
    Phrase.FINISH: frozenset({"minutes", "phase"}),
    Phrase.MOVE_ON: frozenset({"phase"}),
    Phrase.ENTER: frozenset({"phase"}),
    Phrase.PASSED: frozenset({"phase"}),
    Phrase.CONFIRM: frozenset({"term"}),
    Phrase.LAST: frozenset({"minutes"}),
    Phrase.CLOSE_TIME: frozenset({"minutes"}),
}
"""The slots that a group's variants may hold: `quote` and `term` must be there, the others may be."""
_NEEDED: Final = ("quote", "term")


@dataclass(frozen=True, slots=True)
class PhraseBank:
    """One manner's variants, and how phases are called aloud (“the problem”)."""

    style: Style
    variants: Mapping[Phrase, tuple[str, ...]]
    phases: Mapping[str, str]

    def spoken(self, phase: str, title: str) -> str:
        """A phase's name as said aloud; its title in lower case where the bank has none."""
        return self.phases.get(phase, title.lower())


class PhrasesFile(FileModel):
    """A bank. Every group of `Phrase` must be there; groups that recur need several variants."""

    style: Style
    phases: Mapping[Slug, Text] = {}
    phrases: Mapping[Phrase, Annotated[tuple[Text, ...], Field(min_length=1)]]


RECURRING: Final = frozenset(
    {Phrase.ACKNOWLEDGE, Phrase.ECHO, Phrase.PICK_UP, Phrase.STAY, Phrase.TURN, Phrase.FLOOR, Phrase.MOVE_ON}
)
RECURRING_LEAST: Final = 6


def load_phrases(file: Path) -> PhraseBank:
    """A bank of phrases. Raises `ContentError` naming file, line and field."""
    document = read_document(file)
    data = document.validate(PhrasesFile)
    problems: list[Problem] = []
    if data.style.value != file.stem:
        problems.append(document.problem(("style",), f"must be the file's name, {file.stem}"))
    for name in Phrase:
        variants = data.phrases.get(name, ())
        at = ("phrases", name.value)
        if not variants:
            problems.append(document.problem(at, "is missing"))
            continue
        if name in RECURRING and len(variants) < RECURRING_LEAST:
            problems.append(document.problem(at, f"needs at least {RECURRING_LEAST} variants"))
        if len(set(variants)) < len(variants):
            problems.append(document.problem(at, "the same words stand twice"))
        for i, text in enumerate(variants):
            fault = _slot_fault(name, text)
            if fault:
                problems.append(document.problem((*at, i), fault))
    if problems:
        raise ContentError(sorted(problems))
    return PhraseBank(data.style, {name: data.phrases[name] for name in Phrase}, dict(data.phases))


def _slot_fault(name: Phrase, text: str) -> str | None:
    allowed = SLOTS.get(name, frozenset())
    try:
        found = {slot for _, slot, _, _ in Formatter().parse(text) if slot is not None}
    except ValueError:
        return "a brace stands alone"
    unknown = found - allowed
    if unknown:
        return f"has no slot {{{min(unknown)}}}"
    lacking = next((slot for slot in _NEEDED if slot in allowed and slot not in found), None)
    return None if lacking is None else f"needs the slot {{{lacking}}}"
