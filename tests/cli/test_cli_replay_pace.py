"""A replay keeps the session's own pace, divided by the speed."""

import io

import pytest
from rich.console import Console

from viva.cli.replay import LONGEST_PAUSE_S, play
from viva.cli.screen import Screen
from viva.content.library import Library
from viva.domain.event import Act, AnswerTaken, InterviewerSaid, SessionStarted, Stored
from viva.domain.level import Level, Mode, Style

LOG = (
    Stored(
        1, 0,
        SessionStarted("behavioural", ("x",), Level.MID, Style.WARM, Mode.COACH, "interview", "A story"),
    ),
    Stored(2, 0, InterviewerSaid(0, "Go on.", Act.QUESTION)),
    Stored(3, 8_000, AnswerTaken(1, "It was late.", "typed", 2_000, 8_000)),
    Stored(4, 3_608_000, InterviewerSaid(2, "And then?", Act.PROBE)),
)  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize(("speed", "first"), [(1.0, 8.0), (2.0, 4.0), (8.0, 1.0)])
async def test_pauses_are_the_sessions_own(library: Library, speed: float, first: float) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    screen = Screen(Console(file=io.StringIO()))
    await play(LOG, library, screen, speed=speed, pause=pause)
    assert waited == [first, LONGEST_PAUSE_S]
