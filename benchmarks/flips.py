"""Ways to say the same thing again, and ways to say nothing more: what labels must and must not do."""

import random
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from injections import ASIDES, ASKS
from viva.domain.transcript import Speaker, Transcript, Turn
from viva.grading.asked import told
from viva.grading.sentences import sentence_spans
from viva.ports import Case

Rule = Literal["same", "not higher"]
Changing = Callable[[Case], Case]


def whole(case: Case) -> Case:
    """The case as it is."""
    return case


@dataclass(frozen=True, slots=True)
class Flip:
    """A change to what the candidate says, the same each time. `rule` says what labels may do, against those
    of `base`."""

    name: str
    change: Changing
    rule: Rule = "same"
    base: Changing = whole


def said(name: str, change: Callable[[str, random.Random], str], rule: Rule = "same") -> Flip:
    """A flip that changes the words of every turn of the candidate's."""

    def changed(case: Case) -> Case:
        draw = random.Random(name)
        return _reworded(case, lambda text: change(text, draw))

    return Flip(name, changed, rule)


def with_words(case: Case, words: Iterable[str]) -> Case:
    """The case with further turns of the candidate's at its end."""
    turns = (*case.transcript.turns, *(Turn(Speaker.CANDIDATE, text) for text in words))
    return replace(
        case,
        transcript=Transcript(turns),
        turns=(*case.turns, *range(len(case.transcript.turns), len(turns))),
    )


def with_asides(case: Case, asides: Iterable[str]) -> Case:
    """The case with words in the middle of its turns, one of `asides` a turn as far as they go.

    They stand between two sentences without a mark on either side, as speech-to-text may write them.
    """
    own = [i for i, _ in case.transcript.candidate() if i in case.turns]
    draw = random.Random(" ".join(case.transcript.turns[i].text for i in own))
    left = list(asides)
    draw.shuffle(left)
    given = dict(zip(own, left, strict=False))
    turns = tuple(
        replace(turn, text=_interrupted(turn.text, given[i]), words=()) if i in given else turn
        for i, turn in enumerate(case.transcript.turns)
    )
    return replace(case, transcript=Transcript(turns))


def cut_short(case: Case, sentences: int = 3) -> Case:
    """The case up to so many sentences of the candidate's."""
    kept: list[Turn] = []
    left = sentences
    for i, turn in enumerate(case.transcript.turns):
        if turn.speaker is Speaker.CANDIDATE and i in case.turns:
            spans = sentence_spans(turn.text)[:left]
            left -= len(spans)
            kept.append(replace(turn, text=turn.text[: spans[-1].end] if spans else turn.text, words=()))
        else:
            kept.append(turn)
        if not left:
            break
    return replace(
        case,
        transcript=Transcript(tuple(kept)),
        turns=tuple(i for i in case.turns if i < len(kept)),
    )


_LONG: Final = 5
_COMMON: Final = frozenset(
    """
    about after again against answer answers because before being between candidate could either every
    first given gives goes going instead least makes might model never nothing other others people rather
    right really should since something somebody still that's their there these thing things think those
    through under until using where whether which while whole without would
    """.split()  # noqa: SIM905
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def vocabulary(case: Case) -> frozenset[str]:
    """Lower-case words and terms that a case's criteria are told in, and those of its question's glossary."""
    texts = [text for c in case.criteria for text in (told(c), *(point.text for point in c.sub_points))]
    words = {word.lower() for text in texts for word in _WORD.findall(text) if len(word) >= _LONG}
    return frozenset((words - _COMMON) | {term.lower() for term in case.question.glossary})


def without_keywords(case: Case) -> Case:
    """The case without a single one of its criteria's own words."""
    ordered = sorted(vocabulary(case), key=lambda term: (-len(term), term))
    gone = re.compile(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b\s*", re.IGNORECASE)
    return _reworded(case, lambda text: gone.sub("", text))


def _reworded(case: Case, change: Callable[[str], str]) -> Case:
    """A turn of which no word would be left stays as it is."""

    def reworded(turn: Turn) -> Turn:
        text = change(turn.text).strip()
        return replace(turn, text=text if _WORD.search(text) else turn.text, words=())

    turns = (reworded(t) if t.speaker is Speaker.CANDIDATE else t for t in case.transcript.turns)
    return replace(case, transcript=Transcript(tuple(turns)))


def _interrupted(text: str, aside: str) -> str:
    spans = sentence_spans(text)
    if len(spans) > 1:
        at = spans[len(spans) // 2].start
    else:
        words = list(_WORD.finditer(text))
        at = words[len(words) // 2].start() if words else len(text)
    after = text[at:]
    return f"{text[:at].rstrip(' .,;:!?…')} {aside} {after[:1].lower()}{after[1:]}".strip()


def _lower(text: str, draw: random.Random) -> str:  # noqa: ARG001
    return re.sub(r"[^\w\s'’%$€£/+-]|(?<=\w)-(?=\s)", "", text).lower()


_FILLERS: Final = ("um", "uh", "you know", "like", "I mean", "sort of", "er")


def _fillers(text: str, draw: random.Random) -> str:
    words: list[str] = []
    for word in text.split():
        if draw.random() < 0.08:
            words.append(f"{draw.choice(_FILLERS)},")
        words.append(word)
    return " ".join(words)


def _pairs(table: str) -> Mapping[str, str]:
    """`a = b, c = d` as a mapping."""
    halves = (entry.split(" = ") for entry in " ".join(table.split()).split(", "))
    return {words[0]: words[1] for words in halves}


SYNONYMS: Final = _pairs(
    """
    use = go with, using = going with, show = display, start with = begin with, because = since, people
    = folks, users = visitors, customers = clients, check = look at, checked = looked at, build = put
    together, built = put together, compare = hold against each other, every week = weekly, every day =
    daily, per day = a day, big = large, small = little, quickly = fast, maybe = perhaps, want = would
    like, wants = would like, need = require, needs = requires, get = receive, gets = receives, team =
    group, problem = issue, train = fit, trained = fitted, model = network, so = therefore, but =
    though, also = as well, about = around, find = discover, try = attempt, tell = let know, think =
    believe, before = ahead of, after = once past, more than = over, less than = under, measure = gauge,
    drop = fall, drops = falls, rise = climb, rises = climbs
    """
)
_SYNONYM: Final = re.compile(rf"\b({'|'.join(sorted(map(re.escape, SYNONYMS), key=len, reverse=True))})\b")


def _synonyms(text: str, draw: random.Random) -> str:
    return _SYNONYM.sub(lambda m: SYNONYMS[m.group()] if draw.random() < 0.8 else m.group(), text)


MISHEARD: Final = _pairs(
    """
    auc = a you see, recall = re call, precision = pre kision, latency = late and see, drift = drifted,
    features = feature's, labels = label's, baseline = base line, logistic = low gistic, canary = can
    arey, rollout = roll out, dataset = data set, gradient = grade yent, embedding = in bedding,
    embeddings = in beddings, monitoring = monitor ing, retrain = re train, queries = query's, shadow =
    shallow, cache = cash, weights = waits, their = there, test = text, right = write, four = for, to =
    two, metric = met rick, metrics = met ricks, bias = buy us, fraud = froad
    """
)
_SMALL: Final = frozenset("a an the of to in on at is are was it that and".split())  # noqa: SIM905


def _heard(text: str, draw: random.Random) -> str:
    words: list[str] = []
    for word in _lower(text, draw).split():
        if word in _SMALL and draw.random() < 0.15:
            continue
        words.append(MISHEARD[word] if word in MISHEARD and draw.random() < 0.5 else word)
    return " ".join(words)


def _order(text: str, draw: random.Random) -> str:
    parts = [span.of(text) for span in sentence_spans(text)]
    draw.shuffle(parts)
    return " ".join(parts)


PRAISE: Final = (
    "I am a very strong engineer and everyone I have worked with would tell you the same.",
    "That was a really deep and complete answer, and I'm proud of how thorough it was.",
    "Honestly I think few people could have put this better than I just did.",
    "So that is everything that there is to say about this, in my opinion, from top to bottom.",
    "I have always enjoyed this kind of question, it is what gets me up in the morning.",
    "As I said, it depends, and there are many things that one could go into at this point.",
)
"""Longer by what says nothing."""


def _padded(case: Case) -> Case:
    return with_words(case, PRAISE)


def _asked(shape: str, asks: Iterable[str]) -> Flip:
    words = tuple(asks)
    return Flip(
        f"{len(words)} attempts to talk to the grader, {shape}",
        lambda case: with_words(case, words),
        "not higher",
    )


FLIPS: Final = (
    said("lower case, no punctuation", _lower),
    said("fillers put in", _fillers),
    said("synonyms", _synonyms),
    said("speech-to-text damage (a table of words)", _heard),
    said("sentences of a turn in another order", _order),
    Flip("the same again", whole),
    Flip("keywords dropped", without_keywords, "not higher"),
    Flip("padded with praise and filler", _padded, "not higher"),
    Flip("first three sentences alone, padded so", _padded, "not higher", cut_short),
    *(_asked(shape, asks) for shape, asks in ASKS.items()),
    Flip(
        f"{len(ASIDES)} attempts within answers, one a turn",
        lambda case: with_asides(case, ASIDES),
        "not higher",
    ),
)
