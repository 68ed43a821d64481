"""Chooses among authored variants: by seed, never one that was used while another is fresh."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final

from viva.content.phrases import Phrase, PhraseBank
from viva.domain.session import Session
from viva.interview.plan import MINUTE_MS

_UNITS: Final = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SENTENCE_START: Final = re.compile(r"(^|[.!?]\s+)([a-z])")


def spoken_number(n: int) -> str:
    """A whole number from 0 to 99 in words; digits above."""
    if not 0 <= n < 100:
        return str(n)
    if n < 20:
        return _UNITS[n]
    return _TENS[n // 10] + (f"-{_UNITS[n % 10]}" if n % 10 else "")


def spoken_minutes(ms: int) -> str:
    """A time as said aloud: “half a minute”, “one minute”, “ten minutes”."""
    if ms < 0.75 * MINUTE_MS:
        return "half a minute"
    n = max(1, round(ms / MINUTE_MS))
    return "one minute" if n == 1 else f"{spoken_number(n)} minutes"


@dataclass(frozen=True, slots=True)
class Piece:
    """An authored piece of a line, and the token that records its use."""

    text: str
    token: str


class Voice:
    """One reaction's choice of words. Deterministic in the seed and what was said before."""

    def __init__(self, bank: PhraseBank, session: Session, seed: int) -> None:
        self.bank = bank
        self.said: list[str] = [
            token for line in session.lines if line.said.slot for token in line.said.slot.split()
        ]
        self._key = f"{seed}:{len(session.turns)}:{len(session.controls)}"

    def pick(self, name: Phrase, **slots: str) -> Piece:
        """A variant with its slots filled: the one that was used longest ago, or a fresh one by seed."""
        variants = self.bank.variants[name]
        chosen = self._choose(name.value, len(variants))
        filled = variants[chosen].format(**slots)
        text = _SENTENCE_START.sub(lambda m: m.group(1) + m.group(2).upper(), filled)
        return Piece(text, f"{name.value}:{chosen}")

    def chance(self, what: str, one_in: int) -> bool:
        """A coin that always falls the same way for the same session, turn and `what`."""
        return self._draw(what) % one_in == 0

    def _choose(self, name: str, variants: int) -> int:
        tokens = [f"{name}:{i}" for i in range(variants)]
        last = {token: at for at, token in enumerate(self.said)}
        oldest = min(last.get(token, -1) for token in tokens)
        ready = [i for i, token in enumerate(tokens) if last.get(token, -1) == oldest]
        chosen = ready[self._draw(name) % len(ready)]
        self.said.append(tokens[chosen])
        return chosen

    def _draw(self, what: str) -> int:
        digest = hashlib.blake2b(f"{self._key}:{what}".encode(), digest_size=4).digest()
        return int.from_bytes(digest, "big")
