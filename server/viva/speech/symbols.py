"""How symbols are said."""

import unicodedata
from collections.abc import Mapping
from typing import Final

SYMBOLS: Final[Mapping[str, str]] = {
    ">=": "at least", "≥": "at least", "<=": "at most", "≤": "at most", "==": "equals", "!=": "is not",
    "≠": "is not", "->": "to", "→": "to", "=>": "to", "⇒": "to", "<-": "from", "←": "from", "≈": "about",
    "~": "about", "±": "plus or minus", "×": "times", "÷": "divided by", "&": "and", "%": "percent",
    "=": "equals",
    "+": "plus", "√": "the square root of", "∞": "infinity", "∈": "in", "∑": "the sum of", "Σ": "the sum of",
    "∂": "d", "∝": "is proportional to", "°": "degrees", "#": "number", "@": "at", ">": "more than",
    "<": "less than", "*": "times", "^": "to the", "$": "dollars", "£": "pounds", "€": "euros",
    "++": "plus plus",
}  # fmt: skip
BETWEEN: Final = frozenset({"+", "*", "=", "==", "^", "<", ">", "&", "@", "%", "$"})
"""Said only where they stand between things that can be said; elsewhere they are ornament."""

COMPARED: Final = frozenset({">=", "≥", "<=", "≤", "<", ">"})

GREEK: Final[Mapping[str, str]] = {
    char: unicodedata.name(char).rsplit(" ", 1)[-1].lower().replace("lamda", "lambda")
    for char in "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΦΨΩ"
}  # fmt: skip
