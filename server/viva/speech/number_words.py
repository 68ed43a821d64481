"""Numbers in words, as they are said in English."""

from typing import Final

_SMALL: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES: Final = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))
_ORDINALS: Final = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
    "twelve": "twelfth",
}  # fmt: skip
_LONGEST: Final = 15
"""Digits of the longest number that is said as one; longer ones are said digit by digit."""


def cardinal(number: int) -> str:
    """`1234` is “one thousand two hundred thirty-four”."""
    if number < 0:
        return f"minus {cardinal(-number)}"
    for scale, name in _SCALES:
        if number >= scale:
            rest = number % scale
            return f"{cardinal(number // scale)} {name}{f' {cardinal(rest)}' if rest else ''}"
    if number >= 100:
        rest = number % 100
        return f"{_SMALL[number // 100]} hundred{f' {cardinal(rest)}' if rest else ''}"
    if number >= 20:
        return _TENS[number // 10] + (f"-{_SMALL[number % 10]}" if number % 10 else "")
    return _SMALL[number]


def ordinal(number: int) -> str:
    """`22` is “twenty-second”."""
    words = cardinal(number)
    at = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[at:]
    if last in _ORDINALS:
        return words[:at] + _ORDINALS[last]
    return f"{words[:-1]}ieth" if last.endswith("y") else f"{words}th"


def digits(text: str) -> str:
    """One by one; what is no digit is passed over."""
    return " ".join(_SMALL[int(char)] for char in text if char in "0123456789")


def number(text: str) -> str:
    """`12,000.5` is “twelve thousand point five”, `.87` “point eight seven”, `007` “zero zero seven”."""
    whole, point, fraction = text.replace(",", "").partition(".")
    if len(whole) > _LONGEST or (len(whole) > 1 and whole.startswith("0")):
        said = digits(whole)
    else:
        said = cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(fraction)}".strip() if point else said


def year(number_: int) -> str:
    """`2026` is “twenty twenty-six”, `2005` “two thousand five”, `1900` “nineteen hundred”."""
    century, rest = divmod(number_, 100)
    if 2000 <= number_ < 2010:
        return cardinal(number_)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def decade(number_: int) -> str:
    """`2010` is “twenty tens”, `1990` “nineteen nineties”."""
    words = year(number_)
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"
