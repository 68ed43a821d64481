"""Events beside the conversation: what has no reply hides nothing that waits for one."""

import asyncio
from typing import Any

import pytest

from api.asgi import http
from api.harness import Bench
from coach.room import Room, listening
from delivery.spoken import SECOND, interview, stored
from viva.coach.log_end import unanswered
from viva.content.library import Library
from viva.domain.event import (
    AnswerTaken,
    Event,
    FillersCounted,
    InterviewEnded,
    InterviewerSaid,
    LineSpoken,
    TurnCorrected,
)


@pytest.mark.parametrize(
    "aside", [LineSpoken(2, 1, 2, 3), TurnCorrected(1, "Mended."), FillersCounted(1, {"um": 1})]
)
def test_an_answer_still_waits_behind_an_aside(aside: Event) -> None:
    log = stored([*((item.at_ms, item.event) for item in interview()[:-2]), (32_000, aside)])
    waiting = unanswered(log)
    assert isinstance(waiting, AnswerTaken)
    assert waiting.turn == 3


def test_an_interview_left_after_an_aside_is_replied_to_when_it_is_opened(library: Library) -> None:
    async def hold() -> list[str]:
        room = Room(library)
        events: list[tuple[int, Event]] = [
            (item.at_ms, item.event) for item in interview() if not isinstance(item.event, InterviewEnded)
        ]
        await room.store.create("left", room.clock.now(), events)
        live = await room.coach.live("left")
        async with listening(live) as ear:
            await live.settled()
            return [s.event.text for s in ear.events if isinstance(s.event, InterviewerSaid)]

    assert len(asyncio.run(hold())) >= 1


def test_a_pasted_transcript_is_graded_with_its_delivery(library: Library) -> None:
    async def grade(times: dict[str, int]) -> Any:
        turn = {"speaker": "candidate", "text": f"I owned the task. {SECOND} " * 3, **times}
        body = {"round": "behavioural", "question": "model-failed-in-production", "turns": [turn]}
        async with http(Bench(library).app) as client:
            answer = await client.post("/api/grade", json=body)
            assert answer.status_code == 200
            return {item["id"] for item in answer.json()["delivery"]["measures"]}

    assert asyncio.run(grade({"start_ms": 0, "end_ms": 20_000})) == {"pace", "hedges", "i_share", "numbers"}
    assert asyncio.run(grade({})) == {"hedges", "i_share", "numbers"}
