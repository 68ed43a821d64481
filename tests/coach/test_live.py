"""A session being held: what is committed, what is heard, in which order, and what a fault costs."""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Sequence

import pytest

from coach.room import Room, listening, say
from viva.adapters.memory_store import MemoryStore
from viva.coach import Covered, Notice, Speaking
from viva.coach.speaker import Scene, Worded
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import (
    Act,
    AnswerTaken,
    Control,
    ControlUsed,
    Event,
    FillersCounted,
    InterviewEnded,
    InterviewerSaid,
    LineSpoken,
    SessionGraded,
    SessionResumed,
    Stored,
    TurnCorrected,
)
from viva.domain.level import Mode
from viva.domain.session import fold
from viva.interview.effects import Aim

SCRIPT = {
    "Two years ago": {"situation": 2},
    "my job was": {"task": 2},
    "I rolled back": {"action_own": 2, "decision_reasoning": 1},
}
LOCKED = VivaError("store-locked", "The database is busy.", "Try again.", ErrorKind.UNAVAILABLE)


def test_an_interview_is_opened_before_the_candidate_comes(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        session = await room.start()
        assert [line.said.act for line in session.lines] == [Act.OPENING, Act.QUESTION]
        assert session.phase is not None
        assert session.at_ms == 0
        assert session.started.content == {"behavioural": library.rubric("behavioural").sha256}

    asyncio.run(main())


def test_an_answer_is_committed_marked_and_replied_to_in_this_order(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await say(room, live, "Two years ago a model of ours began to fail.", 30)
        kinds = [type(o.event) if isinstance(o, Stored) else type(o) for o in ear.outputs]
        assert kinds[0] is AnswerTaken
        assert kinds[-1] is InterviewerSaid
        assert set(kinds[1:-1]) == {Covered}
        covered = [o for o in ear.outputs if isinstance(o, Covered) and o.judgement.evidence]
        assert [(o.criterion, o.judgement.evidence[0].quote) for o in covered] == [
            ("situation", "Two years ago")
        ]
        assert list(await room.store.read(session.id, session.seq)) == ear.events
        answer = ear.events[0].event
        assert isinstance(answer, AnswerTaken)
        assert (answer.start_ms, answer.end_ms) == (3_000, 30_000)

    asyncio.run(main())


def test_exam_mode_keeps_coverage_to_itself(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start(mode=Mode.EXAM)
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await say(room, live, "Two years ago a model of ours began to fail, and my job was to mend it.")
            assert not await room.coach.coverage(session.id)
            await live.wish(Control.END)
            await live.settled()
        assert not [o for o in ear.outputs if isinstance(o, Covered)]
        assert room.evidence.asked
        assert live.session.grade is not None

    asyncio.run(main())


def test_two_clients_hear_the_same_and_are_taken_in_order(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        assert await room.coach.live(session.id) is live
        async with listening(live) as one, listening(live) as two:
            await asyncio.gather(
                *(live.answer(f"This is answer number {i} of the two of us.") for i in range(6))
            )
            await live.settled()
            await asyncio.sleep(0)
            assert one.events == two.events
        turns = [s.event.text for s in one.events if isinstance(s.event, AnswerTaken)]
        assert turns == [f"This is answer number {i} of the two of us." for i in range(6)]
        acts = [type(s.event) for s in one.events if isinstance(s.event, AnswerTaken | InterviewerSaid)]
        assert AnswerTaken not in {a for a, b in itertools.pairwise(acts) if b is AnswerTaken}
        assert [s.seq for s in one.events] == list(range(session.seq + 1, session.seq + 1 + len(one.events)))

    asyncio.run(main())


def test_a_client_that_goes_away_hurts_nobody(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as stays:
            with contextlib.suppress(RuntimeError):
                async with listening(live):
                    sending = asyncio.create_task(live.answer("Two years ago it began to fail."))
                    await asyncio.sleep(0)
                    sending.cancel()
                    raise RuntimeError("the tab crashed")
            await live.settled()
            await asyncio.sleep(0)
            assert [type(s.event) for s in stays.events] == [AnswerTaken, InterviewerSaid]
            await say(room, live, "And my job was to mend it within the week.")
            assert len(stays.lines) == 2

    asyncio.run(main())


def test_what_was_not_committed_is_not_acknowledged(library: Library) -> None:
    async def main() -> None:
        store = MemoryStore()
        room = Room(library, SCRIPT, store)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            store.fail_next(LOCKED)
            with pytest.raises(VivaError, match="busy"):
                await live.answer("Two years ago it began to fail.")
            await live.settled()
            assert not ear.events
            assert not live.coverage
            assert live.session.seq == session.seq
            await say(room, live, "Two years ago it began to fail.")
            assert [type(s.event) for s in ear.events] == [AnswerTaken, InterviewerSaid]

    asyncio.run(main())


def test_a_reply_that_could_not_be_stored_comes_later(library: Library) -> None:
    class Once(MemoryStore):
        """Takes the answer and refuses the reply."""

        writes = 0

        async def append(
            self, session_id: str, events: Sequence[tuple[int, Event]], *, after_seq: int
        ) -> Sequence[Stored]:
            self.writes += 1
            if self.writes == 2:
                raise LOCKED
            return await super().append(session_id, events, after_seq=after_seq)

    async def main() -> None:
        room = Room(library, SCRIPT, Once())
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await live.answer("Two years ago it began to fail.")
            await live.settled()
            await asyncio.sleep(0)
            assert ear.notices == ["store-locked"]
            assert not ear.lines
            await room.clock.advance(3_000)
            await live.settled()
            await asyncio.sleep(0)
            assert len(ear.lines) == 1

    asyncio.run(main())


def test_another_process_on_the_same_log_is_caught_up_with(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        other = room.again()
        theirs = await other.coach.live(session.id)
        async with listening(live) as here, listening(theirs):
            await say(other, theirs, "Two years ago it began to fail.")
            await say(room, live, "And my job was to mend it within the week.")
            assert [s.seq for s in here.events] == [
                s.seq for s in await room.store.read(session.id, session.seq)
            ]
        turns = fold(session.id, await room.store.read(session.id)).turns
        assert [t.text for t in turns if t.speaker == "candidate"] == [
            "Two years ago it began to fail.",
            "And my job was to mend it within the week.",
        ]

    asyncio.run(main())


@pytest.mark.parametrize(
    "aside",
    [
        LineSpoken(1, 0, 2_000, 40),
        TurnCorrected(2, "Two years ago it began to fail."),
        FillersCounted(2, {"um": 1}),
    ],
    ids=lambda aside: aside.type,
)
def test_another_process_s_aside_is_no_reply_to_what_waits_for_one(library: Library, aside: Event) -> None:
    class Interrupted(MemoryStore):
        """Takes the answer, and another process's aside where the reply should go."""

        writes = 0

        async def append(
            self, session_id: str, events: Sequence[tuple[int, Event]], *, after_seq: int
        ) -> Sequence[Stored]:
            self.writes += 1
            if self.writes == 2:
                await super().append(session_id, [(events[0][0], aside)], after_seq=after_seq)
            return await super().append(session_id, events, after_seq=after_seq)

    async def main() -> None:
        room = Room(library, SCRIPT, Interrupted())
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await live.answer("Two years ago it began to fail.")
            await live.settled()
            assert not ear.lines
            await live.note(FillersCounted(2, {}))
            await room.clock.advance(3_000)
            await live.settled()
            await asyncio.sleep(0)
            assert len(ear.lines) == 1
            assert aside in [stored.event for stored in ear.events]

    asyncio.run(main())


def test_an_answer_that_was_never_replied_to_is_replied_to_on_return(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        answer = AnswerTaken(2, "Two years ago it began to fail.", start_ms=0, end_ms=20_000)
        await room.store.append(session.id, [(20_000, answer)], after_seq=session.seq)
        later = room.again()
        live = await later.coach.live(session.id)
        async with listening(live) as ear:
            assert [type(s.event) for s in ear.events] == [InterviewerSaid]
            assert live.coverage["situation"].evidence
        await later.clock.advance(1_000)
        async with listening(await later.again().coach.live(session.id)) as ear:
            assert not ear.events

    asyncio.run(main())


def test_a_gap_is_not_counted_and_the_question_is_said_again(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live):
            await say(room, live, "Two years ago it began to fail.", 30)
        asked = live.session.lines[-1].said
        await room.clock.advance(3_600_000)
        later = room.again()
        live = await later.coach.live(session.id)
        async with listening(live) as ear:
            resumed, said = (s.event for s in ear.events)
            assert isinstance(resumed, SessionResumed)
            assert 3_590_000 <= resumed.gap_ms <= 3_610_000
            assert isinstance(said, InterviewerSaid)
            assert said.act is Act.REPEAT
            assert asked.text.split(". ")[-1] in said.text
            await say(later, live, "And my job was to mend it within the week.", 10)
        assert live.session.at_ms == 40_000

    asyncio.run(main())


def test_whoever_leaves_again_without_an_answer_is_not_welcomed_twice(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live):
            await say(room, live, "Two years ago it began to fail.", 30)
        await room.clock.advance(3_600_000)
        async with listening(live) as ear:
            assert any(isinstance(s.event, InterviewerSaid) for s in ear.events)
        await room.clock.advance(3_600_000)
        async with listening(live) as ear:
            assert [type(s.event) for s in ear.events] == [SessionResumed]

    asyncio.run(main())


def test_a_reload_is_no_gap(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live):
            await say(room, live, "Two years ago it began to fail.", 30)
        await room.clock.advance(2_000)
        async with listening(live) as ear:
            assert not ear.events
        del live
        async with listening(await room.coach.live(session.id)) as ear:
            assert not ear.events

    asyncio.run(main())


def test_the_interviewer_keeps_the_time_while_somebody_is_there(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await room.clock.advance(6 * 60_000)
            await live.settled()
            acts = [s.event.act for s in ear.events if isinstance(s.event, InterviewerSaid)]
            assert acts.count(Act.TIME) >= 2
            assert Act.PHASE in acts
        seen = live.session.seq
        await room.clock.advance(60 * 60_000)
        assert live.session.seq == seen

    asyncio.run(main())


def test_an_interview_left_alone_ends_and_is_graded(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            for _ in range(25):
                await room.clock.advance(60_000)
                await live.settled()
            await asyncio.sleep(0)
        assert live.session.ended is not None
        assert live.session.ended.reason == "time"
        assert [type(s.event) for s in ear.events][-2:] == [InterviewEnded, SessionGraded]
        assert "grading" in ear.notices
        with pytest.raises(VivaError, match="over"):
            await live.answer("One more thing.")

    asyncio.run(main())


def test_an_empty_answer_is_refused(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        live = await room.coach.live((await room.start()).id)
        with pytest.raises(VivaError, match="no words"):
            await live.answer(" \n ")

    asyncio.run(main())


def test_deleting_ends_every_listening(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live) as ear:
            await room.coach.delete(session.id)
            await asyncio.sleep(0)
            assert ear.ended
        with pytest.raises(VivaError, match="no session"):
            await room.coach.live(session.id)

    asyncio.run(main())


def test_killed_after_any_event_it_is_held_to_its_end(library: Library) -> None:
    async def main() -> None:
        room = Room(library, SCRIPT)
        session = await room.start()
        live = await room.coach.live(session.id)
        async with listening(live):
            await say(room, live, "Two years ago it began to fail, and my job was to mend it.")
            await live.wish(Control.HINT)
            await say(room, live, "I rolled back because nobody was hurt by the old one.")
            await live.wish(Control.DONE)
            await say(room, live, "It ended with all of the customers back.")
            await live.wish(Control.END)
            await live.settled()
        log = await room.store.read(session.id)
        for cut in range(1, len(log)):
            again = Room(library, SCRIPT)
            events = [(s.at_ms, s.event) for s in log[:cut]]
            await again.store.create(session.id, again.clock.now(), events)
            held = await again.coach.live(session.id)
            async with listening(held):
                await again.coach.end(session.id)
            final = await again.store.read(session.id)
            assert list(final[:cut]) == list(log[:cut])
            assert isinstance(final[-1].event, SessionGraded)
            assert sum(isinstance(s.event, InterviewEnded) for s in final) == 1

    asyncio.run(main())


class Writer:
    """Words every line as it is told to."""

    def __init__(self, *replies: Worded) -> None:
        self.replies = list(replies)
        self.aims: list[Aim] = []

    async def word(self, aim: Aim, scene: Scene, heard: Callable[[str], None]) -> Worded:
        del scene
        self.aims.append(aim)
        reply = self.replies.pop(0)
        if reply.text:
            heard(reply.text)
        return reply


def test_a_model_words_a_line_and_authored_text_stands_in(library: Library) -> None:
    async def main() -> None:
        lost = Notice("model-lost", "Your endpoint stopped answering.", "")
        writer = Writer(Worded("Where were you then?", "abc"), Worded(None, notice=lost))
        room = Room(library, SCRIPT, writer=writer)
        live = await room.coach.live((await room.start()).id)
        async with listening(live) as ear:
            await say(room, live, "We had a model that went wrong at some point in the past.")
            await say(room, live, "It was on a Monday and everybody was away for the holidays.")
        lines = [s.event for s in ear.events if isinstance(s.event, InterviewerSaid)]
        assert lines[0].source == "llm"
        assert lines[0].text == f"{writer.aims[0].lead} Where were you then?"
        assert lines[0].prompt_sha256 == "abc"
        spoken = [o for o in ear.outputs if isinstance(o, Speaking)]
        assert spoken == [Speaking(lines[0].turn, lines[0].text)]
        assert ear.outputs.index(spoken[0]) < next(
            i for i, o in enumerate(ear.outputs) if isinstance(o, Stored) and o.event is lines[0]
        )
        assert lines[1].source == "authored"
        assert lines[1].text.endswith(writer.aims[1].authored)
        assert ear.notices == ["model-lost"]

    asyncio.run(main())


def test_a_control_is_stored_as_one(library: Library) -> None:
    async def main() -> None:
        room = Room(library)
        live = await room.coach.live((await room.start()).id)
        async with listening(live) as ear:
            await live.wish(Control.HINT)
            await live.settled()
            await asyncio.sleep(0)
            assert ear.events[0].event == ControlUsed(Control.HINT)
            assert isinstance(ear.events[1].event, InterviewerSaid)
            assert ear.events[1].event.act is Act.HINT

    asyncio.run(main())
