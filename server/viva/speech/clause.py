"""What the last words so far say about whether more is to come.

Words only, no model: a clause that ends in "because" is not over, "that's my answer" is. Recognisers put a
full stop after nearly everything, so punctuation counts for little and the last words for much.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Shape(StrEnum):
    """How the words so far end, from "surely goes on" to "surely over"."""

    NOTHING = "nothing"  # no words at all
    HESITATION = "hesitation"  # nothing but "so, um"
    HANGING = "hanging"  # ends where no sentence can end
    LEANING = "leaning"  # ends where a sentence seldom ends: a comma, a number without its unit
    PROMISED = "promised"  # a whole clause, but more was announced than has been said
    OPEN = "open"  # could be either
    CLOSED = "closed"  # a whole sentence
    REPLY = "reply"  # a short answer that is complete in itself
    HANDED_OVER = "handed-over"  # says that it is over, or asks the interviewer something


@dataclass(frozen=True, slots=True)
class Clause:
    """The end of what was said so far. `words` counts the words that say something."""

    shape: Shape
    words: int


def read_clause(text: str) -> Clause:
    """The end of `text`, a caption of the turn so far."""
    tokens = [token.strip(".,'-").lower() for token in _TOKEN.findall(text.replace("’", "'"))]
    tokens = [token for token in tokens if token]
    if not tokens:
        return Clause(Shape.NOTHING, 0)
    telling = sum(token not in _HESITATIONS for token in tokens)
    if telling == 0:
        only_assent = all(token in _ASSENT for token in tokens)
        return Clause(Shape.REPLY if only_assent else Shape.HESITATION, 0)
    return Clause(_shape(text.rstrip(), tokens), telling)


def _shape(text: str, tokens: list[str]) -> Shape:
    words, last = " ".join(tokens), tokens[-1]
    sentence = " ".join(_last_sentence(text))
    whole = text.endswith((".", "!", "?")) and not text.endswith("...")
    hangs = last in _NEVER_LAST | _CONNECTIVES and not _SO_IS_FINE.search(words)
    questions = text.endswith("?") and _ASKS.search(sentence) is not None
    shapes = (
        (Shape.HANGING, last in _FILLERS or text.endswith(("...", "…", "-", "—", "–"))),
        (Shape.HANDED_OVER, _OVER.search(words) is not None and not hangs),
        (Shape.REPLY, _is_reply(tokens)),
        (Shape.HANGING, hangs or sentence in _BARE_OPENINGS),
        (Shape.HANGING, _WANTS_TIME.search(words) is not None),
        (Shape.HANDED_OVER, questions),
        (Shape.CLOSED, _TRAILS_OFF.search(words) is not None),
        (Shape.CLOSED, whole and _ENDS_SMALL.search(words) is not None),
        (Shape.PROMISED, _PROMISES.search(sentence) is not None),
        (Shape.LEANING, text.endswith((",", ":", ";")) or _bare_number(tokens)),
        (Shape.LEANING, last in _SELDOM_LAST and _POINTS_BACK.search(words) is None),
        (Shape.LEANING, _stops_short(text, sentence) or _WANTS_OBJECT.search(words) is not None),
        (Shape.PROMISED, _more_was_announced(text, words)),
        (Shape.CLOSED, whole and len(sentence.split()) >= 3),
    )
    return next((shape for shape, holds in shapes if holds), Shape.OPEN)


def _last_sentence(text: str) -> list[str]:
    sentence = _SENTENCE_END.split(text)[-1].replace("’", "'").lower()
    return [token.strip(".,'-") for token in _TOKEN.findall(sentence)]


def _is_reply(tokens: list[str]) -> bool:
    """A few words that open with yes or no and do not stop short: "yes, daily batches are fine"."""
    if _QUANTITY.fullmatch(" ".join(tokens)):
        return True
    if tokens[0] not in _YES_NO or len(tokens) > 8:
        return False
    last = tokens[-1]
    if _SO_IS_FINE.search(" ".join(tokens)):
        return True
    return len(tokens) == 1 or last in _ELLIPTIC or last not in _NEVER_LAST | _SELDOM_LAST | _CONNECTIVES


def _bare_number(tokens: list[str]) -> bool:
    """ "About two hundred": its unit is likely to come."""
    if tokens[-1] == "point":
        return True
    if tokens[-1] not in _NUMBERS and not tokens[-1].replace(",", "").isdigit():
        return False
    before = [token for token in tokens if token not in _NUMBERS and not token.isdigit()]
    return bool(before) and before[-1] in _BEFORE_A_QUANTITY


def _stops_short(text: str, sentence: str) -> bool:
    """A list without its "and", "on the last", or "before I start" alone."""
    listed = _SENTENCE_END.split(text)[-1].lower()
    if (_OPEN_LIST.search(listed) and " and " not in listed) or _BARE_ADJECTIVE.search(sentence):
        return True
    words = sentence.split()
    return bool(words) and words[0] in _SUBORDINATORS and len(words) <= 7 and "," not in text


def _more_was_announced(text: str, words: str) -> bool:
    """ "Three reasons" with fewer of them named, or a "first" that is still alone."""
    announced = list(_COUNTED.finditer(words))
    if announced:
        named = sum(bool(pattern.search(words, announced[-1].end())) for pattern in _ENUMERATORS)
        return named < min(_COUNTS[announced[-1].group(1)], len(_ENUMERATORS))
    first = _FIRST.search(text.lower())
    if first is None:
        return False
    rest = text.lower()[first.end() :]
    return len(rest.split()) < _FIRST_IS_ALONE_WORDS and not any(p.search(rest) for p in _ENUMERATORS[1:])


# The words -----------------------------------------------------------------------------------------


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _any(*alternatives: str, end: bool = False) -> re.Pattern[str]:
    """One of the patterns, as whole words; with `end`, at the end of the text."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})" + ("$" if end else r"\b"))


_TOKEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9'.,%$/+-]*")
_SENTENCE_END: Final = re.compile(r"(?<=[.?!])\s+")
_FIRST_IS_ALONE_WORDS: Final = 25
_FIRST: Final = re.compile(
    r"(?:^|[.?!]\s+|\b(?:so|well|and|um),?\s+)"
    r"(?:first|firstly|first of all|number one|to (?:start|begin) with)\b"
)

_FILLERS: Final = _set("um umm uh uhh uhm er erm eh hm hmm mm")
_ASSENT: Final = _set("okay ok right yeah alright mhm")
_CONNECTIVES: Final = _set("so then like and but because well now")
_HESITATIONS: Final = _FILLERS | _ASSENT | _set("ah well so now like and but")
_YES_NO: Final = _set(
    "yes yeah yep yup no nope sure correct exactly right okay ok neither both agreed true false"
)
_ELLIPTIC: Final = _set("is are was were would could should might must can will do does did have has")
_BARE_OPENINGS: Final = frozenset(
    {"i think", "i guess", "i'd say", "i would say", "i mean", "you know", "i believe"}
)

_NEVER_LAST: Final = _set(
    """a an the and or but nor because although though whereas while unless if whether than as since until
    my your our their its every each another such very of from into onto with without between among
    within via per toward towards during versus is are was were be been am i'm we're you're they're it's
    that's there's i've we've i'd we'd i'll we'll it'll they'll would could should might must can't
    won't don't doesn't didn't isn't aren't which who whom whose where when i we they uses using
    requires means meaning let's gonna wanna basically essentially actually probably maybe perhaps
    especially particularly specifically namely"""
)
"""An English clause goes on after these, whatever mark the recogniser puts behind them."""

_SELDOM_LAST: Final = _set(
    """to for in on at by about that this these those some any no not just only even most can
    will do does did has have had may he she you what how why either like so then plus around roughly
    approximately say equals equal minus times over under get gets make makes use want need"""
)
"""A clause may end in these but seldom does."""

FUNCTION_WORDS: Final = _NEVER_LAST | _SELDOM_LAST
"""Words that are no names: inside a sentence they take no capital (but for "I")."""

_NUMBERS: Final = _set(
    """one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty
    seventy eighty ninety hundred thousand million billion half"""
)
_QUANTITY: Final = re.compile(
    r"(?:it's |maybe |about |around |roughly |say |under |over |at most )*[a-z]*[0-9][0-9,.]*[a-z%]*"
    r"(?: (?:to|or) [0-9][0-9,.]*)?(?: (?:thousand|million|billion))?"
    r" (?:milliseconds|seconds|minutes|hours|days|weeks|percent|users|items|requests|queries|times|bytes"
    r"|gigabytes|megabytes|terabytes|dollars|people|engineers|models|features|dimensions)"
    r"(?: (?:a|per) [a-z]+)?"
)
_OPEN_LIST: Final = re.compile(
    r"(?:^|\s)(?!and |or )[a-z-]+(?: [a-z-]+)?, (?!and |or )[a-z-]+(?: [a-z-]+)?[.]?$"
)
_BARE_ADJECTIVE: Final = re.compile(
    r"\b(?:the|a|an|its|our) (?:last|next|first|second|same|other|whole|new|old|main|only|most|best)$"
)
_WANTS_OBJECT: Final = _any(
    "(?:by|for|of|from|in|or) (?:showing|using|giving|making|taking|getting|having|adding|putting|keeping)",
    end=True,
)
_POINTS_BACK: Final = _any(
    "(?:on|of|with|for|about|like|from|to|in|by|do|did|after|before) (?:that|this|these|those)", end=True
)
_SUBORDINATORS: Final = _set("before if when while although though since once after unless until whenever")
_BEFORE_A_QUANTITY: Final = _set(
    "about around roughly approximately say like maybe of under over to between point"
)

_OVER: Final = _any(
    r"(?:that's|that is|that was)(?: (?:basically|about|pretty much|really|kind of|all))*"
    r" (?:it|my answer|the answer|the gist|everything|all|all i have|all i had|all i've got|all from me"
    r"|how i'd [a-z' ]{1,30}|how i would [a-z' ]{1,30}|what i'd (?:do|say|pick|choose)"
    r"|what i would (?:do|say|pick|choose))",
    r"that(?: should)?(?: about| pretty much)? (?:cover|wrap|sum)s?(?: it| that| everything)"
    r"(?: up| all| off)?",
    r"(?:i'm|i am) (?:done|finished|good)(?: here| with that| now| there)?",
    r"(?:over|back) to you",
    r"that's where (?:i'd|i would) (?:stop|end|leave it)",
    r"(?:i'll|i will|i'd|i would|let me) (?:stop|leave it|pause)(?: there| here| at that)",
    r"(?:nothing|not much) (?:else|more)(?: to (?:add|say))?(?: from me| here)?",
    r"end of (?:my )?answer",
    end=True,
)
"""The candidate says that it is over."""

_ASKS: Final = _any(
    r"(?:can|could|may|shall|should) i",
    r"(?:is|would) that (?:okay|ok|alright|fair|fine|right|reasonable|correct|enough|be|what you)",
    r"(?:does|did) that (?:make sense|answer|help|sound|work)",
    r"(?:do|would|did|can|could|are|will) (?:you|we|they|users)",
    r"shall (?:i|we)",
    r"what(?:'s| is| are| was| do| does| would| kind| sort| should)",
    r"how (?:many|much|large|big|fast|often|long|do|does|should|is|are)",
    r"(?:is|are) (?:there|it|the|this|these)",
    r"which (?:of|one|metric|users|part)",
    r"(?:okay|ok|right|fair)$",
)
"""A question that wants an answer from across the table."""

_WANTS_TIME: Final = _any(
    r"let me (?:just )?(?:think|see|recall|consider)(?: about (?:that|this|it))?(?: for)?(?: a| one)?"
    r"(?: second| sec| moment| minute| bit)?",
    r"(?:give me|just|need) (?:a|one) (?:second|sec|moment|minute)(?: to think)?",
    r"for (?:a|one) (?:second|sec|moment|minute)",
    r"(?:hold on|hang on|bear with me|good question|great question)",
    end=True,
)
"""The candidate asks for time to think."""

_SO_IS_FINE: Final = _any(
    r"(?:think|hope|believe|guess|say|do|quite|not) so",
    r"(?:by|until|till|since|back|just) then",
    r"(?:right|by|until|till|for) now",
    r"as well",
    r"(?:what|who|how|where|which)(?: [a-z0-9'-]+){1,4} (?:is|are|was|were)",
    end=True,
)
_ENDS_SMALL: Final = _any(
    r"so (?:no|yes)",
    r"(?:till|until|at|by|from|since|before|after) about [a-z0-9]+",
    r"(?:phone|phoned|log|logged|opt|opted|plug|plugged|check|checked|sign|signed|phase|phased) in",
    r"(?:turn|turned|go|goes|went|move|moved|carry|carried|log|logged) on",
    end=True,
)
"""Small last words that do end a sentence."""

_TRAILS_OFF: Final = _any("and so on", "and so forth", "things like that", "stuff like that", end=True)

_PROMISES: Final = _any(
    r"(?:let me|i'll|i will|i'd like to|i want to|let's)(?: first| just| quickly)?"
    r" (?:start|begin|walk|talk|break|look|explain|give|list)\b[a-z' ]{0,60}",
    r"(?:the following|as follows|for example|for instance)",
    r"(?:on the one hand|on the other hand|first of all|in other words)",
    r"the (?:first|second|third|next|other|last) (?:thing|one|point|step|reason|part|option)",
    end=True,
)
"""A last sentence that announces what comes next."""

_COUNTS: Final = {
    "two": 2, "couple of": 2, "three": 3, "few": 3, "several": 3, "number of": 3, "four": 4, "five": 5,
}  # fmt: skip
_COUNTED: Final = re.compile(
    rf"\b({'|'.join(_COUNTS)})\s+(?:\w+\s+){{0,2}}(?:things|reasons|parts|steps|options|ways|stages|approaches|"
    r"points|considerations|pieces|components|problems|trade-?offs|issues|cases|phases|layers)\b"
)
_ENUMERATORS: Final = (
    _any("first", "firstly", "number one", "to start", "to begin", "one is", "the one"),
    _any("second", "secondly", "number two", "next", "then", "another", "the other", "also", "and two"),
    _any("third", "thirdly", "number three", "finally", "lastly", "last"),
)
