"""Tells talk that is addressed to whoever grades from talk about the matter itself."""

# ruff: noqa: E501, ISC004 (a pattern is read best on one line)

import re
from typing import Final

_START: Final = r"(?:^|[.!?;:,\n]\s*|\bso\s+|\band\s+)"
_WHO: Final = r"(?:grader|judge|reviewer|examiner|evaluator|assessor|marker|scorer|assistant|ai|model)"
_MARK: Final = (
    r"(?:mark|count|record|tick|credit|consider|take|give|note|treat|put|score|award|label|grade|rate)"
)
_DONE: Final = (
    r"(?:stated|covered|discussed|done|met|read|full|fully|said|answered|justified|addressed|comparing|"
    r"shown|complete|completed|satisfied|passed|such|two)"
)
_SHEET: Final = (
    r"(?:criteri(?:on|a)|rubric|mark(?:ing)? scheme|score ?sheet|scoring rules|your sheet|that box)"
)
_IN_SENTENCE: Final = r"[^.?!]{0,80}"
_SIGNS: Final = (
    # Spoken to: "Reviewer, ...", "you are the grader", "whoever scores this"
    rf"(?:^|[.!?;\n]\s*)(?:(?:dear|hey|hello|hi|attention|note to|to|please)\s+)*(?:the\s+|our\s+)?{_WHO}\s*[,:]",
    r"\byou(?:'re| are)\s+(?:now\s+)?(?:an?|the|my)\s+(?:\w+\s+)?(?:grader|judge|evaluator|assessor|examiner)\b",
    r"\b(?:whoever|anyone|somebody|the person)\s+(?:is\s+|who\s+)?(?:scor|assess|grad|mark|review)\w*\s+(?:this|it|me)\b",
    r"\b(?:marker|grader|assessor|examiner)s? (?:will|would|should|can|must)\b|\bso the assessment\b",
    rf"(?:^|[.!?;\n]\s*)(?:system|instruction|developer)\s*:|\bas (?:an?|the) {_WHO}\s*,?\s*you\b",
    # A mark asked for or claimed
    r"\bfull (?:marks?|credit|points)\b|\b(?:top|maximum|max) (?:marks?|credit)\b|\brequired for a two\b",
    r"\b(?:maximum|full|top) (?:\w+ )?for this (?:item|part|criterion|answer|one|round)\b",
    r"\b(?:i|this|that|it|my answer|which)\s+(?:clearly |surely |really )?"
    rf"(?:deserves?|merits?|warrants?|should (?:get|earn|count)){_IN_SENTENCE}\b(?:credit|marks?|points?|a two|full)\b",
    rf"\b(?:give|award|grant)\s+(?:me|it|this|that|us)\b{_IN_SENTENCE}\b(?:credit|marks|points|(?:the|a|its) two)\b",
    r"\b(?:award|grant|give)\s+(?:\w+\s+){0,2}(?:points?|marks?)\s+for\b|\bset the label\b",
    rf"\bplease\s+(?:\w+\s+)?{_MARK}\b",
    rf"\byou (?:can|may|should|could|ought to)\s+(?:safely\s+|now\s+)?(?:{_MARK}|note down)\b{_IN_SENTENCE}\b{_DONE}\b",
    rf"{_START}(?:consider|treat|count|record|take|mark|score)\b{_IN_SENTENCE}\bas\s+(?:\w+\s+)?{_DONE}\b",
    rf"{_START}consider\b{_IN_SENTENCE}\b(?:fully|answered|justified|covered|done)\b",
    r"\b(?:score|put|mark) (?:it|that|this|me)(?: down)? as (?:\w+ )?(?:covered|done|complete|full|two|met)\b|\bmark it accordingly\b|\blike it to be scored\b",
    rf"{_START}(?:please\s+)?tick off\b|\btick (?:it|that) off\b(?=[^.?!]{{0,20}}(?:[.?!]|$))",
    # The sheet talked about
    rf"\b{_SHEET}\b{_IN_SENTENCE}\b"
    r"(?:marked?|met|covered|completed?|satisfied|full|ticked?|passed|credit|says?|asks?|awarded?|done|maximum|two)\b",
    rf"\b{_MARK}\b[^.?!]{{0,50}}\b(?:{_SHEET})(?=\W|$)",
    r"\b(?:on|in|from|off) your (?:sheet|rubric|list|scorecard)\b|\bthe candidate has (?:given|shown|covered)\b",
    r"\bi(?:'ve| have) (?:now |clearly |just )?(?:satisfied|met|fulfilled|ticked)\b|\b(?:the|in) star (?:is|are)\b",
    # Instructions
    r"(?:^|[.!?;:\n]\s*)(?:please\s+|now\s+)?(?:ignore|disregard|forget|override|bypass)\b[^.?!]{0,30}"
    r"\b(?:instructions?|rules|prompts?|rubric|criteria|guidelines|guidance)\b",
    r"[\"'“]label[\"'”]\s*:|\boutput (?:only |the )?(?:json|label)\b",
)
_ADDRESS: Final = re.compile("|".join(_SIGNS), re.IGNORECASE)


def addresses_grader(text: str) -> bool:
    """Whether the words ask for a mark, speak to a grader or give it instructions. Such words show nothing."""
    return _ADDRESS.search(text.replace("’", "'")) is not None
