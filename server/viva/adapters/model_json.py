"""Finds the one JSON object in a model's reply, whatever it wrapped it in."""

import json
import re
from typing import Final

_THINKING: Final = re.compile(r"\A\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_DECODER: Final = json.JSONDecoder()


def spoken(reply: str) -> str:
    """The reply without the thoughts that some models put before it."""
    return _THINKING.sub("", reply).strip()


def json_object(reply: str) -> str | None:
    """The text of the reply's JSON object, or None. Words or a code fence around it are dropped."""
    text = spoken(reply)
    at = text.find("{")
    if at < 0:
        return None
    try:
        _, end = _DECODER.raw_decode(text, at)
    except (json.JSONDecodeError, RecursionError):
        return None
    return text[at:end]
