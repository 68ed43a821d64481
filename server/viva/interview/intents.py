# ruff: noqa: E501 -- a pattern is easier to read on one line
"""Wishes said in words: “could you repeat that?”, “let me think”. Conservative by design.

An utterance counts as a wish only when it is mainly that: once the wish and words of courtesy are taken
away, next to nothing is left. Anything longer is an answer.
"""

import re
from enum import StrEnum
from typing import Final


class Intent(StrEnum):
    """What a candidate may say that is no answer."""

    REPEAT = "repeat"
    REPHRASE = "rephrase"
    PATIENCE = "patience"
    HINT = "hint"
    SKIP = "skip"
    DONE = "done"
    END = "end"
    DONT_KNOW = "dont-know"
    TIME = "time"
    VERDICT = "verdict"
    READY = "ready"


_I: Final = r"(?:i|we)"
_CAN: Final = r"(?:can|could|would|will|may|might)"
_PATTERNS: Final[tuple[tuple[Intent, str], ...]] = (
    (Intent.END, rf"(?:let'?s|{_CAN} we|i(?:'d| would) like to|i want to) (?:end|stop|finish) (?:(?:it|this|things) )?(?:here|now|the (?:interview|session|round))(?: (?:here|now))?"),
    (Intent.END, r"(?:end|stop|finish) (?:the|this) (?:interview|session|round)"),
    (Intent.REPEAT, rf"{_CAN} you (?:please )?(?:repeat|say|read|ask)(?: (?:me|that|it|this|the (?:last )?question|the (?:last )?part|the prompt|your question))?(?: (?:again|once more|one more time))?"),
    (Intent.REPEAT, r"(?:please )?(?:repeat|say) (?:that|it|this|the (?:last )?question|your question)(?: (?:again|once more))?"),
    (Intent.REPEAT, r"(?:what was|what's|what is) (?:the|your) question(?: again)?"),
    (Intent.REPEAT, r"(?:sorry |pardon )?i (?:did not|didn'?t) (?:catch|get|hear|follow) (?:that|it|the question|you|what you said)(?: last part)?"),
    (Intent.REPEAT, r"(?:come again|pardon(?: me)?|say again|once more|one more time)"),
    (Intent.REPHRASE, rf"(?:{_CAN} you )?(?:please )?(?:rephrase|reword|clarify|explain)(?: (?:that|it|this|(?:the|your) (?:last )?question|what you mean))?"),
    (Intent.REPHRASE, rf"(?:{_CAN} you )?(?:put|ask|say) (?:that|it|this|the question) (?:another way|differently|in (?:another|a different) way|in other words)"),
    (Intent.REPHRASE, r"what (?:do|did) you mean(?: (?:by that|by this|by it|exactly|with that|with the question))*|in what (?:sense|way)"),
    (Intent.REPHRASE, r"i(?:'m| am)? (?:not (?:really )?sure (?:that )?i|do not|don't|did not|didn't)(?: (?:quite|really|fully))? (?:follow|understand|get)(?: (?:what you mean|what you're asking|what you are asking|the question|your question|that|it|you))?"),
    (Intent.PATIENCE, rf"(?:let me|i need to|i(?:'d| would) like to|i(?:'ll| will)|{_CAN} i) (?:just )?(?:think|have a think|take|gather my thoughts|collect my thoughts|have)(?: (?:about|on|through))?(?: (?:it|that|this|a (?:few )?(?:second|seconds|sec|moment|moments|minute|minutes)|one (?:second|moment|minute)|some time|my thoughts))*"),
    (Intent.PATIENCE, r"(?:give me|just|hold on|hang on|wait)(?: (?:just|for))?(?: (?:a|one) (?:second|sec|moment|minute|bit))(?: to think)?"),
    (Intent.PATIENCE, r"(?:(?:one|a) (?:second|sec|moment|minute)|hold on|hang on|bear with me|give me time|i'?m thinking|thinking|let me see|let me think|h+m+|u+m+|u+h+|e+r+m*|wait|well)"),
    (Intent.HINT, rf"(?:{_CAN} (?:i|you|we) (?:please )?(?:have|get|give me|ask for|offer me)|i(?:'d| would) (?:like|need|take|love)|i (?:need|want)|give me|please give me|any|do you have) (?:a|another|one|some|any|the next)?\s*(?:hints?|clues?|nudges?|pointers?|tips?|help)(?: (?:with|on|here|there|for) ?(?:this|that|it|please)?)?"),
    (Intent.HINT, r"(?:a |another )?(?:hint|clue|nudge)|help me(?: out)?(?: here)?"),
    (Intent.SKIP, rf"(?:{_CAN} we|{_CAN} i|let'?s|i(?:'d| would) (?:like to|rather|prefer to)|i(?:'ll| will)|i want to) (?:just )?(?:skip|pass on|pass|leave)(?: (?:it|this|that|the question|this (?:one|question)|that (?:one|question)|over (?:it|this|that)))?"),
    (Intent.SKIP, r"(?:skip|pass)(?: (?:it|this|that|this one|that one|the question))?|no answer|next question"),
    (Intent.DONE, rf"(?:{_CAN} we|let'?s|shall we|should we|i(?:'d| would) (?:like|prefer) to|i want to|i(?:'m| am) (?:ready|happy|fine) to|happy to|ready to) (?:just )?(?:move on|go on|proceed|continue|move (?:along|forward|ahead)|go to the next (?:part|phase|step|section|topic|one))(?: (?:to|with) (?:the )?(?:next|data|model|modelling|modeling|serving|monitoring|part|phase|step|section|topic|one| )+)?"),
    (Intent.DONE, rf"(?:let me|let'?s|i(?:'ll| will)|{_CAN} (?:i|we)|i(?:'d| would) like to) (?:now |just )?(?:move|go|turn|jump|skip ahead|switch)(?: (?:on|over|straight))? to (?:the )?(?:next|data|model|modelling|modeling|serving|monitoring|production|evaluation|part|phase|step|section|topic|one| )+"),
    (Intent.DONE, r"(?:no|nothing) (?:more|else|further) (?:from me|to add|to say)|let'?s (?:wrap (?:it |this )?up|finish(?: up)?)"),
    (Intent.DONE, r"(?:i(?:'m| am)|we(?:'re| are)|that'?s me) (?:done|finished|through)(?: (?:here|with (?:this|that|it)(?: (?:part|phase|section|one))?|now))?"),
    (Intent.DONE, r"(?:that'?s|that is|this is) (?:all|everything|it|about it)(?: (?:i have|i've got|i got|from me|from my side|for (?:this|that|now)|i can say|i wanted to say|i can think of))*"),
    (Intent.DONE, r"(?:done|move on|next|next (?:part|phase|step|section|topic)|finished|i have nothing (?:more|else)(?: to (?:add|say))?|nothing (?:more|else)(?: to (?:add|say))?(?: from me)?)"),
    (Intent.DONT_KNOW, r"(?:i(?:'m| am) )?(?:really |honestly |actually )?(?:i )?(?:do not|don'?t|wouldn'?t|would not) (?:really |actually |honestly )?(?:know|remember|recall)(?: (?:that|this|it|the answer|this one|that one|how|what to say|about (?:that|this|it)|enough about (?:that|this|it)))*"),
    (Intent.DONT_KNOW, r"(?:i(?:'m| am)|i(?:'ve| have)) (?:not (?:really )?sure|no idea|no clue|lost|stuck|blank|drawing a blank|got nothing|got no idea|unsure)(?: (?:about|on|how|what|here|there|to (?:say|answer)|that|this|it|the answer))*"),
    (Intent.DONT_KNOW, r"(?:no idea|no clue|not (?:really )?sure|dunno|beats me|can'?t (?:say|remember|think of (?:anything|one))|i (?:can'?t|cannot) (?:say|remember|answer (?:that|this|it)|think of (?:anything|one|any)))"),
    (Intent.TIME, r"how (?:much|long) (?:time )?(?:do|have) (?:i|we) (?:have|got)(?: (?:left|for (?:this|that|it)(?: (?:part|phase|section))?|on (?:this|that)(?: part)?|remaining|in total))*"),
    (Intent.TIME, r"how (?:are|am) (?:we|i) (?:doing )?(?:for|on) time|how(?:'s| is) (?:the|my|our) time"),
    (Intent.VERDICT, r"(?:does|did|do) (?:that|this|it|what i said) (?:make|made) (?:any )?sense(?: to you)?|(?:is|was) (?:that|this|it) (?:right|correct|ok|okay|fine|what you (?:wanted|meant|were (?:looking|asking) for)|enough|good|a good answer)|(?:am|was) i (?:right|correct|on the right track|close)|how (?:am i|did i) do(?:ing)?|what do you think"),
    (Intent.READY, rf"(?:{_CAN}|shall|should) i (?:go on|continue|carry on|start|begin|go ahead|go deeper|keep going|proceed)(?: (?:now|with (?:this|that|it)))?"),
    (Intent.READY, r"(?:(?:that|this) (?:is )?(?:helps|helpful|makes sense|clear|clears it up)|makes sense|got it|sounds (?:good|fine)|understood|i see|i understand|clear|perfect|great|ok(?:ay)?|alright|all right|thanks|thank you|cheers|fair enough|sure|of course|ready|i'?m ready|no questions|no more questions|hello|hi|hey|hi there|good (?:morning|afternoon|evening)|nice to meet you|let'?s (?:go|start|begin|do it|get started)|(?:i(?:'ll| will)|let me) (?:start|begin|get started)(?: (?:with|by|on) (?:the )?(?:problem|data|basics|beginning|top|start))?|so)"),
)  # fmt: skip
_COMPILED: Final = tuple((intent, re.compile(rf"\b(?:{pattern})\b")) for intent, pattern in _PATTERNS)
_COURTESY: Final = re.compile(
    r"\b(?:ok|okay|right|well|so|um+|uh+|erm*|hm+|hmm+|sorry|please|thanks|thank you|yeah|yes|no|oh|ah|hey|"
    r"actually|honestly|just|maybe|perhaps|for (?:a|one) (?:second|moment|minute)|for this(?: one)?|then|now|"
    r"if (?:that'?s|that is) (?:ok|okay|all right|alright|possible|fine)|if (?:i|you) (?:may|can|could|don'?t mind)|"
    r"again|sure|here|there|really|very much|a lot|about (?:that|this|it)|i think|i guess|i'?m afraid|to be honest|"
    r"at all|and|but|the|great|good|fine|all right|alright|is that|would|be|guess)\b"
)
_ORDER: Final = (
    Intent.END,
    Intent.SKIP,
    Intent.HINT,
    Intent.DONE,
    Intent.REPHRASE,
    Intent.REPEAT,
    Intent.PATIENCE,
    Intent.TIME,
    Intent.VERDICT,
    Intent.DONT_KNOW,
    Intent.READY,
)
"""Where an utterance holds several wishes, the first of these is done."""
_PROTEST: Final = re.compile(
    r"(?:(?:but|well|hm+|sorry|er+|um+|um|no|ok(?:ay)?|again|like) )*i(?:'ve| have| think i(?:'ve| have)?|(?:'m| am) sure i(?:'ve| have)?)? "
    r"(?:(?:just|already|literally|did|kind of) )+(?:say|said|tell|told|give|gave|given|answer|answered|mention|mentioned|cover|covered|"
    r"explain|explained|describe|described)\b"
)
_FROM_ME: Final = re.compile(
    r"\bfrom me\b|\bi(?:'m| am) done\b|\bmove on\b|\bnext (?:part|phase|section)\b|\bnothing (?:more|else)\b"
)
_LEFT_OVER: Final = 2
"""The most words beside a wish (of three words or more) and courtesies in an utterance that is mainly it."""
_CLEAR: Final = 3
_LONGEST: Final = 24


def read_intent(utterance: str) -> Intent | None:
    """The wish that an utterance mainly is, or None where it is an answer or a question of substance."""
    text = _plain(utterance)
    words = text.split()
    if not words or len(words) > _LONGEST:
        return None
    found = [(match, intent) for intent, pattern in _COMPILED for match in pattern.finditer(text)]
    if not found:
        return None
    longest = max((match for match, _ in found), key=lambda match: len(match.group()))
    kept = list(text)
    for match, _ in found:
        kept[match.start() : match.end()] = "." * (match.end() - match.start())
    left = _COURTESY.sub(" ", "".join(kept)).replace(".", " ").split()
    most = _LEFT_OVER if len(longest.group().split()) >= _CLEAR else 0
    return min((intent for _, intent in found), key=_ORDER.index) if len(left) <= most else None


def protests(utterance: str) -> bool:
    """“I just gave you that”: begins by saying that the question has been answered."""
    return bool(_PROTEST.match(_plain(utterance)))


def ends_part(utterance: str) -> bool:
    """An answer whose last sentence says that the candidate has no more: “..., that's all from me.”"""
    last = [part for part in re.split(r"[.!?;]+", utterance) if part.strip()][-1:]
    return any(read_intent(part) is Intent.DONE and _FROM_ME.search(_plain(part)) for part in last)


def _plain(utterance: str) -> str:
    text = utterance.lower().replace("’", "'").replace("‘", "'")
    return " ".join(re.sub(r"[^a-z0-9' ]+", " ", text).split())
