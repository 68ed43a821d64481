"""The interviewer's voice comes back through the microphone, also after its line has ended."""

import asyncio
from collections.abc import AsyncGenerator, Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from coach.room import Room
from coach.spoken import CHUNK_MS, Microphone, Studio, microphone
from speech.voices import voice
from viva.adapters.scripted_ears import ScriptedTranscriber
from viva.adapters.scripted_synthesizer import ScriptedSynthesizer
from viva.coach.outputs import Sound
from viva.content.library import Library
from viva.speech.pcm import PER_MS

STORY = "A model of ours began to fail"
TAIL_MS = 500


class Voiced(ScriptedSynthesizer):
    """Speaks, in a voice that is like nothing but itself."""

    def length_ms(self, text: str) -> int:
        del text
        return 1_200

    async def synthesize(self, text: str) -> AsyncGenerator[bytes]:
        sound = voice(len(text), 1.2)
        self.asked.append(text)
        yield (sound * 32_767).astype("<i2").tobytes()
        self.finished.append(text)


async def through_the_room(
    mic: Microphone, delay_ms: int, until: Callable[[], bool], talking: NDArray[np.float64] | None = None
) -> None:
    """The microphone hears what the loudspeaker played `delay_ms` ago, and somebody `talking`, if anybody."""
    at = 0
    while not until():
        now = mic.room.clock.monotonic_ms()
        heard = 0.2 * played(mic, now - CHUNK_MS - delay_ms, now - delay_ms)
        if talking is not None:
            mine = talking[at : at + len(heard)]
            heard[: len(mine)] += mine
            at += len(heard)
        await mic.send(heard)


def played(mic: Microphone, start_ms: int, end_ms: int) -> NDArray[np.float64]:
    """What the loudspeaker has played between two moments."""
    found = np.zeros((end_ms - start_ms) * PER_MS)
    for turn, began in mic.began.items():
        pieces = [output.pcm for output in mic.told if isinstance(output, Sound) and output.turn == turn]
        line = np.frombuffer(b"".join(pieces), "<i2") / 32_768
        first = (began - start_ms) * PER_MS
        from_, to = max(0, first), min(len(found), first + len(line))
        if to > from_:
            found[from_:to] += line[from_ - first : to - first]
    return found


def in_a_room(library: Library, delay_ms: int, talking: NDArray[np.float64] | None) -> Microphone:
    """Both opening lines are heard out; somebody may speak 100 ms after the last word of them."""
    kept: list[Microphone] = []

    async def main() -> None:
        room = Room(library)
        studio = Studio(room)
        studio.transcriber = ScriptedTranscriber(answer=lambda _: STORY, clock=room.clock, wait_ms=150)
        studio.synthesizer = Voiced(clock=room.clock)
        session = await room.start()
        live = await room.coach.live(session.id)
        conversation = studio.conversation(live)
        async with microphone(room, live, conversation) as mic:
            await through_the_room(mic, delay_ms, lambda: len(mic.spoken) == 2)
            over = room.clock.monotonic_ms()
            await through_the_room(mic, delay_ms, lambda: room.clock.monotonic_ms() > over + 100)
            length_ms = TAIL_MS if talking is None else 4_000
            await through_the_room(
                mic, delay_ms, lambda: room.clock.monotonic_ms() > over + length_ms, talking
            )
            await mic.silence(3_600)
            await live.settled()
            kept.append(mic)
        await conversation.close()

    asyncio.run(main())
    return kept[0]


@pytest.mark.parametrize("delay_ms", [60, 250, 400])
def test_our_own_voice_begins_no_turn_also_when_it_comes_late(library: Library, delay_ms: int) -> None:
    mic = in_a_room(library, delay_ms, None)
    assert len(mic.spoken) == 2
    assert mic.states == ["waiting"]
    assert mic.answers == []


@pytest.mark.parametrize("delay_ms", [60, 250])
def test_who_answers_while_our_own_voice_still_comes_back_is_heard(library: Library, delay_ms: int) -> None:
    mic = in_a_room(library, delay_ms, 0.6 * voice(77, 4.0))
    assert [answer.text for answer in mic.answers] == [STORY]
    [answer] = mic.answers
    assert answer.start_ms is not None
    assert answer.start_ms - mic.spoken[1].end_ms < 600
