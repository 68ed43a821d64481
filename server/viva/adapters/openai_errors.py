"""Every way in which an OpenAI-compatible endpoint can fail, as a `VivaError` that a user understands."""

import re
from typing import Final
from urllib.parse import urlsplit

from viva.domain.errors import ErrorKind, VivaError

_TOO_LONG: Final = re.compile(
    r"context.{0,20}(?:length|size|window)|maximum context|too (?:long|many tokens)|"
    r"exceeds? the (?:max|available)",
    re.IGNORECASE,
)
_SAID_LENGTH: Final = 160
_GOES_ON: Final = "Viva goes on without it."


def model_error(code: str, message: str, hint: str, *, retry_ms: int | None = None) -> VivaError:
    """A failure of a language model. `code` stands without its prefix “model-”."""
    return VivaError(f"model-{code}", message, hint, ErrorKind.UNAVAILABLE, retry_ms=retry_ms)


def address_of(base_url: str | None) -> str:
    """Host and port as they may be shown; never a user name, a password or a query."""
    parts = urlsplit(base_url or "")
    try:
        port = parts.port
    except ValueError:
        port = None
    if not parts.hostname:
        return "the endpoint"
    return f"{parts.hostname}:{port}" if port else parts.hostname


def unreachable(address: str) -> VivaError:
    """Nothing answers there."""
    return model_error(
        "unreachable",
        f"The endpoint at {address} cannot be reached.",
        f"See that it is running and that its address is right. {_GOES_ON}",
    )


def timed_out(address: str, ms: int) -> VivaError:
    """No answer in time."""
    return model_error(
        "timeout",
        f"The endpoint at {address} did not answer within {_seconds(ms)}.",
        f"Try again, or choose a smaller model. {_GOES_ON}",
    )


def rate_limited(address: str, wait_ms: int | None) -> VivaError:
    """It answers too many requests."""
    later = f"Try again in {_seconds(wait_ms)}" if wait_ms else "Try again in a minute"
    return model_error(
        "rate-limited",
        f"The endpoint at {address} takes no more requests for now.",
        f"{later}, or check the quota of your key. {_GOES_ON}",
        retry_ms=wait_ms,
    )


def truncated() -> VivaError:
    """The reply stopped before its end."""
    return model_error(
        "truncated", "The endpoint’s answer broke off before its end.", f"Try again. {_GOES_ON}"
    )


def bad_json() -> VivaError:
    """A reply that should have been a JSON object and is none."""
    return model_error(
        "bad-json",
        "The endpoint’s answer was not the JSON that was asked for.",
        f"Try again, or choose a model that follows a JSON schema. {_GOES_ON}",
    )


def bad_reply(address: str) -> VivaError:
    """Something answered, but it does not speak the protocol."""
    return model_error(
        "bad-reply",
        f"What answers at {address} does not speak the OpenAI protocol.",
        "Check the address: it usually ends in /v1.",
    )


def refused() -> VivaError:
    """The model would not, or a filter stopped it."""
    return model_error(
        "refused",
        "The endpoint’s model declined to answer.",
        f"Try again, or choose another model. {_GOES_ON}",
    )


def empty() -> VivaError:
    """A reply without words."""
    return model_error(
        "empty", "The endpoint answered without a word.", f"Try again, or choose another model. {_GOES_ON}"
    )


def no_model(address: str) -> VivaError:
    """The endpoint lists no model that could be taken."""
    return model_error(
        "not-found",
        f"The endpoint at {address} lists no model.",
        "Load one there, or name one in VIVA_LLM_MODEL.",
    )


def not_configured(*, offline: bool) -> VivaError:
    """There is no endpoint, or it may not be called."""
    if offline:
        return model_error(
            "offline",
            "Viva is set to stay offline, and this endpoint is not on this machine.",
            "Unset VIVA_OFFLINE to use it.",
        )
    return model_error(
        "not-configured",
        "No endpoint is set up.",
        "Set OPENAI_BASE_URL, or a key, in Settings or the environment.",
    )


def status_error(status: int, said: str, *, address: str, model: str | None, secret: str | None) -> VivaError:
    """The failure that an HTTP status stands for. `said` is the endpoint's own text, quoted in part."""
    if status in {401, 403}:
        return model_error(
            "unauthorised",
            f"The endpoint at {address} does not accept the key.",
            f"Check OPENAI_API_KEY, or the key in Settings. {_GOES_ON}",
        )
    if status == 404:
        wanted = f"no model called “{model}”" if model else "nothing at this address"
        return model_error(
            "not-found",
            f"The endpoint at {address} has {wanted}.",
            "Check VIVA_LLM_MODEL and that the address ends in /v1, as most do.",
        )
    if status == 429:
        return rate_limited(address, None)
    if status == 408 or status >= 500:
        return model_error(
            "server-error",
            f"The endpoint at {address} failed ({status}).",
            f"Look at its own log, or try again. {_GOES_ON}",
        )
    if status == 413 or _TOO_LONG.search(said):
        return model_error(
            "too-long",
            "The text is longer than the endpoint’s model can take in.",
            f"Choose a model with a longer context. {_GOES_ON}",
        )
    quoted = f": “{_shown(said, secret)}”" if said.strip() else ""
    return model_error(
        "rejected",
        f"The endpoint at {address} rejected the request ({status}){quoted}.",
        f"Check the model. {_GOES_ON}",
    )


def _shown(said: str, secret: str | None) -> str:
    text = " ".join(said.split())
    if secret:
        text = text.replace(secret, "…")
    text = re.sub(r"\b(?:sk|key|Bearer)[-_ ][\w*-]{6,}", "…", text)
    return text if len(text) <= _SAID_LENGTH else text[:_SAID_LENGTH].rstrip() + "…"


def _seconds(ms: int | None) -> str:
    if not ms:
        return "its own time limit"
    seconds = max(1, round(ms / 1000))
    return "a second" if seconds == 1 else f"{seconds} seconds"
