"""Text made safe and short enough for a speech engine, whatever it holds."""

import re
from collections.abc import Iterator
from typing import Final

LONGEST: Final = 320
"""Characters that an engine gets at once: some need memory by the square of them."""

_UNSAID: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029<>\[\]{}|\\]")
_ENDS: Final = (". ", "? ", "! ", "; ", ", ", " ")
_LETTER_A: Final = re.compile(r"\bA(?= [A-Z]\b)|(?<=[^.!?,] )A(?=[ .,?!;]|$)")


def speakable(text: str) -> str:
    """One line without control characters and without the signs that engines take for markup or phonemes."""
    return " ".join(_UNSAID.sub(" ", text).split())


def has_words(text: str) -> bool:
    """Whether there is anything to say."""
    return any(char.isalnum() for char in text)


def parts(text: str, longest: int = LONGEST) -> Iterator[str]:
    """The text in order, in parts of at most so many characters, cut where it sounds best."""
    left = speakable(text)
    while len(left) > longest:
        cut = next((at + len(end) for end in _ENDS if (at := left.rfind(end, 0, longest)) > 0), longest)
        if has_words(left[:cut]):
            yield left[:cut].strip()
        left = left[cut:].lstrip()
    if has_words(left):
        yield left


def for_espeak(text: str) -> str:
    """Names the letter A, which the phonemes of eSpeak take for the article."""
    return _LETTER_A.sub("Eh", text)
