"""Tells talk that is addressed to whoever grades by its structure: role marks, labels as data, plain orders.

Graders, judges, rubrics, criteria, credit and labels are matter too: of a review queue, a language model that
judges, a launch, a loan. What is told by its meaning is left to `viva.grading.gate`.
"""

# ruff: noqa: E501 (a pattern is read best on one line)

import re
from typing import Final

_START: Final = r"(?:^|[.!?;\n]\s*)"
_CLAUSE: Final = r"(?:^|[.!?;:,\n]\s*|\b(?:so|please|now|and|must|can|may|should|system)\s+)"
_NEAR: Final = r"[^.?!]{0,60}"
_ENDS: Final = r"(?=\s*(?:[.,;!?]|$))"
_STOPS: Final = r"(?=\s*(?:[.,;!?}\]]|$))"

_GRADER: Final = r"(?:grader|examiner|evaluator|assessor|marker|scorer|reviewer)"
_MACHINE: Final = r"(?:judge|assistant|ai|model|system|developer)"
_CRITERIA: Final = (
    r"(?:(?:that|this|the|each|every|all|your) (?:[\w-]+ ){0,3}criteri(?:on|a)|everything|this|me)"
)
_DONE: Final = (
    r"(?:fully |as )?(?:covered|met|full|complete|completed|done|said|two|2|satisfied|described|answered)"
)
_FULL: Final = r"(?:full|top|maximum|max) (?:marks?|points|credit)"

_DATA: Final = {
    "chat template": r"<\|\w+\|>|\[/?INST\]|<</?SYS>>|</?(?:system|transcript|evaluation|grade)>",
    "heading of a prompt": r"^\W*#{2,}\s*(?:system|instructions?|response|verdict)\b",
    "label as data": r"\b(?:label|verdict|covered)[\"'”]?\s*[:=]\s*[\"'“]?"
    rf"(?:(?:full|met|strong hire|pass)\b|(?:two|2|true)\b[\"'”]?{_STOPS})",
}
_TALK: Final = {
    "label to be set": rf"\b(?:set|output)\b(?! it\b){_NEAR}\blabel\b{_NEAR}\b(?:full|2){_ENDS}",
    "spoken to": rf"{_START}(?:(?:dear|hey|hello|hi|attention|please|note to (?:the|our))\s+)*{_GRADER}\s*,",
    "note to": rf"{_START}(?:attention|(?:note )?to) (?:the |our )?(?:{_GRADER}|{_MACHINE})\s*:",
    "role with an order": rf"{_START}(?:{_GRADER}|{_MACHINE})\s*[,:]\s*(?:please |now )*"
    r"(?:(?:mark|credit|tick|grade|award|ignore) (?:this|that|it|me|my|all|every\w*|what)\b|the candidate\b)",
    "role given": rf"(?<![\"“'])\byou(?:'re| are) now (?:an? |the |my )?(?:\w+ )?(?:{_GRADER}|judge|in grading mode)\b",
    "instructions put aside": rf"{_CLAUSE}(?:ignore|disregard|forget|override|bypass)\b[^.?!]{{0,30}}"
    r"\b(?:(?:previous|prior|earlier|above|preceding|your|these) (?:\w+ )?(?:instructions?|rules|prompts?|criteria)"
    r"|(?:the|this|your) rubric|instructions? (?:that )?you (?:were|have been) given)\b",
    "full marks": rf"\b(?:give|award|grant) me {_FULL}|\bplease\b{_NEAR}\b{_FULL}|\b{_FULL}\b{_NEAR}\bplease\b",
    "points awarded": r"\byou must (?:award|credit)\b|\b(?:score|grade|mark) (?:it|this|that|me) accordingly\b",
    "mark asked for": rf"{_CLAUSE}(?:mark|count|record|grade|score|consider|treat)\s+{_CRITERIA} (?:as )?{_DONE}{_ENDS}",
    "mark asked of a grader": rf"\b(?:whoever|anyone|the {_GRADER}) (?:\w+ )?(?:marks|scores|grades|can tick) (?:this|the box)\b",
    "rubric quoted": r"\b(?:the|your) rubric says (?:that )?[^.?!]{0,40}\b(?:is|are|was|were) (?:\w+ )?(?:covered|met|full)\b",
}
# No sign begins within a word; saying so once spares most of the work.
_BEGINS: Final = r"(?:(?<!\w)|(?!\w))"
_AS_DATA: Final = re.compile(rf"{_BEGINS}(?:{'|'.join(_DATA.values())})", re.IGNORECASE)
_ADDRESS: Final = re.compile(rf"{_BEGINS}(?:{'|'.join([*_DATA.values(), *_TALK.values()])})", re.IGNORECASE)


def data_from(text: str) -> int | None:
    """Where a mark of what programs write stands, if any: the rest up to the end mark belongs to it."""
    found = _AS_DATA.search(text)
    return None if found is None else found.start()


def addresses_grader(text: str) -> bool:
    """Whether the words bear a mark of talk to a grader, or of orders to one. Such words show nothing."""
    return _ADDRESS.search(text.replace("’", "'")) is not None
