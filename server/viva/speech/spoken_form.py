"""A written line as it is said: in clauses, each with the place in the line that it stands for."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

from viva.speech.quantities import RULES, Rule
from viva.speech.symbols import BETWEEN, COMPARED, GREEK, SYMBOLS
from viva.speech.word_forms import SHORT, spelled, word

FIRST_WORDS: Final = 3
"""A clause that ends at a comma has at least so many words, and so has what is left of its sentence."""

LONG_WORDS: Final = 12
"""From so many words on, a later clause ends at a comma too."""


@dataclass(frozen=True, slots=True)
class SpokenClause:
    """`text` is said for `line[start:end]`. Clauses follow each other and leave out only what is silent."""

    text: str
    start: int
    end: int


class _Break(IntEnum):
    NONE = 0
    COMMA = 1
    SENTENCE = 2


@dataclass(frozen=True, slots=True)
class _Piece:
    said: str
    start: int
    end: int
    ends: _Break = _Break.NONE


def spoken_form(line: str, said: Mapping[str, str] | None = None) -> str:
    """The whole line as it is said. `said` has the glossary's spoken forms by written term."""
    return " ".join(clause.text for clause in spoken_clauses(line, said))


def spoken_clauses(line: str, said: Mapping[str, str] | None = None) -> tuple[SpokenClause, ...]:
    """The line in clauses, cut at the ends of sentences and commas, so that the first can be heard soon.

    Every sentence begins a clause, however short the one before it is: “Right.” is made once for all lines.
    A line without anything to say has none. `said` has the glossary's spoken forms by written term.
    """
    terms = _terms(tuple(sorted((said or {}).items())))
    line = _UNPRINTED.sub(" ", line)
    return tuple(_clauses(tuple(_pieces(line, 0, len(line), terms)), line))


# Clauses ------------------------------------------------------------------------------------------


def _clauses(pieces: tuple[_Piece, ...], line: str) -> Iterator[SpokenClause]:
    left = _words_to_the_sentences_end(pieces)
    open_: list[_Piece] = []
    words = 0
    first = True
    for at, piece in enumerate(pieces):
        open_.append(piece)
        words += len(piece.said.split()) if piece.ends is _Break.NONE else 0
        enough = FIRST_WORDS if first else LONG_WORDS
        tail = left[at] < FIRST_WORDS
        comma = piece.ends is _Break.COMMA and words >= enough and not tail
        if comma or (piece.ends is _Break.SENTENCE and words):
            yield from _clause(open_, line)
            first = first and words < FIRST_WORDS
            open_, words = [], 0
    yield from _clause(open_, line)


def _words_to_the_sentences_end(pieces: tuple[_Piece, ...]) -> list[int]:
    counts = [0] * len(pieces)
    count = 0
    for at in range(len(pieces) - 1, -1, -1):
        count = 0 if pieces[at].ends is _Break.SENTENCE else count
        counts[at] = count
        count += len(pieces[at].said.split()) if pieces[at].ends is _Break.NONE else 0
    return counts


def _clause(pieces: list[_Piece], line: str) -> Iterator[SpokenClause]:
    text = _joined(pieces)
    if any(char.isalnum() for char in text):
        start, end = pieces[0].start, pieces[-1].end
        written = line[start:end]
        blank = len(written) - len(written.lstrip())
        yield SpokenClause(text, start + blank, start + len(written.rstrip(" \n([")))


def _joined(pieces: list[_Piece]) -> str:
    """The pieces in one string: words apart, marks at the word before them, no two marks together."""
    text = ""
    for piece in pieces:
        said = piece.said
        if piece.ends:
            stem = text.rstrip()
            if piece.ends is _Break.SENTENCE or not stem.endswith((".", "?", "!")):
                text = stem.rstrip(",") + said if stem.strip(",") else ""
        elif said.isspace():
            text += " "
        elif said:
            apart = text and (text[-1].isalnum() or text[-1] in ",.?!") and said[0].isalnum()
            text += f" {said}" if apart else said
    return " ".join(text.split())


# Pieces -------------------------------------------------------------------------------------------

_UNPRINTED: Final = re.compile(r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_ITEM: Final = re.compile(r"(?:[-*•]\s+|\d{1,2}[.)]\s+|#{1,6}\s+)")
_MARKS: Final[Mapping[str, str]] = {
    ",": ",",
    ";": ",",
    ":": ",",
    "—": ",",
    "(": ",",
    ")": ",",
    "[": ",",
    "]": ",",
}
_SENTENCE: Final = re.compile(r"[.!?…]+[\"”’')\]*_]*(?=\s|$)")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?(?<!['’])")
_SYMBOL: Final = re.compile("|".join(re.escape(symbol) for symbol in sorted(SYMBOLS, key=len, reverse=True)))


def _math(match: re.Match[str]) -> str:
    inner = re.sub(r"\blog\b", "log", match["inner"])
    parts = [
        piece.said.upper() if len(piece.said) == 1 and piece.said.isalpha() else piece.said
        for piece in _pieces(re.sub(r"(?<=\w)\s*[·*]\s*(?=\w)", " times ", inner), 0, len(inner) * 8, ())
    ]
    return f"O of {' '.join(part for part in parts if part.strip() not in {'', ','})}"


def _address(match: re.Match[str]) -> str:
    host, _, path = match["place"].rstrip(".,;:!?").partition("/")
    said = " dot ".join(word(part) for part in host.split(".") if part)
    steps = [step for step in re.split(r"[/?#&=]", path) if step]
    return " slash ".join([said, *(" ".join(re.findall(r"[A-Za-z]+|\d+", step)) for step in steps[:2])])


def _snake(match: re.Match[str]) -> str:
    return " ".join(word(part) for part in re.findall(r"[A-Za-z]+|\d+", match[0]))


def _dotted(match: re.Match[str]) -> str:
    return " dot ".join(word(part) for part in match[0].rstrip("()").split("."))


_BEFORE: Final[tuple[Rule, ...]] = (
    Rule(re.compile(r"!?\[(?P<label>[^\[\]]+)\]\([^()\s]+\)"), lambda m: m["label"]),
    Rule(re.compile(r"(?:https?://|www\.)(?:www\.)?(?P<place>[^\s<>\"”)\]]*[^\s<>\"”)\].,;:!?])"), _address),
    Rule(re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--.*?-->"), lambda _: ""),
    Rule(
        re.compile(r"(?P<function>[A-Za-z])\((?P<of>[A-Za-z](?:,\s?[A-Za-z])*)\)"),
        lambda m: (
            f"{m['function']} of {' '.join(re.findall('[A-Za-z]', m['of']))}"
            if m["function"] != "O"
            else None
        ),
    ),
    Rule(re.compile(r"[OΘΩ]\((?P<inner>(?:[^()]|\([^()]*\))+)\)"), _math),
)
_AFTER: Final[tuple[Rule, ...]] = (
    Rule(
        re.compile("|".join(re.escape(short) for short in sorted(SHORT, key=len, reverse=True)) + r"(?!\w)"),
        lambda m: SHORT[m[0]],
    ),
    Rule(re.compile(r"(?:[A-Z]\.){2,}"), lambda m: spelled(m[0].replace(".", ""))),
    Rule(re.compile(r"[A-Za-z]\w*(?:_\w+)+(?:\(\))?"), _snake),
    Rule(re.compile(r"[A-Za-z]\w*(?:\.[a-z]\w+)+(?:\(\))?|[A-Za-z]\w+\(\)"), _dotted),
    Rule(re.compile(r"[A-Za-z](?=\s?=\s?\w)"), lambda m: m[0]),
    Rule(re.compile(r"[Mm]m+-?h+m+\b"), lambda _: "Uh-huh"),
)


@lru_cache(maxsize=8)
def _terms(said: tuple[tuple[str, str], ...]) -> tuple[Rule, ...]:
    """One rule for the terms in capitals or mixed case, which are theirs alone, and one for the others."""
    forms = {term: form for term, form in said if term.replace("-", " ") != form}
    exact = {term: form for term, form in forms.items() if term != term.lower()}
    loose = {term.lower(): form for term, form in forms.items() if term == term.lower()}
    return tuple(_term_rule(table, flags) for table, flags in ((exact, 0), (loose, re.IGNORECASE)) if table)


def _term_rule(table: Mapping[str, str], flags: int) -> Rule:
    by_length = sorted(table, key=len, reverse=True)
    pattern = re.compile(rf"(?P<term>{'|'.join(map(re.escape, by_length))})(?P<tail>['’]?s)?(?![\w])", flags)

    def said(match: re.Match[str]) -> str:
        form = table[match["term"].lower() if flags else match["term"]]
        letter = len(form) == 1 or form[-2:-1] == " "
        tail = "" if match["tail"] is None else "'s" if letter or match["tail"] != "s" else "s"
        return form + tail

    return Rule(pattern, said)


def _pieces(line: str, at: int, end: int, terms: tuple[Rule, ...]) -> Iterator[_Piece]:
    rules = (*_BEFORE, *terms, *_AFTER, *RULES)
    end = min(end, len(line))
    while at < end:
        piece = _by_rule(line, at, rules) or _plain(line, at)
        yield piece
        at = piece.end


def _by_rule(line: str, at: int, rules: tuple[Rule, ...]) -> _Piece | None:
    if line[at].isspace() or (at and line[at].isalnum() and line[at - 1].isalpha() and line[at].isalpha()):
        return None
    for rule in rules:
        match = rule.pattern.match(line, at)
        if match is not None and match.end() > at:
            said = rule.said(match)
            if said is not None:
                return _Piece(said, at, match.end())
    return None


def _plain(line: str, at: int) -> _Piece:  # noqa: PLR0911 one return a kind of character
    char = line[at]
    if char.isspace():
        return _space(line, at)
    if match := _SENTENCE.match(line, at):
        return _Piece(_sentence_mark(match[0]), at, match.end(), _Break.SENTENCE)
    if char in GREEK and not line[at + 1 : at + 2].isalpha():
        return _Piece(GREEK[char], at, at + 1)
    if match := _WORD.match(line, at):
        return _Piece(word(match[0]), at, match.end())
    if match := _SYMBOL.match(line, at):
        return _Piece(_symbol(line, match), at, match.end())
    if char in "-–−—" or char in _MARKS:
        return _mark(line, at)
    return _Piece("", at, at + 1)


def _space(line: str, at: int) -> _Piece:
    end = at
    while end < len(line) and line[end].isspace():
        end += 1
    lines = line.count("\n", at, end)
    if lines > 1 or (lines and _ITEM.match(line, end)):
        return _Piece(".", at, end, _Break.SENTENCE)
    return _Piece(" ", at, end)


def _sentence_mark(written: str) -> str:
    return next((mark for mark in "?!" if mark in written), ".")


def _mark(line: str, at: int) -> _Piece:  # noqa: PLR0911 one return a kind of mark
    char, before, after = line[at], line[at - 1 : at], line[at + 1 : at + 2]
    if char in _MARKS:
        inside = before.isalnum() and after.isalnum()
        if char in ",:" and inside:
            return _Piece(" ", at, at + 1)
        if char in "([" and inside:
            return _Piece(" ", at, at + 1)
        return _Piece(_MARKS[char], at, at + 1, _Break.COMMA)
    if line[at : at + 2] == "--":
        return _Piece(",", at, at + 2, _Break.COMMA)
    if before.isalnum() and after.isalnum():
        return _Piece("-" if before.islower() and after.islower() else " ", at, at + 1)
    if char in "-−" and after.isdigit() and (not before or not before.isalnum()):
        return _Piece("minus ", at, at + 1)
    if before.isspace() and after.isspace() and at > 1:
        return _Piece(",", at, at + 1, _Break.COMMA)
    return _Piece("", at, at + 1)


def _symbol(line: str, match: re.Match[str]) -> str:
    symbol = match[0]
    start, end = match.span()
    before, after = line[max(0, start - 3) : start].rstrip()[-1:], line[end : end + 3].lstrip()[:1]
    if symbol == "#":
        return "number " if line[end : end + 1].isdigit() else ""
    if symbol in BETWEEN and not (after.isalnum() and (before.isalnum() or before in ")]" or symbol in "<>")):
        return ""
    verb = "is " if symbol in COMPARED and before.isalnum() else ""
    return f" {verb}{SYMBOLS[symbol]} "
