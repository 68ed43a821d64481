"""The interviewer's voice: what goes out and when, what was heard of it, what a fault costs."""

import asyncio

import numpy as np
import pytest
from inline_snapshot import snapshot

from coach.mouthpiece import Booth, MemoryCache, booth, length_ms, working
from viva.adapters.scripted_synthesizer import Take
from viva.coach.outputs import Hush, Sound
from viva.coach.saying import AHEAD_MS, GRACE_MS, PAUSE_MS, PIECE_MS, State
from viva.coach.voice_box import QUIET_MS
from viva.coach.voice_trouble import BACK_OFF_MS
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import LineSpoken
from viva.ports import Clip

SHORT = "I see your point."
LINE = "I see your point. Which metric would you look at first? Tell me why that is the one for the team."
SECOND = len("I see your point. ")
CRASH = VivaError("synthesizer-crashed", "The voice crashed.", "It is started again.", ErrorKind.UNAVAILABLE)


def test_a_line_goes_out_in_short_pieces_and_is_recorded_when_the_client_has_played_it() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(2, SHORT)
            await b.go(120)
            b.mouth.played(2, "started", 0)
            assert b.mouth.speaking
            await b.go(1_020)
            b.mouth.played(2, "ended", 1_020)
            await b.go(0)
            assert not b.mouth.speaking
        assert b.stream == snapshot(
            [
                "    0 sound 2 200",
                "    0 sound 2 200",
                "    0 sound 2 200",
                "    0 sound 2 200",
                "    0 sound 2 200",
                "    0 sound 2 20 last",
            ]
        )
        assert b.spoken == snapshot([LineSpoken(turn=2, start_ms=120, end_ms=1140, heard=17)])
        assert [length_ms(clip) for clip in b.clips if clip] == [1_020]

    asyncio.run(main())


def test_no_more_is_sent_than_a_little_ahead_of_the_loudspeaker() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            for _ in range(40):
                await b.go(100)
                heard = b.clock.monotonic_ms()
                assert heard <= b.sent_ms(1) <= heard + AHEAD_MS + PIECE_MS
            await b.go(10_000)
            made = sum(b.synthesizer.length_ms(text) for text in b.synthesizer.finished)
            assert b.sent_ms(1) == made + 2 * PAUSE_MS
        assert [told.last for _, told in b.told if isinstance(told, Sound)].count(True) == 1

    asyncio.run(main())


def test_the_next_clause_is_made_while_the_first_plays() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            await b.go(10)
            assert b.synthesizer.finished == snapshot(
                [
                    "I see your point.",
                    "Which metric would you look at first?",
                    "Tell me why that is the one for the team.",
                ]
            )

    asyncio.run(main())


def test_lines_are_said_one_after_the_other() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, SHORT)
            b.mouth.say(2, "What comes next?")
            b.mouth.say(1, SHORT)
            await b.go(500)
            assert {t.turn for _, t in b.told if isinstance(t, Sound)} == {1}
            assert b.mouth.about_to_speak
            b.mouth.played(1, "ended", 1_020)
            await b.go(10)
            b.mouth.played(2, "ended", 960)
            await b.go(0)
        assert [(s.turn, s.heard) for s in b.spoken] == [(1, len(SHORT)), (2, 16)]

    asyncio.run(main())


def test_a_client_that_reports_nothing_is_taken_to_have_played() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, SHORT)
            await b.go(1_020 + GRACE_MS - 10)
            assert b.mouth.speaking
            assert not b.spoken
            await b.go(20)
            assert not b.mouth.speaking
        assert b.spoken == snapshot([LineSpoken(turn=1, start_ms=0, end_ms=1020, heard=17)])

    asyncio.run(main())


# Cutting in -------------------------------------------------------------------------------------------


def test_who_cuts_in_stops_the_voice_and_only_what_was_heard_is_recorded() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            b.mouth.say(2, "And then?")
            await b.go(50)
            b.mouth.played(1, "started", 0)
            await b.go(2_000)
            b.mouth.hush()
            assert isinstance(b.told[-1][1], Hush)
            assert not b.mouth.speaking
            b.mouth.played(1, "stopped", 2_080)
            await b.go(0)
            sent = len(b.told)
            await b.go(10_000)
            assert len(b.told) == sent
        assert [LINE[: s.heard] for s in b.spoken] == snapshot(["I see your point. Which metric"])
        assert b.spoken == snapshot([LineSpoken(turn=1, start_ms=50, end_ms=2050, heard=30)])
        assert [length_ms(clip) for clip in b.clips if clip] == [2_080]

    asyncio.run(main())


@pytest.mark.parametrize(("state", "heard"), [("cut", "I see your point. Which metric"), ("stopped", LINE)])
def test_who_cuts_in_by_key_has_heard_what_was_said_and_who_reads_on_the_whole(
    state: State, heard: str
) -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            b.mouth.say(2, "And then?")
            await b.go(50)
            b.mouth.played(1, "started", 0)
            await b.go(2_030)
            b.mouth.played(1, state, 2_080)
            await b.go(0)
            assert not b.mouth.speaking
            assert not b.mouth.about_to_speak
            b.mouth.say(2, "And then?")
            await b.go(10_000)
        assert [LINE[: s.heard] for s in b.spoken] == [heard]
        assert [length_ms(clip) for clip in b.clips if clip] == [2_080]

    asyncio.run(main())


def test_no_word_of_a_hushed_client_means_what_must_have_played_by_then() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            await b.go(2_000)
            b.mouth.hush()
            await b.go(5_000)
        assert b.spoken == snapshot([LineSpoken(turn=1, start_ms=0, end_ms=2000, heard=30)])
        assert [length_ms(clip) for clip in b.clips if clip] == [2_000]

    asyncio.run(main())


def test_a_client_that_claims_more_than_it_was_sent_is_not_believed() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            await b.go(100)
            b.mouth.played(1, "ended", 60_000)
            assert b.mouth.speaking
            b.mouth.hush()
            b.mouth.played(1, "stopped", 3_600_000)
            await b.go(0)
        assert b.spoken[0].heard < len(LINE)
        assert length_ms(b.clips[0] or Clip(b"", 1)) == b.sent_ms(1)

    asyncio.run(main())


def test_a_held_line_goes_on_at_the_clause_that_was_cut() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            b.mouth.say(2, "And then?")
            await b.go(2_000)
            b.mouth.hush(hold=True)
            b.mouth.played(1, "stopped", 2_000)
            await b.go(600)
            assert b.mouth.held == snapshot(
                " would you look at first? Tell me why that is the one for the team."
            )
            assert not b.spoken
            b.mouth.resume()
            await b.go(0)
            assert b.mouth.held is None
            assert b.mouth.speaking
            assert b.synthesizer.asked.count("Which metric would you look at first?") == 1
            await b.go(30_000)
        assert [(s.turn, s.heard) for s in b.spoken] == [(1, len(LINE)), (2, 9)]
        whole = sum(b.synthesizer.length_ms(text) for text in b.synthesizer.finished[:3])
        again = 2_000 - b.synthesizer.length_ms(SHORT) - PAUSE_MS
        assert length_ms(b.clips[0] or Clip(b"", 1)) == whole + again + 2 * PAUSE_MS

    asyncio.run(main())


def test_a_held_line_is_left_for_the_answer_and_recorded_before_it() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            b.mouth.say(2, "And then?")
            await b.go(2_000)
            b.mouth.hush(hold=True)
            b.mouth.played(1, "stopped", 2_000)
            await b.go(3_000)
            await b.mouth.leave()
            assert [(s.turn, s.end_ms) for s in b.spoken] == [(1, 2_000)]
            b.mouth.say(3, SHORT)
            await b.go(0)
        assert b.told[-1][1].turn == 3 if isinstance(b.told[-1][1], Sound) else False

    asyncio.run(main())


def test_a_new_line_takes_the_place_of_a_held_one() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            b.mouth.say(2, "And then?")
            await b.go(2_000)
            b.mouth.hush(hold=True)
            await b.go(1_000)
            b.mouth.say(3, SHORT)
            await b.go(5_000)
        assert [s.turn for s in b.spoken] == [1, 3]

    asyncio.run(main())


@pytest.mark.parametrize("by", ["key", "client"])
def test_the_voice_is_stopped_by_key_to_read_on(by: str) -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            b.mouth.say(2, "And then?")
            await b.go(2_000)
            if by == "key":
                b.mouth.silence()
            b.mouth.played(1, "stopped", 1_900)
            await b.go(10_000)
        assert [told.turn for _, told in b.told if isinstance(told, Hush)] == [1]
        assert [(s.turn, s.heard) for s in b.spoken] == [(1, len(LINE))]
        assert length_ms(b.clips[0] or Clip(b"", 1)) == 1_900

    asyncio.run(main())


def test_a_line_that_never_sounded_is_not_recorded() -> None:
    async def main() -> None:
        async with booth() as b:
            b.synthesizer.add(Take(wait_ms=500))
            b.mouth.say(1, LINE)
            await b.go(100)
            assert b.mouth.about_to_speak
            assert not b.mouth.speaking
            b.mouth.hush()
            await b.go(5_000)
            assert not b.mouth.about_to_speak
        assert b.told == []
        assert b.spoken == []

    asyncio.run(main())


def test_a_line_goes_on_when_the_client_comes_back() -> None:
    async def main() -> None:
        b = Booth()
        async with working(b):
            b.mouth.say(1, LINE)
            await b.go(2_000)
        await b.go(60_000)
        assert b.spoken == []
        async with working(b):
            b.mouth.say(1, LINE)
            assert b.mouth.speaking
            await b.go(30_000)
        assert [(s.turn, s.heard) for s in b.spoken] == [(1, len(LINE))]

    asyncio.run(main())


def test_a_line_that_was_cut_in_on_waits_for_its_verdict_over_a_lost_connection() -> None:
    async def main() -> None:
        b = Booth()
        async with working(b):
            b.mouth.say(1, LINE)
            await b.go(2_000)
            b.mouth.hush(hold=True)
            await b.go(100)
        await b.go(5_000)
        told = len(b.told)
        async with working(b):
            await b.go(5_000)
            assert len(b.told) == told
            await b.mouth.leave()
        assert [(s.turn, s.end_ms) for s in b.spoken] == [(1, 2_000)]

    asyncio.run(main())


def test_what_was_played_to_a_client_that_never_came_back_is_recorded() -> None:
    async def main() -> None:
        b = Booth()
        async with working(b):
            b.mouth.say(1, LINE)
            await b.go(2_000)
        await b.mouth.close()
        await b.mouth.close()
        assert [LINE[: s.heard] for s in b.spoken] == snapshot(["I see your point. Which metric"])

    asyncio.run(main())


def test_who_leaves_at_a_lines_end_leaves_one_record_of_it_with_its_sound() -> None:
    async def main() -> None:
        b = Booth()
        async with working(b):
            b.mouth.say(1, SHORT)
            await b.go(1_020)
            b.disk.clear()
            b.mouth.played(1, "ended", 1_020)
            await b.go(0)
            asyncio.get_running_loop().call_later(0, b.disk.set)
        assert [s.heard for s in b.spoken] == [len(SHORT)]
        assert [length_ms(clip) for clip in b.clips if clip] == [1_020]
        async with working(b):
            await b.go(5_000)
        await b.mouth.close()
        assert len(b.spoken) == 1

    asyncio.run(main())


# Faults -----------------------------------------------------------------------------------------------


def test_a_voice_that_fails_says_so_once_and_is_tried_again_later() -> None:
    async def main() -> None:
        async with booth() as b:
            b.synthesizer.add(CRASH, CRASH, CRASH)
            b.mouth.say(1, SHORT)
            b.mouth.say(2, SHORT)
            await b.go(100)
            assert b.notices == ["synthesizer-lost"]
            assert len(b.synthesizer.asked) == 1
            b.mouth.say(2, SHORT)
            await b.go(BACK_OFF_MS[0])
            assert len(b.synthesizer.asked) == 1
            b.mouth.say(3, SHORT)
            await b.go(BACK_OFF_MS[0] + 100)
            b.mouth.say(4, SHORT)
            await b.go(BACK_OFF_MS[1])
            b.mouth.say(5, SHORT)
            await b.go(BACK_OFF_MS[2])
            assert b.notices == ["synthesizer-lost"]
            b.mouth.say(6, SHORT)
            await b.go(5_000)
        assert b.notices == ["synthesizer-lost", "synthesizer-back"]
        assert [s.turn for s in b.spoken] == [6]

    asyncio.run(main())


def test_a_line_whose_voice_fails_in_the_middle_stands_as_text() -> None:
    async def main() -> None:
        async with booth() as b:
            b.synthesizer.add(Take(), Take(pieces=2, error=CRASH), CRASH)
            b.mouth.say(1, LINE)
            await b.go(30_000)
            assert not b.mouth.speaking
        assert b.stream == snapshot(
            [
                "    0 sound 1 200",
                "    0 sound 1 200",
                "    0 sound 1 200",
                "    0 sound 1 200",
                "    0 sound 1 200",
                "    0 sound 1 20",
                "    0 sound 1 140",
                "    0 sound 1 200",
                "    0 sound 1 0 last",
                "    0 synthesizer-lost",
            ]
        )
        assert b.spoken == []

    asyncio.run(main())


def test_a_record_that_cannot_be_stored_is_told_and_the_next_line_is_said() -> None:
    async def main() -> None:
        b = Booth()
        locked = VivaError("store-locked", "The database is busy.", "Try again.")

        async def refuse(spoken: LineSpoken, clip: Clip | None) -> None:
            del spoken, clip
            raise locked

        b.mouth._spoken = refuse
        async with working(b):
            b.mouth.say(1, SHORT)
            b.mouth.say(2, SHORT)
            await b.go(10_000)
        assert b.notices == ["store-locked", "store-locked"]
        assert b.sent_ms(2) == 1_020

    asyncio.run(main())


def test_a_line_of_nothing_that_can_be_said_is_passed_over() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, "…")
            b.mouth.say(2, SHORT)
            await b.go(100)
        assert [told.turn for _, told in b.told if isinstance(told, Sound)][:1] == [2]

    asyncio.run(main())


# Ahead of time ----------------------------------------------------------------------------------------


def test_a_likely_line_that_was_made_ahead_goes_out_at_once() -> None:
    async def main() -> None:
        async with booth() as b:
            b.synthesizer.add(*(Take(wait_ms=100) for _ in range(9)))
            b.mouth.prepare([LINE, "Let us go on, then. What do you monitor?"])
            await b.go(10_000)
            assert b.synthesizer.finished == snapshot(
                [
                    "I see your point.",
                    "Let us go on, then.",
                    "Which metric would you look at first?",
                    "Tell me why that is the one for the team.",
                    "What do you monitor?",
                ]
            )
            b.mouth.say(1, LINE)
            await b.go(0)
            assert b.sent_ms(1) >= 1_000

    asyncio.run(main())


def test_what_proves_unlikely_is_dropped_at_once() -> None:
    async def main() -> None:
        async with booth() as b:
            b.synthesizer.add(Take(wait_ms=100))
            b.mouth.prepare([LINE])
            await b.go(150)
            b.mouth.prepare(["Let us go on, then."])
            await b.go(5_000)
        assert b.synthesizer.asked == [SHORT, "Let us go on, then."]
        assert b.synthesizer.finished == ["Let us go on, then."]

    asyncio.run(main())


def test_a_likely_clause_that_is_being_made_when_it_is_said_is_not_begun_again() -> None:
    async def main() -> None:
        async with booth() as b:
            b.synthesizer.add(Take(wait_ms=100))
            b.mouth.prepare([SHORT])
            await b.go(250)
            b.mouth.say(1, SHORT)
            await b.go(60)
            assert b.sent_ms(1) == 400
            await b.go(1_000)
        assert b.synthesizer.asked == [SHORT]

    asyncio.run(main())


def test_a_real_line_waits_for_no_speculation() -> None:
    async def main() -> None:
        async with booth(cache=MemoryCache()) as b:
            b.synthesizer.add(Take(wait_ms=1_000))
            b.mouth.warm(["A line for the shelf, and a long one."])
            b.mouth.prepare([LINE])
            await b.go(500)
            b.mouth.say(1, "Go on with that.")
            await b.go(0)
            assert b.sent_ms(1) > 0

    asyncio.run(main())


def test_idle_time_fills_the_shelf_and_the_shelf_is_used() -> None:
    async def main() -> None:
        cache = MemoryCache()
        async with booth(cache=cache) as b:
            b.mouth.warm([SHORT, "Take your time with it."])
            b.mouth.warm([SHORT])
            await b.go(100)
        assert [text for _, text in cache.clips] == [SHORT, "Take your time with it."]
        async with booth(cache=cache) as again:
            again.mouth.warm([SHORT])
            again.mouth.say(1, SHORT)
            await again.go(5_000)
        assert again.synthesizer.asked == []
        assert [s.heard for s in again.spoken] == [len(SHORT)]

    asyncio.run(main())


def test_what_was_said_already_is_not_made_again_for_the_shelf() -> None:
    async def main() -> None:
        cache = MemoryCache()
        async with booth(cache=cache) as b:
            b.mouth.say(1, SHORT)
            await b.go(5_000)
            b.mouth.warm([SHORT])
            await b.go(100)
        assert b.synthesizer.asked == [SHORT]
        assert [text for _, text in cache.clips] == [SHORT]

    asyncio.run(main())


def test_only_authored_words_come_on_the_shelf() -> None:
    async def main() -> None:
        cache = MemoryCache()
        async with booth(cache=cache) as b:
            b.mouth.say(1, "You said “my own words”.")
            b.mouth.prepare(["You said “more of them”."])
            b.mouth.say(2, SHORT, keep=True)
            await b.go(10_000)
        assert [text for _, text in cache.clips] == [SHORT]

    asyncio.run(main())


def test_after_a_failed_speculation_nothing_is_made_ahead_for_a_while_and_nobody_is_troubled() -> None:
    async def main() -> None:
        async with booth(cache=MemoryCache()) as b:
            b.synthesizer.add(CRASH)
            b.mouth.prepare([LINE])
            await b.go(100)
            assert b.synthesizer.asked == [SHORT]
            assert b.notices == []
            b.mouth.say(1, SHORT)
            await b.go(100)
            assert b.sent_ms(1) == 1_020

    asyncio.run(main())


def test_the_shelf_waits_while_the_candidate_talks() -> None:
    async def main() -> None:
        async with booth(cache=MemoryCache()) as b:
            b.mouth.prepare([SHORT])
            b.mouth.warm(["Take your time with it."])
            await b.go(QUIET_MS - 10)
            assert b.synthesizer.asked == [SHORT]
            b.mouth.prepare([SHORT])
            await b.go(QUIET_MS - 10)
            assert b.synthesizer.asked == [SHORT]
            await b.go(20)
            assert b.synthesizer.asked == [SHORT, "Take your time with it."]

    asyncio.run(main())


# Echo -------------------------------------------------------------------------------------------------


def test_the_reference_for_the_echo_is_what_plays_now() -> None:
    async def main() -> None:
        async with booth() as b:
            b.mouth.say(1, LINE)
            await b.go(40)
            b.mouth.played(1, "started", 0)
            await b.go(500)
            pcm = b"".join(told.pcm for _, told in b.told if isinstance(told, Sound))
            played = np.frombuffer(pcm, "<i2")[: 500 * 16].astype(np.float32) / 32_768
            window = b.mouth.sounding(1_000)
            assert window.shape == (16_000,)
            assert window.dtype == np.float32
            assert not window[:8_000].any()
            np.testing.assert_allclose(window[8_000:], played, atol=1e-4)

    asyncio.run(main())


def test_after_the_line_the_reference_falls_silent() -> None:
    async def main() -> None:
        async with booth() as b:
            assert not b.mouth.sounding(400).any()
            b.mouth.say(1, SHORT)
            await b.go(1_020)
            b.mouth.played(1, "ended", 1_020)
            await b.go(100)
            tail = b.mouth.sounding(400)
            assert tail[: 300 * 16].any()
            assert not tail[300 * 16 :].any()
            await b.go(400)
            assert not b.mouth.sounding(400).any()

    asyncio.run(main())
