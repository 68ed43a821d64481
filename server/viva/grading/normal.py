"""The one form in which words are compared: no case, no sentence punctuation, plain apostrophes."""

import re
import unicodedata
from typing import Final

_MARKS: Final = str.maketrans("’‘`´_", "'''' ")
_KEPT: Final = re.compile(r"(?<=\d)[.,:](?=\d)|(?<=\w)['/&+-](?=\w)|[%$€£]")
_OTHER: Final = re.compile(r"[^\w\s]")


def normal(text: str) -> str:
    """Words in lower case, one space between them; marks stay only inside numbers and words.

    Punctuated text and the same words as speech-to-text writes them are equal in this form.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_MARKS).casefold()
    kept: list[str] = []
    at = 0
    for match in _KEPT.finditer(folded):
        kept += [_OTHER.sub(" ", folded[at : match.start()]), match.group()]
        at = match.end()
    kept.append(_OTHER.sub(" ", folded[at:]))
    return " ".join("".join(kept).split())
