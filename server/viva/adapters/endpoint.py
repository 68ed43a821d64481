"""The endpoint that the settings name: its model, and a trial of it."""

from dataclasses import dataclass
from typing import Final

from viva.adapters import openai_errors as errors
from viva.adapters.clocks import SystemClock
from viva.adapters.openai_model import OpenAIModel
from viva.deadline import within
from viva.domain.errors import VivaError
from viva.ports import Clock, Message, ModelRequest
from viva.settings import Settings

_TRIAL_MS: Final = 15_000
_TRIAL: Final = (Message("user", "Reply with the one word: ready"),)


@dataclass(frozen=True, slots=True)
class EndpointReport:
    """What trying an endpoint showed. `code` is None when it answered."""

    ok: bool
    model: str | None
    models: tuple[str, ...]
    latency_ms: int | None
    code: str | None
    message: str
    hint: str


def endpoint_model(settings: Settings, clock: Clock) -> OpenAIModel:
    """The model of the configured endpoint. Raises `VivaError` (model-not-configured, model-offline)."""
    if not settings.has_endpoint:
        raise errors.not_configured(offline=bool(settings.openai_base_url or settings.openai_api_key))
    return OpenAIModel(settings.openai_base_url, settings.openai_api_key, settings.llm_model, clock)


async def test_endpoint(settings: Settings, clock: Clock | None = None) -> EndpointReport:  # noqa: PT028
    """Asks the endpoint for its models and for one word. Never raises for what the endpoint does."""
    clock = clock or SystemClock()
    try:
        model = endpoint_model(settings, clock)
    except VivaError as error:
        return _failed(settings, (), error)
    try:
        return await _tried(settings, model, clock)
    finally:
        await model.close()


async def _tried(settings: Settings, model: OpenAIModel, clock: Clock) -> EndpointReport:
    names: tuple[str, ...] = ()
    try:
        names = await within(clock, _TRIAL_MS, model.models())
    except TimeoutError:
        address = errors.address_of(settings.openai_base_url)
        return _failed(settings, names, errors.timed_out(address, _TRIAL_MS))
    except VivaError as error:
        listless = error.code in {"model-not-found", "model-bad-reply"}
        if settings.llm_model is None or not listless:
            return _failed(settings, names, error)
    started = clock.monotonic_ms()
    try:
        await model.complete(ModelRequest(_TRIAL, max_tokens=16, timeout_ms=_TRIAL_MS))
    except VivaError as error:
        # A model that thinks before it speaks may spend the few tokens without a word.
        if error.code not in {"model-truncated", "model-empty"}:
            return _failed(settings, names, error)
    took = clock.monotonic_ms() - started
    name = model.capabilities.model
    return EndpointReport(
        ok=True,
        model=name,
        models=names,
        latency_ms=took,
        code=None,
        message=f"“{name}” answered in {took / 1000:.1f} s.",
        hint="",
    )


def _failed(settings: Settings, names: tuple[str, ...], error: VivaError) -> EndpointReport:
    return EndpointReport(
        ok=False,
        model=settings.llm_model,
        models=names,
        latency_ms=None,
        code=error.code,
        message=error.message,
        hint=error.hint,
    )
