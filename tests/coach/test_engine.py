"""Sessions by id: set up, pasted, ended, graded again, listed, forgotten."""

import asyncio

import pytest

from coach.room import Room, listening, say
from viva.coach import Setup
from viva.codec.scorecard import load_scorecard
from viva.codec.transcript import parse_transcript
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import Control, SessionGraded
from viva.domain.label import Label
from viva.domain.level import Level

SCRIPT = {"Two years ago": {"situation": 2}, "I rolled back": {"action_own": 2}}
STORY = "Interviewer: Tell me.\nCandidate: Two years ago a model of ours failed.\nCandidate: I rolled back."


@pytest.mark.parametrize(
    ("setup", "code"),
    [
        (Setup("no-such-round"), "unknown-round"),
        (Setup("behavioural", ("no-such-question",)), "unknown-question"),
        (Setup("behavioural", ("card-fraud-scoring",)), "wrong-bank"),
        (Setup("startup-loop", ("card-fraud-scoring",)), "wrong-questions"),
    ],
)
def test_a_set_up_that_cannot_be_is_refused(library: Library, setup: Setup, code: str) -> None:
    async def main() -> None:
        with pytest.raises(VivaError) as caught:
            await Room(library).coach.create(setup)
        assert caught.value.code == code
        assert caught.value.hint

    asyncio.run(main())


def test_questions_are_drawn_for_the_level_and_not_twice_in_a_row(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        drawn = [
            (await room.coach.create(Setup("system-design", level=Level.MID))).started.questions[0]
            for _ in range(8)
        ]
        assert len(set(drawn)) == len(drawn)
        assert all(Level.MID in library.question(name).levels for name in drawn)

    asyncio.run(main())


def test_the_loop_takes_a_question_a_leg(library: Library) -> None:
    async def main() -> None:
        session = await Room(library).coach.create(
            Setup("startup-loop", ("card-fraud-scoring", None, "tell-me-about-yourself"))
        )
        banks = [library.question(name).bank for name in session.started.questions]
        assert banks == ["system-design", "fundamentals", "behavioural"]
        assert session.started.title == library.round("startup-loop").title

    asyncio.run(main())


def test_ending_grades_what_is_there(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        with pytest.raises(VivaError, match="not over"):
            await room.coach.grade(session.id)
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await say(room, live, "Two years ago a model of ours failed.")
            graded = await room.coach.end(session.id)
            assert await room.coach.end(session.id) == graded
            again = await room.coach.grade(session.id, level=Level.STAFF)
            assert again.level is Level.STAFF
            await asyncio.sleep(0)
            assert [s.event for s in ear.events if isinstance(s.event, SessionGraded)] == [graded, again]
        card = load_scorecard(graded.scorecard)
        labels = {result.id: result.judgement for result in card.criteria}
        assert labels["situation"].evidence[0].quote == "Two years ago"
        assert (await room.coach.session(session.id)).grades == (graded, again)

    asyncio.run(main())


def test_a_pasted_answer_is_kept_and_graded(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        given = parse_transcript(STORY, round="behavioural", question="model-failed-in-production")
        session = await room.coach.paste(given)
        assert session.over
        assert session.grade is not None
        assert session.turns[0].speaker == "interviewer"
        stored = await room.again().coach.session(session.id)
        assert stored.grade == session.grade
        with pytest.raises(VivaError, match="over"):
            await (await room.coach.live(session.id)).wish(Control.HINT)

    asyncio.run(main())


def test_a_pasted_answer_needs_a_round(library: Library) -> None:
    async def main() -> None:
        with pytest.raises(VivaError) as caught:
            await Room(library).coach.paste(parse_transcript("Two years ago."))
        assert caught.value.code == "no-round"

    asyncio.run(main())


def test_sessions_are_listed_newest_first_and_forgotten(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        first = await room.start()
        await room.clock.advance(1_000)
        second = await room.start()
        assert [s.id for s in await room.coach.summaries()] == [second.id, first.id]
        live = await room.coach.live(first.id)
        async with listening(live):
            await say(room, live, "Two years ago a model of ours failed.")
        assert [len(s.turns) for s in await room.coach.summaries()] == [2, 4]
        await room.coach.delete(first.id)
        assert [s.id for s in await room.coach.summaries()] == [second.id]
        assert await room.coach.delete_all() == 1
        assert not await room.coach.summaries()

    asyncio.run(main())


def test_gaps_are_what_recent_rounds_all_missed(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        given = parse_transcript(STORY, round="behavioural", question="model-failed-in-production")
        assert not await room.coach.gaps()
        for _ in range(4):
            await room.coach.paste(given)
            await room.clock.advance(1_000)
        gaps = await room.coach.gaps()
        assert len(gaps) == 3
        assert all(gap.label is Label.MISSING for gap in gaps)
        assert gaps[0].text == "Missing in your last 3 behavioural rounds"
        assert not {"situation", "action_own"} & {gap.criterion for gap in gaps}
        assert all(gap.note in library.notes for gap in gaps)

    asyncio.run(main())


def test_a_hundred_sessions_at_once(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        sessions = [await room.start() for _ in range(100)]

        async def hold(session_id: str) -> int:
            live = await room.coach.live(session_id)
            async with listening(live) as ear:
                await live.answer("Two years ago a model of ours failed.")
                await live.settled()
                await asyncio.sleep(0)
                return len(ear.lines)

        assert await asyncio.gather(*(hold(session.id) for session in sessions)) == [1] * 100

    asyncio.run(main())


def test_what_another_process_added_is_seen_when_the_session_is_opened_again(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        await room.again().coach.end(session.id)
        assert not live.session.over
        assert (await room.coach.live(session.id)).session.over
        assert (await room.coach.grade(session.id)).level is Level.SENIOR

    asyncio.run(main())
