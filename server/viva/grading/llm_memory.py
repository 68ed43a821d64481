"""A judge's calls, remembered by the content that they answer: the same words are judged once."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from viva.domain.label import Label
from viva.grading.llm_reply import CALLED, Call, read_reply
from viva.ports import ModelRequest

_FORM: Final = "1"
"""Changes whenever older calls are not to be used any more."""


class CallMemory(Protocol):
    """Keeps texts by key. It is a cache: it may forget, and it never raises."""

    def recall(self, keys: Sequence[str]) -> Mapping[str, str]:
        """What is kept for some of the keys."""
        ...

    def keep(self, key: str, text: str) -> None:
        """Keeps a text, in place of what the key had."""
        ...


def content_key(identity: str, request: ModelRequest) -> str:
    """A hash of all that shapes the reply to a request: who answers, and every word that is sent."""
    shape = [
        _FORM,
        identity,
        [[message.role, message.content] for message in request.messages],
        request.schema,
        request.temperature,
        request.seed,
    ]
    return hashlib.sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()


def dump_calls(calls: Mapping[str, Call]) -> str:
    """Calls in the form of a reply."""
    return json.dumps({"results": [_entry(name, call) for name, call in calls.items()]})


def load_calls(text: str, ids: Sequence[str]) -> Mapping[str, Call]:
    """The calls that are usable, by criterion id. Never raises."""
    return read_reply(text, ids).calls


def _entry(name: str, call: Call) -> dict[str, object]:
    return {"id": name, "quotes": list(call.quotes), "reason": call.reason, "label": _word(call.label)}


def _word(label: Label | None) -> str:
    return next(word for word, meant in CALLED.items() if meant is label)
