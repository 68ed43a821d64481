"""Whatever happens to a mouth, in whatever order: what is told and recorded keeps its promises."""

import asyncio
from contextlib import AsyncExitStack

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.mouthpiece import Booth, length_ms, working
from viva.adapters.scripted_synthesizer import Take
from viva.coach.outputs import Sound
from viva.coach.saying import PIECE_MS, State
from viva.domain.errors import VivaError

LINES = (
    "I see. Which metric would you look at first, and why?",
    "Right.",
    "Tell me how you would find out, before anybody else does. Take the labels first.",
    "…",
)
CRASH = VivaError("synthesizer-crashed", "The voice crashed.", "It is started again.")

Step = tuple[str, int]
steps = st.one_of(
    st.tuples(st.just("wait"), st.integers(0, 4_000)),
    st.tuples(st.sampled_from(["say", "likely"]), st.integers(0, len(LINES) - 1)),
    st.tuples(st.sampled_from(["hush", "hold", "silence", "resume", "leave", "back", "crash"]), st.just(0)),
    st.tuples(st.sampled_from(["started", "ended", "stopped"]), st.integers(0, 9_000)),
)
STATES: dict[str, State] = {"started": "started", "ended": "ended", "stopped": "stopped", "cut": "cut"}


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=25))
def test_each_line_is_recorded_once_at_most_and_never_beyond_what_was_sent(
    course: list[Step],
) -> None:
    asyncio.run(_hold(course))


async def _hold(course: list[Step]) -> None:
    b = Booth()
    said: dict[int, str] = {}
    stays = AsyncExitStack()
    await stays.enter_async_context(working(b))
    for what, value in course:
        if what == "wait":
            await b.go(value)
        elif what == "say":
            said[len(said)] = LINES[value]
            b.mouth.say(len(said) - 1, LINES[value])
            await b.go(0)
        elif what == "back":
            await stays.aclose()
            await stays.enter_async_context(working(b))
        elif what in STATES:
            b.mouth.played(max(len(said) - 1, 0), STATES[what], value)
        else:
            await _interfere(b, what, LINES[value])
    b.mouth.hush()
    await b.go(60_000)
    await stays.aclose()
    await b.mouth.close()

    assert not b.mouth.speaking
    assert not b.mouth.about_to_speak
    turns = [spoken.turn for spoken in b.spoken]
    assert turns == sorted(set(turns))
    for spoken, clip in zip(b.spoken, b.clips, strict=True):
        assert 0 < spoken.heard <= len(said[spoken.turn])
        assert 0 <= spoken.start_ms <= spoken.end_ms
        assert clip is not None
        assert 0 < length_ms(clip) <= b.sent_ms(spoken.turn)
    assert all(length_ms(told) <= PIECE_MS for _, told in b.told if isinstance(told, Sound))


async def _interfere(b: Booth, what: str, line: str) -> None:
    match what:
        case "hush" | "hold":
            b.mouth.hush(hold=what == "hold")
            assert not b.mouth.speaking
        case "silence":
            b.mouth.silence()
            assert not b.mouth.speaking
        case "resume":
            b.mouth.resume()
        case "leave":
            leaving = asyncio.create_task(b.mouth.leave())
            await b.go(1_000)
            assert leaving.done()
            assert b.mouth.held is None
        case "crash":
            b.synthesizer.add(Take(pieces=2, error=CRASH), CRASH)
        case _:
            b.mouth.prepare([line])
