"""How alike two phrases sound, from their spelling.

A rough phonetic spelling of English and a weighted edit distance (Levenshtein, 1966) over it: enough to
see that "face" may have been FAISS, and that "cupid" may have been CUPED.
"""

import re
from itertools import accumulate
from typing import Final

_LETTERS: Final = {
    "a": "ay", "b": "bee", "c": "see", "d": "dee", "e": "ee", "f": "ef", "g": "jee", "h": "aych", "i": "eye",
    "j": "jay", "k": "kay", "l": "el", "m": "em", "n": "en", "o": "oh", "p": "pee", "q": "kew", "r": "ar",
    "s": "es", "t": "tee", "u": "yew", "v": "vee", "w": "double yew", "x": "eks", "y": "why", "z": "zee",
}  # fmt: skip
_DIGITS: Final = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six", "7": "seven",
    "8": "eight", "9": "nine", "@": "at", "&": "and", "%": "percent",
}  # fmt: skip
_SPELLING: Final = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tion|sion|cian", "Xan"),
        (r"sch|sh|ch|tch", "X"),
        (r"ph", "f"),
        (r"th", "0"),
        (r"gh(?=t|$)|(?<=[aeiou])gh", ""),
        (r"^(?:kn|gn|pn)", "n"),
        (r"^wr", "r"),
        (r"wh", "w"),
        (r"ck|q", "k"),
        (r"dge|j", "J"),
        (r"mb$", "m"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"g(?=[eiy])", "J"),
        (r"x", "ks"),
        (r"z", "s"),
        (r"(?<=[^aeiou])e$|(?<=[^aeiou])e(?=s$)", ""),
        (r"y(?=[aeiou])", "Y"),
        (r"[aeiouy]+[wh]?(?=[^aeiouy]|$)", "a"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)
_NEAR: Final = frozenset(
    frozenset(pair) for pair in ("pb", "td", "kg", "fv", "sX", "XJ", "mn", "lr", "0t", "0f", "0s", "gJ", "wv")
)
_NEAR_COST: Final = 0.4
_VOWEL_COST: Final = 0.5


def phonetic(text: str) -> str:
    """A rough phonetic spelling, words run together; single letters and acronyms are spelled out."""
    return "".join(_word(word) for part in re.findall(r"[A-Za-z]+|[0-9@&%]", text) for word in _spoken(part))


def alike(one: str, other: str) -> float:
    """0..1: how alike two phonetic spellings are; 1 is the same sound."""
    longest = max(len(one), len(other))
    return 1.0 if longest == 0 else max(0.0, 1 - _distance(one, other) / longest)


def _spoken(part: str) -> list[str]:
    if part in _DIGITS:
        return [_DIGITS[part]]
    consonants_only = not re.search(r"[aeiouy]", part.lower())
    if len(part) == 1 or (part.isupper() and (consonants_only or len(part) <= 3)):
        return [_LETTERS[letter] for letter in part.lower()]
    return [part.lower()]


def _word(word: str) -> str:
    for pattern, sound in _SPELLING:
        word = pattern.sub(sound, word)
    return word.replace(" ", "")


def _distance(one: str, other: str) -> float:
    before = [0.0, *accumulate(_gap(sound) for sound in other)]
    for sound in one:
        now = [before[0] + _gap(sound)]
        for j, against in enumerate(other):
            now.append(
                min(before[j] + _swap(sound, against), before[j + 1] + _gap(sound), now[j] + _gap(against))
            )
        before = now
    return before[-1]


def _gap(sound: str) -> float:
    return _VOWEL_COST if sound in {"a", "Y", "w"} else 1.0


def _swap(one: str, other: str) -> float:
    if one == other:
        return 0.0
    return _NEAR_COST if frozenset((one, other)) in _NEAR else 1.0
