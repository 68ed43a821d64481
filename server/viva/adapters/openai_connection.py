"""The client of an OpenAI-compatible endpoint: connected on demand, retried, its failures as `VivaError`s."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

from viva.adapters import openai_errors as errors
from viva.domain.errors import VivaError
from viva.ports import Clock

if TYPE_CHECKING:
    from openai import AsyncOpenAI, Timeout

T = TypeVar("T")

CONNECT_S: Final = 5.0
LONGEST_WAIT_MS: Final = 20_000
"""A `retry-after` beyond this is reported at once instead of waited for."""

_ATTEMPTS: Final = 3
_BACK_OFF_MS: Final = 500
_NO_KEY: Final = "none"


class OpenAIConnection:
    """One client for one endpoint. 408, 5xx, 429 (after `retry-after`), lost connections: tried again."""

    def __init__(self, base_url: str | None, api_key: str | None, clock: Clock) -> None:
        self._base_url = base_url
        self._key = api_key
        self._clock = clock
        self._client: AsyncOpenAI | None = None
        self.address = errors.address_of(base_url)

    async def client(self) -> "AsyncOpenAI":
        """The client; its library is loaded by the first call (it takes a second)."""
        if self._client is None:
            await asyncio.to_thread(importlib.import_module, "openai")
            from openai import AsyncOpenAI

            self._client = self._client or AsyncOpenAI(
                base_url=self._base_url,
                api_key=self._key or _NO_KEY,
                max_retries=0,
                timeout=time_limit(60_000),
            )
            self.address = errors.address_of(str(self._client.base_url))
        return self._client

    async def tried(self, call: Callable[[], Awaitable[T]], *, model: str | None = None) -> T:
        """One call with its retries. Raises `VivaError` (model-...)."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self.mapped(call(), model=model)
            except VivaError as error:
                wait = self._wait_ms(error, attempt)
                if wait is None:
                    raise
                await self._clock.sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    async def mapped(self, call: Awaitable[T], *, model: str | None = None) -> T:
        """Awaits a call of the client's; its failures come as `VivaError`, with the original as cause."""
        import openai

        try:
            return await call
        except openai.APITimeoutError as error:
            raise errors.timed_out(self.address, 0) from error
        except openai.RateLimitError as error:
            raise errors.rate_limited(self.address, _retry_after_ms(error)) from error
        except openai.APIStatusError as error:
            raise errors.status_error(
                error.status_code, error.message, address=self.address, model=model, secret=self._key
            ) from error
        except openai.APIConnectionError as error:
            if error.__cause__ is not None and "peer closed" in str(error.__cause__):
                raise errors.truncated() from error
            raise errors.unreachable(self.address) from error
        except (openai.APIError, UnicodeError, ValueError) as error:
            raise errors.bad_reply(self.address) from error

    async def close(self) -> None:
        """Closes the connections. It may be used again after that."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def _wait_ms(self, error: VivaError, attempt: int) -> int | None:
        """How long to wait before the next attempt; None when there is none."""
        if attempt >= _ATTEMPTS:
            return None
        if error.code == "model-unreachable":
            return _BACK_OFF_MS if attempt == 1 else None
        if error.code == "model-server-error":
            return _BACK_OFF_MS * 3 ** (attempt - 1)
        if error.code == "model-rate-limited":
            wait = _BACK_OFF_MS * 4**attempt if error.retry_ms is None else error.retry_ms
            return wait if wait <= LONGEST_WAIT_MS else None
        return None


def time_limit(ms: int) -> "Timeout":
    """A limit for the client's own waiting, a little beyond the caller's."""
    from openai import Timeout

    return Timeout(ms / 1000 + CONNECT_S, connect=CONNECT_S)


def _retry_after_ms(error: BaseException | None) -> int | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    for name, unit in (("retry-after-ms", 1), ("retry-after", 1000)):
        try:
            return max(0, round(float(headers.get(name)) * unit))
        except (TypeError, ValueError, OverflowError):
            continue
    return None
