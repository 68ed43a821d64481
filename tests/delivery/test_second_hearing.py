"""Fillers are counted from the recordings, in idle time, whatever interrupts that."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.spoken import interview
from viva.adapters.memory_audio import MemoryAudio
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.coach.second_hearing import LONGEST_MS, MARGIN_MS, SecondHearing, pieces_of
from viva.domain.errors import VivaError
from viva.domain.event import FillersCounted, Stored
from viva.domain.session import Session, apply, fold
from viva.domain.transcript import Speaker, Stretch, Turn
from viva.ports import Clip

RATE = 16_000
MS = 15_300


class House:
    """A session with recordings, and ears that hear what they are told."""

    def __init__(self, ears: ScriptedTranscriber, *, recorded: Sequence[int] = (1, 3)) -> None:
        log = [item for item in interview() if not isinstance(item.event, FillersCounted)]
        self.session = fold("spoken", log)
        self.audio = MemoryAudio()
        self.ears = ears
        self.recorded = recorded
        self.free = asyncio.Event()
        self.free.set()
        self.hearing = SecondHearing(self.now, ears, self.audio, self.record, self.idle)

    def now(self) -> Session:
        return self.session

    async def idle(self) -> None:
        await self.free.wait()

    async def record(self, event: FillersCounted) -> None:
        self.session = apply(self.session, Stored(self.session.seq + 1, self.session.at_ms, event))

    async def run(self) -> None:
        for turn in self.recorded:
            await self.audio.write("spoken", turn, Clip(bytes(2 * RATE * MS // 1000), RATE))
        await self.hearing.run()

    @property
    def counts(self) -> list[int | None]:
        return [turn.fillers for turn in self.session.turns]


def test_every_recorded_answer_is_counted() -> None:
    house = House(ScriptedTranscriber(["um, so I, uh,", "the the join", "um"]))
    asyncio.run(house.run())
    assert house.counts == [None, 3, None, 1]
    assert all(call.fillers for call in house.ears.calls)


def test_nothing_is_heard_while_somebody_needs_the_ears() -> None:
    house = House(ScriptedTranscriber(["um", "uh", "er"]))

    async def hold() -> None:
        house.free.clear()
        task = asyncio.create_task(house.run())
        for _ in range(20):
            await asyncio.sleep(0)
        assert house.ears.calls == []
        house.free.set()
        await task

    asyncio.run(hold())
    assert house.counts == [None, 2, None, 1]


def test_it_goes_on_where_it_was_cancelled() -> None:
    house = House(ScriptedTranscriber(["um", "uh", "er"]))

    async def hold() -> None:
        task = asyncio.create_task(house.run())
        for _ in range(200):
            if house.ears.calls:
                house.free.clear()
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        house.free.set()
        await house.hearing.run()

    asyncio.run(hold())
    assert house.counts == [None, 2, None, 1]
    assert len(house.ears.calls) == 3


def test_an_answer_without_a_recording_stays_uncounted() -> None:
    house = House(ScriptedTranscriber(["um"]), recorded=[3])
    asyncio.run(house.run())
    assert house.counts == [None, None, None, 1]


def test_ears_that_fail_are_not_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    lost = VivaError("transcriber-crashed", "Listening stopped.", "It starts again by itself.")
    house = House(ScriptedTranscriber([lost, "um"]))
    asyncio.run(house.run())
    assert house.counts == [None, None, None, 1]
    assert "turn 1" in caplog.text


@given(
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(1, 70_000)), max_size=12),
    st.integers(0, 10_000),
)
def test_pieces_hold_all_voice_in_order(gaps: list[tuple[int, int]], begins: int) -> None:
    at, voiced = begins, list[Stretch]()
    for gap, ms in gaps:
        voiced.append(Stretch(at + gap, at + gap + ms))
        at += gap + ms
    length = at - begins + 500
    pieces = pieces_of(Turn(Speaker.CANDIDATE, "x", voiced=tuple(voiced), audio_ms=begins), length)
    assert all(0 <= p.start_ms < p.end_ms <= length for p in pieces)
    assert all(p.end_ms - p.start_ms <= LONGEST_MS + 2 * MARGIN_MS for p in pieces)
    assert [p.start_ms for p in pieces] == sorted(p.start_ms for p in pieces)
    for stretch in voiced:
        heard = [
            p for p in pieces if p.end_ms > stretch.start_ms - begins and p.start_ms < stretch.end_ms - begins
        ]
        assert heard[0].start_ms <= stretch.start_ms - begins
        assert heard[-1].end_ms >= stretch.end_ms - begins
        assert all(b.start_ms <= a.end_ms for a, b in pairwise(heard))
