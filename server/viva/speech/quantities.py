"""How numbers with what stands around them are said: money, units, ranges, powers, times, dates.

Each rule is a pattern and how its match is said; the first rule that matches at a place holds there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from viva.speech.number_words import cardinal, decade, digits, number, ordinal, year


@dataclass(frozen=True, slots=True)
class Rule:
    """`said` gets the match; what it returns stands for the matched text. None: it does not hold here."""

    pattern: re.Pattern[str]
    said: Callable[[re.Match[str]], str | None]


_NUM: Final = r"(?:\d{1,3}(?:[,]\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
_TO: Final = r"\s?(?:[-–—−]|\.\.\.?|to)\s?"
_CURRENCIES: Final[Mapping[str, tuple[str, str]]] = {
    "$": ("dollar", "cents"), "£": ("pound", "pence"), "€": ("euro", "cents"),
}  # fmt: skip
_SCALES: Final[Mapping[str, str]] = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "b": "billion", "B": "billion",
    "bn": "billion", "T": "trillion", "tn": "trillion",
}  # fmt: skip
_UNITS: Final[Mapping[str, tuple[str, str]]] = {
    "ms": ("millisecond", "s"), "µs": ("microsecond", "s"), "μs": ("microsecond", "s"),
    "us": ("microsecond", "s"), "ns": ("nanosecond", "s"), "s": ("second", "s"), "sec": ("second", "s"),
    "secs": ("second", "s"), "min": ("minute", "s"), "mins": ("minute", "s"), "h": ("hour", "s"),
    "hr": ("hour", "s"), "hrs": ("hour", "s"), "KB": ("kilobyte", "s"), "kB": ("kilobyte", "s"),
    "MB": ("megabyte", "s"), "GB": ("gigabyte", "s"), "TB": ("terabyte", "s"), "PB": ("petabyte", "s"),
    "KiB": ("kibibyte", "s"), "MiB": ("mebibyte", "s"), "GiB": ("gibibyte", "s"), "TiB": ("tebibyte", "s"),
    "kbps": ("kilobit per second", ""), "Mbps": ("megabits per second", ""),
    "Gbps": ("gigabits per second", ""),
    "Hz": ("hertz", ""), "kHz": ("kilohertz", ""), "MHz": ("megahertz", ""), "GHz": ("gigahertz", ""),
    "km": ("kilometre", "s"), "cm": ("centimetre", "s"), "mm": ("millimetre", "s"), "kg": ("kilogram", "s"),
    "dB": ("decibel", "s"), "kW": ("kilowatt", "s"), "kWh": ("kilowatt hour", "s"), "px": ("pixel", "s"),
    "fps": ("frames per second", ""), "FPS": ("frames per second", ""), "QPS": ("Q P S", ""),
    "qps": ("Q P S", ""),
    "RPS": ("R P S", ""), "rps": ("R P S", ""), "tok": ("token", "s"), "°C": ("degrees Celsius", ""),
    "°F": ("degrees Fahrenheit", ""), "°": ("degree", "s"), "pp": ("percentage point", "s"),
    "bps": ("basis point", "s"), "TFLOPS": ("teraflops", ""), "GFLOPS": ("gigaflops", ""),
}  # fmt: skip
_UNIT: Final = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_PER: Final[Mapping[str, str]] = {"s": "second", "sec": "second", "min": "minute", "h": "hour", "hr": "hour"}
_MONTH: Final = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
)
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_SUPERSCRIPTS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
_FRACTIONS: Final[Mapping[str, str]] = {
    "1/2": "one half", "½": "one half", "1/3": "one third", "⅓": "one third", "2/3": "two thirds",
    "⅔": "two thirds", "1/4": "one quarter", "¼": "one quarter", "3/4": "three quarters",
    "¾": "three quarters",
}  # fmt: skip


def _power(exponent: str) -> str:
    exponent = exponent.strip("{}()").translate(_SUPERSCRIPTS).replace("−", "-")
    if exponent in {"2", "3"}:
        return "squared" if exponent == "2" else "cubed"
    minus = exponent.startswith("-")
    size = exponent.lstrip("+-")
    return f"to the {'minus ' if minus else ''}{number(size) if size.isdigit() else size.upper()}"


def _scientific(match: re.Match[str]) -> str:
    minus = "minus " if match["sign"] in {"-", "−"} else ""
    return f"{number(match['base'])} E {minus}{cardinal(int(match['exponent']))}"


def _money(match: re.Match[str]) -> str:
    one, small = _CURRENCIES[match["sign"]]
    low, high, scale = match["low"], match["high"], match["scale"]
    scale = "" if scale is None else _SCALES.get(scale, scale)
    if high:
        return f"{number(low)} to {number(high)} {scale} {one}s".replace("  ", " ")
    whole, _, part = low.partition(".")
    if len(part) == 2 and not scale:
        change = f"{cardinal(int(part))}" if int(part) else ""
        if whole in {"", "0"}:
            return f"{change or 'zero'} {small}"
        return f"{number(whole)} {one}{'' if whole == '1' else 's'} {change}".strip()
    single = low == "1" and not scale
    return " ".join(part for part in (number(low), scale, one if single else f"{one}s") if part)


def _unit(name: str, amount: str, per: str | None) -> str:
    one, many = _UNITS[name]
    said = one if amount == "1" else one + many
    return said if per is None else f"{said} per {_PER.get(per, per)}"


def _amount(match: re.Match[str]) -> str | None:
    """A number or a range. What follows a hyphen, as in a name with a version, begins no range."""
    low, high = match["low"], match["high"]
    if not high:
        return number(low)
    return (
        None
        if _NAMED.search(match.string, max(0, match.start() - 2), match.start())
        else (f"{number(low)} to {number(high)}")
    )


def _with(match: re.Match[str], what: str) -> str | None:
    amount = _amount(match)
    return None if amount is None else f"{amount} {what}"


def _measured(match: re.Match[str]) -> str | None:
    low, high = match["low"], match["high"]
    scale = f" {_SCALES[match['scale']]}" if match["scale"] else ""
    counted = "0" if high or scale else low
    return _with(match, f"{scale} {_unit(match['unit'], counted, match['per'])}".strip())


def _scaled(match: re.Match[str]) -> str | None:
    return _with(match, "B" if match["scale"] == "B" else _SCALES[match["scale"]])


def _clock(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"])
    half = match["half"]
    said = cardinal(hour)
    if minute:
        said += f" {'oh ' if minute < 10 else ''}{cardinal(minute)}"
    elif not half:
        said += " o'clock" if 0 < hour <= 12 else " hundred"
    return f"{said} {_half(half)}" if half else said


def _half(written: str) -> str:
    return " ".join(written.replace(".", "").strip().upper())


def _year(match: re.Match[str]) -> str | None:
    before = match.string[max(0, match.start() - 8) : match.start()]
    return year(int(match[0])) if _DATED.search(before) else None


def _over(match: re.Match[str]) -> str:
    shares = int(match["a"]) + int(match["b"]) == 100 or match[0] == "24/7"
    return f"{number(match['a'])} {'' if shares else 'over '}{number(match['b'])}"


def _day_month(match: re.Match[str]) -> str:
    month = next(name for name in _MONTHS if name.startswith(match["month"][:3]))
    day = ordinal(int(match["day"]))
    said = f"the {day} of {month}" if match.re is _DAY_FIRST else f"{month} {day}"
    return f"{said} {year(int(match['year']))}" if match["year"] else said


def _iso_date(match: re.Match[str]) -> str:
    month, day = int(match["month"]), int(match["day"])
    return f"the {ordinal(day)} of {_MONTHS[month - 1]} {year(int(match['year']))}"


_DAY_FIRST: Final = re.compile(
    rf"(?P<day>[12]?\d|3[01]) (?P<month>{_MONTH})\b\.?(?:,? (?P<year>(?:19|20)\d\d)\b)?"
)
_MONTH_FIRST: Final = re.compile(
    rf"(?P<month>{_MONTH})\.? (?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?\b(?!\.\d)"
    r"(?:,? (?P<year>(?:19|20)\d\d)\b)?"
)
_DATED: Final = re.compile(
    r"(?:^|\b)(?:in|since|by|until|from|before|after|during|of|year|early|late|mid)\s$", re.IGNORECASE
)
_NAMED: Final = re.compile(r"[A-Za-z\d]-$")
_RANGE: Final = rf"(?P<low>{_NUM})(?:{_TO}(?P<high>{_NUM}))?"
_END: Final = r"(?![A-Za-z\d])"

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"),
        _iso_date,
    ),
    Rule(
        re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?!\d)(?P<half>\s?[ap]\.?m\b\.?)?"), _clock
    ),
    Rule(re.compile(r"(?P<hour>1[0-2]|[1-9])(?P<half>\s?[ap]\.?m\b\.?)"), lambda m: (
        f"{cardinal(int(m['hour']))} {_half(m['half'])}"
    )),
    Rule(re.compile(r"(?P<n>(?:19|20)\d0)s\b"), lambda m: decade(int(m["n"]))),
    Rule(_DAY_FIRST, _day_month),
    Rule(_MONTH_FIRST, _day_month),
    Rule(
        re.compile(rf"(?P<sign>[$£€])\s?(?P<low>{_NUM})(?:{_TO}[$£€]?(?P<high>{_NUM}))?"
                   r"(?:\s?(?P<scale>bn|tn|[kKmMbBT](?![A-Za-z])|(?:thousand|million|billion|trillion)\b))?"),
        _money,
    ),
    Rule(
        re.compile(rf"(?P<base>{_NUM})[eE](?P<sign>[-+−]?)(?P<exponent>\d{{1,3}}){_END}"), _scientific
    ),
    Rule(
        re.compile(
            r"(?P<base>\d+(?:\.\d+)?|[A-Za-z])\s?(?:\^\s?(?P<exponent>\{[^{}]{1,8}\}|\([^()]{1,8}\)|[-−]?\w{1,4})"
            r"|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ]+))"
        ),
        lambda m: f"{_base(m['base'])} {_power(m['exponent'] or m['raised'])}",
    ),
    Rule(re.compile("|".join(map(re.escape, _FRACTIONS)) + r"(?![\d/])"), lambda m: _FRACTIONS[m[0]]),
    Rule(re.compile(r"(?P<a>\d{1,6})/(?P<b>\d{1,6})(?![\d/%])"), _over),
    Rule(re.compile(rf"{_RANGE}\s?%"), lambda m: _with(m, "percent")),
    Rule(
        re.compile(rf"{_RANGE}\s?(?P<scale>[kKM](?= [A-Za-z]))?\s?(?P<unit>{_UNIT}){_END}"
                   r"(?:/(?P<per>[A-Za-z]+))?"),
        _measured,
    ),
    Rule(re.compile(r"(?P<a>\d+)\s?[x×](?P<gap>\s?)(?P<b>\d+)(?![.,]?\d)(?!\s?[x×])"), lambda m: (
        f"{number(m['a'])} by {number(m['b'])}"
    )),
    Rule(re.compile(rf"{_RANGE}\s?[x×](?![A-Za-z\d])"), lambda m: _with(m, "times")),
    Rule(re.compile(rf"{_RANGE}(?P<scale>bn|tn|[kKmMB]){_END}"), _scaled),
    Rule(re.compile(r"(?P<n>\d+)(?:st|nd|rd|th)\b"), lambda m: ordinal(int(m["n"]))),
    Rule(re.compile(rf"(?P<low>{_NUM}){_TO.replace('|to', '')}(?P<high>{_NUM})(?![\d-])"), _amount),
    Rule(re.compile(r"(?:19[5-9]\d|20[0-3]\d)\b(?![.,]\d|\s?[A-Za-z]+s\b)"), _year),
    Rule(re.compile(r"\d{7,}(?![\d.,]\d)"), lambda m: number(m[0]) if m[0].endswith("000") else digits(m[0])),
    Rule(re.compile(_NUM), lambda m: number(m[0].replace("\u2009", "").replace("\u202f", ""))),
)  # fmt: skip


def _base(written: str) -> str:
    return number(written) if written[0].isdigit() else written
