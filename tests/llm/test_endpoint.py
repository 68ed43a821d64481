"""The settings' endpoint, tried."""

import asyncio
from pathlib import Path

import pytest

from llm.clock import WatchedClock
from llm.endpoint import KEY, Answer, endpoint
from viva.adapters import endpoint as trial
from viva.domain.errors import VivaError
from viva.settings import Settings


def settings(url: str | None, *, model: str | None = None, offline: bool = False) -> Settings:
    return Settings(
        home=Path("unused"), openai_base_url=url, openai_api_key=KEY, llm_model=model, offline=offline
    )


def tried(
    *answers: Answer, model: str | None = None, models: tuple[str, ...] | None = ("a", "b")
) -> trial.EndpointReport:
    async def work() -> trial.EndpointReport:
        async with endpoint(*answers) as told:
            told.models = models
            return await trial.test_endpoint(settings(told.url, model=model), WatchedClock())

    return asyncio.run(work())


def test_a_working_endpoint_is_reported_with_its_models() -> None:
    report = tried(Answer(text="ready"))
    assert (report.ok, report.model, report.models, report.code) == (True, "a", ("a", "b"), None)
    assert report.latency_ms == 0  # virtual time stands still
    assert report.message == "“a” answered in 0.0 s."


def test_a_model_that_spends_its_words_on_thinking_works() -> None:
    assert tried(Answer(text="<think>hm", finish="length")).ok


def test_an_endpoint_without_a_list_works_when_the_model_is_named() -> None:
    assert tried(model="mine", models=None).model == "mine"
    assert tried(model=None, models=None).code == "model-not-found"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(401, f"bad {KEY}"), "model-unauthorised"),
        (Answer(404, "no such model"), "model-not-found"),
        (Answer(429, "later", {"retry-after": "900"}), "model-rate-limited"),
        (Answer(refusal="No."), "model-refused"),
    ],
)
def test_a_failure_says_what_and_what_to_do(answer: Answer, code: str) -> None:
    report = tried(answer)
    assert (report.ok, report.code) == (False, code)
    assert report.message
    assert report.hint
    assert KEY not in report.message + report.hint


def test_an_endpoint_that_is_down_is_reported() -> None:
    async def work() -> trial.EndpointReport:
        async with endpoint() as told:
            pass
        clock = WatchedClock()
        task = asyncio.create_task(trial.test_endpoint(settings(told.url), clock))
        await clock.until_asleep(500)
        await clock.advance(500)
        return await task

    assert asyncio.run(work()).code == "model-unreachable"


def test_offline_only_this_machine_is_called() -> None:
    report = asyncio.run(trial.test_endpoint(settings("https://llm.example/v1", offline=True)))
    assert report.code == "model-offline"
    assert "VIVA_OFFLINE" in report.hint
    assert trial.endpoint_model(settings("http://127.0.0.1:9/v1", offline=True), WatchedClock())


def test_without_an_endpoint_it_says_how_to_set_one_up() -> None:
    nothing = Settings(home=Path("unused"))
    with pytest.raises(VivaError, match="OPENAI_BASE_URL"):
        trial.endpoint_model(nothing, WatchedClock())
    assert asyncio.run(trial.test_endpoint(nothing)).code == "model-not-configured"
