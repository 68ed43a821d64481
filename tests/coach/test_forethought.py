"""What may be said next is made ready, the question about a doubtful word before all."""

import asyncio
from collections.abc import Coroutine, Sequence

from coach.room import Room
from coach.test_conversation import DOUBTED, FLIPS, unsure
from viva.coach.forethought import Forethought
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import Act, AnswerTaken, InterviewerSaid
from viva.domain.transcript import Word

WORDS = (Word("We", 0, 100), Word("retrained.", 100, 600))


class Asked:
    """A session that takes its time to think."""

    def __init__(self, *, doubt: str | None = None, fails: bool = False) -> None:
        self._doubtful = doubt
        self.fails = fails
        self.go = asyncio.Event()

    async def lines(self, words: Sequence[Word]) -> Sequence[str]:
        await self.go.wait()
        if self.fails:
            raise VivaError("store-busy", "The sessions are busy.", "Try again.")
        return (f"After {len(words)}?", "Go on.")

    async def doubt(self, words: Sequence[Word]) -> str | None:
        return self._doubtful if words else None


class Voice:
    """Remembers what it was to have ready."""

    def __init__(self) -> None:
        self.ready: list[tuple[str, ...]] = []

    def prepare(self, lines: Sequence[str]) -> None:
        self.ready.append(tuple(lines))


def thought(live: Asked, *answers: Sequence[Word]) -> list[tuple[str, ...]]:
    """What a voice was to have ready after each of these states of an answer."""

    async def main() -> list[tuple[str, ...]]:
        voice = Voice()
        async with asyncio.TaskGroup() as tasks:

            def later(work: Coroutine[None, None, None]) -> asyncio.Task[None]:
                return tasks.create_task(work)

            forethought = Forethought(live, voice, later)
            for answer in answers:
                forethought.think(answer)
                await asyncio.sleep(0)
            live.go.set()
        return voice.ready

    return asyncio.run(main())


def test_likely_lines_are_ready_before_anything_else_is_thought_of() -> None:
    assert thought(Asked(), WORDS) == [("After 2?", "Go on.")]


def test_the_question_about_a_doubtful_word_comes_before_them() -> None:
    ready = thought(Asked(doubt="Did you say FAISS?"), WORDS)
    assert ready == [("After 2?", "Go on."), ("Did you say FAISS?", "After 2?", "Go on.")]


def test_more_words_replace_what_was_being_thought() -> None:
    assert thought(Asked(), WORDS[:1], WORDS) == [("After 2?", "Go on.")]


def test_without_words_nothing_is_thought() -> None:
    assert thought(Asked(), ()) == []


def test_a_session_that_fails_leaves_nothing_ready_and_nobody_hurt() -> None:
    assert thought(Asked(fails=True), WORDS) == []


def test_the_question_that_would_be_asked_is_the_one_that_is(library: Library) -> None:
    async def main() -> None:
        room = Room(library, FLIPS)
        session = await room.start()
        live = await room.coach.live(session.id)
        words = unsure(DOUBTED, "roll", "bag").words
        expected = await live.prospect.doubt(words)
        text = " ".join(word.text for word in words)
        async with live.listen():
            await live.say(AnswerTaken(0, text, "voice", 0, 4_000, words=words))
            await live.settled()
            last = live.session.lines[-1].said
            assert isinstance(last, InterviewerSaid)
            assert (last.act, last.text) == (Act.CONFIRM, expected)
            assert await live.prospect.doubt(words) is None  # it is asked once
        await live.close()

    asyncio.run(main())
