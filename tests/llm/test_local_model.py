"""The model on this machine: measured at its start, then an endpoint like any other."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from llm.clock import WatchedClock
from llm.endpoint import Answer, Endpoint, endpoint
from viva.adapters.local_model import (
    LlamaServer,
    LocalModel,
    LocalModelOnDemand,
    StartServer,
    start_local_model,
)
from viva.domain.errors import VivaError
from viva.ports import Message, ModelRequest

FILE = Path("tiny.gguf")
WORDS = ModelRequest((Message("user", "Say something."),))


class FakeLlama:
    """Answers its trial at a scripted speed; a real server beside it takes the requests."""

    def __init__(self, address: str, reads: float, writes: float) -> None:
        self.listening_address = address
        self.timings = {"prompt_per_second": reads, "predicted_per_second": writes}

    def handle_chat_completions(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        assert body["max_tokens"] < 100
        return {"choices": [], "timings": self.timings}


def started_by(told: Endpoint, reads: float, writes: float, keys: list[str]) -> StartServer:
    def start(_file: Path, key: str) -> LlamaServer:
        keys.append(key)
        return FakeLlama(told.url.removesuffix("/v1"), reads, writes)

    return start


@pytest.mark.parametrize(
    ("reads", "writes", "fast"), [(900.0, 40.0, True), (6.0, 7.0, False), (900.0, 0.0, False)]
)
def test_it_words_lines_only_where_it_is_fast_enough(reads: float, writes: float, fast: bool) -> None:
    async def work() -> None:
        keys: list[str] = []
        async with endpoint(Answer(text="Here I am")) as told:
            model = await start_local_model(FILE, WatchedClock(), started_by(told, reads, writes, keys))
            assert (model.capabilities.local, model.capabilities.words_lines) == (True, fast)
            assert model.capabilities.model == "tiny"
            assert "".join([piece async for piece in model.stream(WORDS)]).split() == ["Here", "I", "am"]
            assert await model.complete(WORDS) == "ready"
            await model.close()
        assert told.authorisation == [f"Bearer {keys[0]}"] * 2
        assert len(keys[0]) > 20

    asyncio.run(work())


async def failing(start: StartServer | None) -> VivaError:
    with pytest.raises(VivaError) as caught:
        await start_local_model(FILE, WatchedClock(), start)
    return caught.value


def test_without_the_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xllamacpp", None)
    error = asyncio.run(failing(None))
    assert error.code == "model-not-installed"
    assert "viva[local-llm]" in error.hint


def test_a_server_that_others_could_reach_is_not_used() -> None:
    error = asyncio.run(failing(lambda _file, _key: FakeLlama("http://192.0.2.1:1", 1.0, 1.0)))
    assert error.code == "model-broken"


def test_a_model_that_does_not_answer_its_trial_is_broken() -> None:
    class Mute(FakeLlama):
        def handle_chat_completions(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
            return {"error": {"message": f"no {len(body)}"}}

    error = asyncio.run(failing(lambda _file, _key: Mute("http://127.0.0.1:1", 1.0, 1.0)))
    assert error.code == "model-broken"
    assert "viva models verify" in error.hint


def test_closing_twice_does_no_harm() -> None:
    async def work() -> None:
        async with endpoint() as told:
            model: LocalModel = await start_local_model(FILE, WatchedClock(), started_by(told, 9, 9, []))
            await model.close()
            await model.close()

    asyncio.run(work())


def test_it_is_loaded_by_its_first_use_and_only_once() -> None:
    async def work() -> None:
        keys: list[str] = []
        async with endpoint(Answer(text="Here I am")) as told:
            model = LocalModelOnDemand(FILE, WatchedClock(), started_by(told, 1000.0, 100.0, keys))
            assert (model.capabilities.local, model.capabilities.words_lines, keys) == (True, False, [])
            await asyncio.gather(model.complete(WORDS), model.prepare())
            assert len(keys) == 1
            assert model.capabilities.words_lines
            await model.close()
            assert not model.capabilities.words_lines

    asyncio.run(work())
