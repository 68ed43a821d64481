"""An endpoint that fails, at both edges: the work goes on, and the user is told."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from wired import DEAD, QUESTION, ROUND, SAID, Product, labels, pasted

from api.asgi import http
from llm.endpoint import Answer, Endpoint, endpoint
from viva.api.app import create_app
from viva.api.security import LOOPBACK
from viva.coach import LiveSession, Notice, Output, Setup
from viva.codec.scorecard import dump_scorecard
from viva.domain.event import AnswerTaken, Control, InterviewerSaid
from viva.domain.level import Mode

pytestmark = pytest.mark.model

FAULTS = {
    "401": (Answer(401, "bad key"), "does not accept the key"),
    "429": (Answer(429, "slow down", {"retry-after": "3600"}), "takes no more requests"),
    "429, short": (Answer(429, "slow down", {"retry-after": "1"}), "takes no more requests"),
    "500": (Answer(500, "oh dear"), "failed (500)"),
    "truncated": (Answer(cut=True), "broke off"),
    "cut short": (Answer(text="{", finish="length"), "broke off"),
    "invalid JSON": (Answer(text='{"results": [', finish="stop"), "not the JSON"),
    "wrong schema": (Answer(text=json.dumps({"verdict": "hire"})), "not in the form"),
    "refusal": (Answer(refusal="I would rather not."), "declined"),
    "no words": (Answer(text=""), "without a word"),
    "not the protocol": (Answer(body=b"<html>", headers={"content-type": "text/html"}), "OpenAI protocol"),
}


def asked_for(told: Endpoint, answer: Answer) -> None:
    """The endpoint does nothing else."""
    told.otherwise = lambda _: answer


@pytest.mark.parametrize("name", FAULTS)
def test_grading_falls_back_by_criterion_and_says_why(product: Product, name: str) -> None:
    answer, words = FAULTS[name]

    async def main() -> tuple[dict[str, Any], dict[str, Any]]:
        async with endpoint() as told:
            asked_for(told, answer)
            product.environment(OPENAI_BASE_URL=told.url, VIVA_LLM_MODEL="small-chat")
            async with product.opened() as services:
                alone = await services.coach.grade_input(pasted(), grader="embedded")
                card = await services.coach.grade_input(pasted())
                assert told.asked
                return dump_scorecard(alone), dump_scorecard(card)

    alone, card = asyncio.run(main())
    assert card["grader"]["kind"] == "embedded"
    assert labels(card) == labels(alone)
    (warning,) = (text for text in card["warnings"] if "embedded grader" in text)
    assert warning.startswith(f"{len(card['criteria'])} criteria were judged by the embedded grader.")
    assert words in warning


def test_over_http_a_dead_endpoint_is_a_scorecard_with_a_warning(product: Product) -> None:
    product.environment(OPENAI_BASE_URL=DEAD, VIVA_LLM_MODEL="small-chat")

    async def main() -> httpx.Response:
        async with product.opened() as services:
            app = create_app(services, token=None, allowed_hosts=LOOPBACK)
            async with http(app) as client:
                query = {"round": ROUND, "question": QUESTION}
                kind = {"content-type": "text/plain"}
                return await client.post("/api/grade", params=query, content=SAID, headers=kind)

    answer = asyncio.run(main())
    assert answer.status_code == 200
    assert any("127.0.0.1:9 cannot be reached" in warning for warning in answer.json()["warnings"])


@pytest.mark.parametrize("url", [DEAD, None], ids=["dead", "401"])
def test_an_interview_goes_on_with_authored_lines_and_a_notice(product: Product, url: str | None) -> None:
    async def main() -> None:
        async with endpoint() as told:
            asked_for(told, Answer(401, "bad key"))
            product.environment(OPENAI_BASE_URL=url or told.url, VIVA_LLM_MODEL="small-chat")
            async with product.opened() as services:
                session = await services.coach.create(Setup(ROUND, (QUESTION,), mode=Mode.EXAM))
                live = await services.coach.live(session.id)
                heard = await held(live)
                session = await services.coach.session(session.id)
                assert session.over
                said = [t.text for t in session.transcript.turns if t.text in SENTENCES]
                assert said == SENTENCES  # nothing that was said is lost
                events = [stored.event for stored in await services.store.read(session.id)]
                lines = [event for event in events if isinstance(event, InterviewerSaid)]
                assert {line.source for line in lines} == {"authored"}
                assert len([event for event in events if isinstance(event, AnswerTaken)]) == len(SENTENCES)
                notices = [output.code for output in heard if isinstance(output, Notice)]
                assert notices.count("model-lost") == 1
                assert session.grade is not None
                assert any("embedded grader" in text for text in session.grade.scorecard["warnings"])

    asyncio.run(main())


SENTENCES = [
    "Two years ago our fraud model at a bank failed in production.",
    "My task was to bring recall back, so I looked at the features first.",
    "I rolled it back within an hour and wrote the test that was missing.",
]


async def held(live: LiveSession) -> list[Output]:
    """Three answers and the end; what a client heard."""
    heard: list[Output] = []
    async with live.listen() as outputs:

        async def follow() -> None:
            async for output in outputs:
                heard.append(output)  # noqa: PERF401 what came before the end counts

        task = asyncio.create_task(follow())
        for sentence in SENTENCES:
            await live.answer(sentence)
            await live.settled()
        await live.wish(Control.END)
        await live.settled()
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    return heard
