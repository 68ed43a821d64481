"""The coach's writer: the session's own leg goes to the model, its news come back as notices."""

import asyncio

from llm.clock import WatchedClock
from viva.adapters.line_writer import BACK, LOST, ModelLineWriter
from viva.adapters.scripted_model import ScriptedModel
from viva.coach.speaker import LineWriter as CoachLineWriter
from viva.coach.speaker import Scene
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Act, AnswerTaken, InterviewerSaid, PhaseEntered, SessionStarted, Stored
from viva.domain.level import Level, Mode, Style
from viva.domain.session import fold
from viva.interview.effects import Aim
from viva.interview.wording import FIRST_PAUSE_MS, LineWriter

FINE = "So it's out to everyone. How would you know, six months on, that it still holds?"
DOWN = VivaError("model-unreachable", "Nobody there.", "Start it.", ErrorKind.UNAVAILABLE)


def scene(library: Library) -> Scene:
    question = library.bank("system-design")[0]
    events = (
        SessionStarted(
            "startup-loop",
            ("x", question.id),
            Level.STAFF,
            Style.CHALLENGING,
            Mode.COACH,
            "interview",
            "A loop",
        ),
        PhaseEntered(0, "explain"),
        AnswerTaken(0, "This belongs to the leg before."),
        PhaseEntered(1, "serving"),
        InterviewerSaid(1, question.prompt, Act.QUESTION),
        AnswerTaken(2, "We launch it to everyone."),
    )
    session = fold("s1", [Stored(i, i * 1000, event) for i, event in enumerate(events, start=1)])
    return Scene(session, question, Style.CHALLENGING)


def test_lines_and_notices_pass_through(library: Library) -> None:
    async def work() -> None:
        clock = WatchedClock()
        model = ScriptedModel([DOWN, DOWN, FINE], clock=clock)
        writer: CoachLineWriter = ModelLineWriter(LineWriter(model, library, None, clock))
        criterion = library.rubric("system-design").criterion("monitoring")
        aim = Aim(Act.PROBE, criterion, "It's launched. What tells you that it's healthy?")
        heard: list[str] = []
        said = [await writer.word(aim, scene(library), heard.append) for _ in range(3)]
        assert [(worded.text, worded.notice) for worded in said] == [(None, None), (None, LOST), (None, None)]
        await clock.advance(FIRST_PAUSE_MS)
        back = await writer.word(aim, scene(library), heard.append)
        assert (back.text, back.notice, heard[-1]) == (FINE, BACK, FINE)
        assert back.prompt_sha256 == library.prompts["line"].sha256
        user = model.requests[-1].messages[1].content
        assert "We launch it to everyone." in user
        assert "the leg before" not in user
        assert "sceptical" in user

    asyncio.run(work())
