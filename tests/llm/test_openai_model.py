"""The one client against a real HTTP server on this machine, with every fault it can have."""

import asyncio
import json
import logging
from collections.abc import Coroutine
from typing import Any

import pytest

from llm.clock import WatchedClock
from llm.endpoint import KEY, Answer, Endpoint, endpoint
from viva.adapters.openai_model import OpenAIModel
from viva.domain.errors import VivaError
from viva.ports import Message, ModelRequest

SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["word"],
    "properties": {"word": {"type": "string"}},
}
PLAIN = ModelRequest((Message("system", "Be brief."), Message("user", "Say something.")))
PAGE = {"content-type": "text/html"}
EVENTS = {"content-type": "text/event-stream"}
JSON = ModelRequest(PLAIN.messages, schema=SCHEMA)


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


async def fault(model: OpenAIModel, request: ModelRequest = PLAIN) -> VivaError:
    with pytest.raises(VivaError) as caught:
        await model.complete(request)
    await model.close()
    return caught.value


def model_for(told: Endpoint, clock: WatchedClock, name: str | None = "small-chat") -> OpenAIModel:
    return OpenAIModel(told.url, KEY, name, clock)


def test_it_sends_the_request_and_returns_the_words() -> None:
    async def work() -> None:
        async with endpoint(Answer(text="Hello there")) as told:
            model = model_for(told, WatchedClock())
            assert await model.complete(PLAIN) == "Hello there"
            await model.close()
        sent = told.asked[0]
        assert (sent["model"], sent["temperature"], sent["seed"]) == ("small-chat", 0.0, 0)
        assert [m["role"] for m in sent["messages"]] == ["system", "user"]
        assert told.authorisation == [f"Bearer {KEY}"]

    run(work())


def test_preparing_asks_nothing_of_the_endpoint() -> None:
    async def work() -> None:
        async with endpoint() as told:
            model = model_for(told, WatchedClock())
            await model.prepare()
            await model.close()
            assert (told.asked, told.listed) == ([], 0)

    run(work())


def test_without_a_name_the_first_model_that_chats_is_taken_once() -> None:
    async def work() -> None:
        async with endpoint() as told:
            told.models = ("text-embedding-3", "first-chat", "second-chat")
            model = model_for(told, WatchedClock(), None)
            assert model.capabilities.model == "auto"
            await asyncio.gather(model.complete(PLAIN), model.complete(PLAIN))
            await model.close()
        assert {sent["model"] for sent in told.asked} == {"first-chat"}
        assert told.listed == 1
        assert model.capabilities.model == "first-chat"

    run(work())


def test_an_endpoint_without_models_says_so() -> None:
    async def work() -> None:
        async with endpoint() as told:
            told.models = ()
            error = await fault(model_for(told, WatchedClock(), None))
        assert error.code == "model-not-found"
        assert "VIVA_LLM_MODEL" in error.hint

    run(work())


def test_a_schema_is_sent_and_wrappings_of_the_object_are_dropped() -> None:
    async def work() -> None:
        wrapped = '<think>well {"no": 1}</think>\nSure:\n```json\n{"word": "ok"}\n```'
        async with endpoint(Answer(text=wrapped)) as told:
            model = model_for(told, WatchedClock())
            assert json.loads(await model.complete(JSON)) == {"word": "ok"}
            await model.close()
        assert told.asked[0]["response_format"]["json_schema"]["schema"] == SCHEMA

    run(work())


def test_an_endpoint_that_knows_no_schemas_gets_it_in_words_from_then_on() -> None:
    async def work() -> None:
        refuses = Answer(400, "response_format is not supported")
        ok = Answer(text='{"word": "ok"}')
        async with endpoint(refuses, refuses, ok, ok) as told:
            model = model_for(told, WatchedClock())
            await model.complete(JSON)
            await model.complete(JSON)
            await model.close()
        kinds = [sent.get("response_format", {}).get("type") for sent in told.asked]
        assert kinds == ["json_schema", "json_object", None, None]
        assert '"required": ["word"]' in told.asked[3]["messages"][-1]["content"]
        assert not model.capabilities.json_schema

    run(work())


def test_parameters_that_a_model_does_not_know_are_left_out() -> None:
    async def work() -> None:
        limit = Answer(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        heat = Answer(400, "Unsupported value: 'temperature' does not support 0.0 with this model.")
        async with endpoint(limit, heat, Answer(text="fine")) as told:
            model = model_for(told, WatchedClock())
            assert await model.complete(PLAIN) == "fine"
            await model.close()
        last = told.asked[-1]
        assert last["max_completion_tokens"] == 512
        assert "max_tokens" not in last
        assert "temperature" not in last

    run(work())


@pytest.mark.parametrize(
    ("answer", "code", "says"),
    [
        (Answer(401, f"Incorrect API key provided: {KEY}"), "model-unauthorised", "does not accept the key"),
        (Answer(403, "forbidden"), "model-unauthorised", "does not accept the key"),
        (Answer(404, "model not found"), "model-not-found", "no model called “small-chat”"),
        (Answer(429, "slow down", {"retry-after": "3600"}), "model-rate-limited", "no more requests"),
        (Answer(400, "maximum context length is 4096 tokens"), "model-too-long", "longer than"),
        (Answer(418, f"no tea for {KEY}"), "model-rejected", "no tea for …"),
        (Answer(cut=True), "model-truncated", "broke off"),
        (Answer(finish="length"), "model-truncated", "broke off"),
        (Answer(body=b"<html>Hello</html>", headers=PAGE), "model-bad-reply", "OpenAI"),
        (Answer(body=b"{not json"), "model-bad-reply", "OpenAI"),
        (Answer(body=b'{"choices": []}'), "model-bad-reply", "OpenAI"),
        (Answer(body=b'"a string"'), "model-bad-reply", "OpenAI"),
        (Answer(refusal="I would rather not."), "model-refused", "declined"),
        (Answer(finish="content_filter"), "model-refused", "declined"),
        (Answer(text=""), "model-empty", "without a word"),
        (Answer(text="<think>hm</think>  "), "model-empty", "without a word"),
    ],
)  # fmt: skip
def test_every_fault_has_its_code_and_plain_words(answer: Answer, code: str, says: str) -> None:
    async def work() -> None:
        async with endpoint(answer) as told:
            error = await fault(model_for(told, WatchedClock()))
        assert error.code == code
        assert says in error.message
        assert error.hint
        assert KEY not in str(error)
        assert len(told.asked) == 1

    run(work())


@pytest.mark.parametrize("text", ["no object at all", '{"word": "broken', "[1, 2]", '{"word": ' + "[" * 5000])
def test_a_reply_that_is_no_json_object_is_bad_json(text: str) -> None:
    async def work() -> None:
        async with endpoint(Answer(text=text)) as told:
            assert (await fault(model_for(told, WatchedClock()), JSON)).code == "model-bad-json"

    run(work())


def test_nobody_listening_is_unreachable_after_one_more_try() -> None:
    async def work() -> None:
        async with endpoint() as told:
            pass
        clock = WatchedClock()
        model = model_for(told, clock)
        task = asyncio.create_task(fault(model))
        await clock.until_asleep(500)
        await clock.advance(500)
        error = await task
        assert error.code == "model-unreachable"
        assert "127.0.0.1" in error.message

    run(work())


def test_a_limited_rate_is_waited_for_as_long_as_it_says() -> None:
    async def work() -> None:
        async with endpoint(Answer(429, "wait", {"retry-after": "7"}), Answer(text="now")) as told:
            clock = WatchedClock()
            model = model_for(told, clock)
            task = asyncio.create_task(model.complete(PLAIN))
            await clock.until_asleep(7_000)
            assert len(told.asked) == 1
            await clock.advance(7_000)
            assert await task == "now"
            await model.close()

    run(work())


def test_server_errors_are_retried_with_growing_pauses_and_then_reported() -> None:
    async def work() -> None:
        async with endpoint(Answer(500, "oh"), Answer(503, "no"), Answer(502, "dear")) as told:
            clock = WatchedClock()
            task = asyncio.create_task(fault(model_for(told, clock)))
            await clock.until_asleep(500)
            await clock.advance(500)
            await clock.until_asleep(1_500)
            await clock.advance(1_500)
            error = await task
            assert error.code == "model-server-error"
            assert len(told.asked) == 3

    run(work())


@pytest.mark.parametrize("status", [408, 504])
def test_a_server_that_ran_out_of_time_is_tried_again(status: int) -> None:
    async def work() -> None:
        async with endpoint(Answer(status, "too slow"), Answer(text="in time")) as told:
            clock = WatchedClock()
            model = model_for(told, clock)
            task = asyncio.create_task(model.complete(PLAIN))
            await clock.until_asleep(500)
            await clock.advance(500)
            assert await task == "in time"
            await model.close()

    run(work())


def test_a_long_retry_after_is_reported_with_its_length() -> None:
    async def work() -> None:
        async with endpoint(Answer(429, "wait", {"retry-after": "45"})) as told:
            error = await fault(model_for(told, WatchedClock()))
        assert (error.code, error.retry_ms) == ("model-rate-limited", 45_000)
        assert len(told.asked) == 1

    run(work())


def test_an_endpoint_that_hangs_is_left_after_the_requests_time() -> None:
    async def work() -> None:
        async with endpoint(Answer(hang=True)) as told:
            clock = WatchedClock()
            task = asyncio.create_task(fault(model_for(told, clock)))
            await told.reached.wait()
            await clock.advance(60_000)
            error = await task
        assert error.code == "model-timeout"
        assert "60 seconds" in error.message

    run(work())


def test_a_cancelled_request_leaves_nothing_behind() -> None:
    async def work() -> None:
        async with endpoint(Answer(hang=True), Answer(text="next")) as told:
            model = model_for(told, WatchedClock())
            task = asyncio.create_task(model.complete(PLAIN))
            await told.reached.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert len(asyncio.all_tasks()) <= 2  # this one, and the server's connection
            assert await model.complete(PLAIN) == "next"
            await model.close()

    run(work())


async def streamed(model: OpenAIModel) -> tuple[list[str], str | None]:
    pieces: list[str] = []
    try:
        async for piece in model.stream(PLAIN):
            pieces.append(piece)  # noqa: PERF401 what came before a failure counts
    except VivaError as error:
        return pieces, error.code
    finally:
        await model.close()
    return pieces, None


@pytest.mark.parametrize(
    ("answer", "pieces", "code"),
    [
        (Answer(text="one two"), ["one ", "two "], None),
        (Answer(text="one two", cut=True), ["one ", "two "], "model-truncated"),
        (Answer(text="one", finish=None), ["one "], "model-truncated"),
        (Answer(text="one", finish="length"), ["one "], "model-truncated"),
        (Answer(pieces=(), refusal="No."), [], "model-refused"),
        (Answer(pieces=()), [], "model-empty"),
        (Answer(401, "no"), [], "model-unauthorised"),
        (Answer(body=b"data: {broken\n\n", headers=EVENTS), [], "model-bad-reply"),
    ],
)  # fmt: skip
def test_a_stream_gives_its_pieces_and_then_its_fault(
    answer: Answer, pieces: list[str], code: str | None
) -> None:
    async def work() -> None:
        async with endpoint(answer) as told:
            assert await streamed(model_for(told, WatchedClock())) == (pieces, code)

    run(work())


def test_a_stream_that_hangs_is_left_after_the_requests_time() -> None:
    async def work() -> None:
        async with endpoint(Answer(hang=True)) as told:
            clock = WatchedClock()
            task = asyncio.create_task(streamed(model_for(told, clock)))
            await told.reached.wait()
            await clock.advance(60_000)
            assert await task == ([], "model-timeout")

    run(work())


def test_the_key_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def work() -> None:
        async with endpoint(Answer(401, f"bad key {KEY}")) as told:
            await fault(model_for(told, WatchedClock()))

    run(work())
    assert KEY not in caplog.text
