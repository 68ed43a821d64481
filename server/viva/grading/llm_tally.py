"""What a judge's calls take, held against what they may take, and told to the candidate."""

from dataclasses import dataclass, field
from typing import Final

from viva.ports import ModelRequest

_CHARS_A_TOKEN: Final = 4
"""Of English text, about; used where an endpoint does not count."""


def prompt_tokens(request: ModelRequest) -> int:
    """About how many tokens a request's messages have."""
    return _about(sum(len(message.content) for message in request.messages))


@dataclass(slots=True)
class Spending:
    """One call. `tokens` grows by what the endpoint counts."""

    held: int
    tokens: int = 0

    def count(self, tokens: int) -> None:
        """Adds what an attempt took."""
        self.tokens += tokens


@dataclass(slots=True)
class Tally:
    """Calls and tokens of one case. `tokens_at_most` None is no limit."""

    tokens_at_most: int | None
    calls: int = 0
    failed: int = 0
    remembered: int = 0
    tokens: int = 0
    counted: bool = True
    _held: int = field(default=0, repr=False)

    def begin(self, request: ModelRequest) -> Spending | None:
        """A call that may take its prompt and its longest reply; None where the budget does not allow it."""
        held = prompt_tokens(request) + request.max_tokens
        if self.tokens_at_most is not None and self.tokens + self._held + held > self.tokens_at_most:
            return None
        self.calls += 1
        self._held += held
        return Spending(held)

    def end(self, call: Spending, request: ModelRequest, reply: str | None) -> None:
        """The call is over, with a reply or a failure. What nobody counted is estimated from the reply."""
        self._held -= call.held
        if not call.tokens and reply is not None:
            call.tokens = prompt_tokens(request) + _about(len(reply))
            self.counted = False
        self.tokens += call.tokens

    def told(self, model: str, ms: int, readings: int, *, in_vain: bool = False) -> str:
        """Who judged, how often it was asked, and what that took. `in_vain` is that nothing it said was of
        use."""
        once = " Each criterion was read once." if readings == 1 else ""
        if not self.calls:
            return f"Judged by {model}, which had read the same words before: nothing was asked again.{once}"
        about = "" if self.counted else "about "
        limit = "" if self.tokens_at_most is None else f" of at most {self.tokens_at_most:,}"
        who = f"Asked {model} in vain" if in_vain else f"Judged by {model}"
        said = f"{who}: {_calls(self.calls)}, {about}{self.tokens:,}{limit} tokens, {_time(ms)}."
        if self.failed:
            said += f" {_calls(self.failed)} failed."
        if self.remembered:
            said += " Some of it was remembered from an earlier grading of the same words."
        return said if in_vain else said + once


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count:,} calls"


def _time(ms: int) -> str:
    seconds = round(ms / 1000)
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"


def _about(chars: int) -> int:
    return -(-chars // _CHARS_A_TOKEN)
