"""The live socket: replay then live, on a clock that a test moves."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from api.asgi import Socket
from api.harness import Bench
from viva.api.protocol import MAX_ANSWER_CHARS
from viva.api.socket import MAX_FRAME_CHARS, QUEUE_FRAMES
from viva.coach import Setup
from viva.coach.voices import Voices
from viva.codec.events import dump_stored
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.level import Mode

Frames = list[dict[str, Any]]


def held(
    library: Library,
    scenario: Callable[[Bench, str], Awaitable[None]],
    *,
    round_: str = "fundamentals",
    mode: Mode = Mode.COACH,
) -> None:
    """Runs a scenario on a started interview; nothing may be left running after it."""

    async def run() -> None:
        bench = Bench(library)
        session = await bench.coach.create(Setup(round_, mode=mode))
        await scenario(bench, session.id)
        await bench.coach.close()

    asyncio.run(run())


def seqs(frames: Frames) -> list[int]:
    """The seq of every event among the frames."""
    return [frame["seq"] for frame in frames if frame["type"] == "event"]


def events(frames: Frames) -> list[str]:
    """The type of every event among the frames."""
    return [frame["event"]["type"] for frame in frames if frame["type"] == "event"]


async def stored(bench: Bench, session_id: str) -> Frames:
    """The log as frames."""
    return [{"type": "event", **dump_stored(item)} for item in await bench.store.read(session_id)]


async def greeted(socket: Socket, last_seq: int, up_to: int) -> Frames:
    """Says hello and takes the replay."""
    socket.send(type="hello", last_seq=last_seq)
    return [await socket.receive() for _ in range(up_to - last_seq)]


def test_hello_brings_what_was_missed_in_order(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        log = await stored(bench, name)
        for last_seq in range(len(log) + 1):
            async with Socket(bench.app, name) as socket:
                assert await greeted(socket, last_seq, len(log)) == log[last_seq:]

    held(library, scenario)


def test_an_answer_is_stored_then_covered_then_replied_to(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            start = len(await stored(bench, name))
            await greeted(socket, 0, start)
            await bench.clock.advance(8_000)
            socket.send(type="answer", text="The mechanism, and maybe kp-1.", typing_ms=5_000)
            frames = await socket.until(event="interviewer_said")
            kinds = [frame["type"] for frame in frames]
            assert kinds[0] == "event"
            assert kinds[-1] == "event"
            assert set(kinds[1:-1]) == {"coverage"}
            answer = frames[0]["event"]
            assert answer["text"] == "The mechanism, and maybe kp-1."
            assert (answer["start_ms"], answer["end_ms"]) == (3_000, 8_000)
            covered = {f["criterion"]: f for f in frames[1:-1]}
            assert covered["mechanism"] == {
                "type": "coverage", "criterion": "mechanism", "label": 2,
                "turn": answer["turn"], "start": 4, "end": 13,
            }  # fmt: skip
            assert covered["kp-1"]["label"] == 1
            assert seqs(frames) == list(range(start + 1, start + 1 + len(seqs(frames))))

    held(library, scenario)


def test_exam_mode_keeps_coverage_to_itself(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            socket.send(type="answer", text="The mechanism.")
            frames = await socket.until(event="interviewer_said")
            assert "coverage" not in [frame["type"] for frame in frames]
        async with Socket(bench.app, name) as socket:
            socket.send(type="hello", last_seq=0)
            socket.send(type="end")
            frames = await socket.until(event="session_graded")
            assert "coverage" not in [frame["type"] for frame in frames]

    held(library, scenario, mode=Mode.EXAM)


def test_ending_says_that_grading_has_begun_and_brings_the_scorecard(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            socket.send(type="answer", text="The mechanism.")
            await socket.until(event="interviewer_said")
            socket.send(type="end")
            frames = await socket.until(event="session_graded")
            said = events(frames)
            assert said[0] == "control_used"
            assert said[-2:] == ["interview_ended", "session_graded"]
            assert frames[-2]["code"] == "grading"
            card = frames[-1]["event"]["scorecard"]
            assert {"id": "mechanism", "label": 2}.items() <= next(
                c for c in card["criteria"] if c["id"] == "mechanism"
            ).items()
            socket.send(type="answer", text="One more thing.")
            assert (await socket.receive())["code"] == "session-over"

    held(library, scenario)


@pytest.mark.parametrize("wish", ["hint", "repeat", "skip", "done"])
def test_every_wish_is_stored_and_replied_to(library: Library, wish: str) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            socket.send(type=wish)
            frames = await socket.until(event="interviewer_said")
            assert frames[0]["event"] == {"control": wish, "type": "control_used"}

    held(library, scenario)


def test_a_client_that_comes_back_at_any_point_misses_nothing_and_hears_nothing_twice(
    library: Library,
) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            for text in ("The mechanism.", "I don't know.", "kp-1 and kp-2."):
                socket.send(type="answer", text=text)
                await socket.until(event="interviewer_said")
        log = await stored(bench, name)
        for last_seq in range(len(log) + 1):
            async with Socket(bench.app, name) as socket:
                assert await greeted(socket, last_seq, len(log)) == log[last_seq:]
                covered = {}
                for _ in range(len(bench.coach._live[name].coverage)):
                    frame = await socket.receive()
                    covered[frame["criterion"]] = frame["label"]
                assert covered["mechanism"] == 2
                assert covered["kp-2"] == 2

    held(library, scenario)


def test_a_session_that_was_left_in_the_middle_goes_on_in_another_process(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            await bench.clock.advance(9_000)
            socket.send(type="answer", text="The mechanism.")
            await socket.until(event="interviewer_said")
        await bench.coach.close()
        log = await stored(bench, name)
        await bench.clock.advance(3_600_000)
        other = Bench(library, store=bench.store, clock=bench.clock)
        async with Socket(other.app, name) as socket:
            assert await greeted(socket, 0, len(log)) == log
            frames = await socket.until(event="session_resumed")
            assert frames[-1]["event"]["gap_ms"] == 3_600_000
            frames += await socket.until(event="interviewer_said")
            socket.send(type="answer", text="kp-1.")
            frames += await socket.until(event="answer_taken")
            assert frames[-1]["at_ms"] < 60_000  # the gap does not count
        await other.coach.close()

    held(library, scenario)


def test_two_windows_both_hear_everything_and_either_may_answer(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as older:
            start = len(await stored(bench, name))
            await greeted(older, 0, start)
            async with Socket(bench.app, name) as newer:
                assert (await older.receive())["code"] == "opened-elsewhere"
                await greeted(newer, 0, start)
                newer.send(type="answer", text="From the newer window.")
                older.send(type="answer", text="From the older window.")
                heard = [[f for f in await both(window) if f["type"] == "event"] for window in (older, newer)]
                assert heard[0] == heard[1]
                said = [f["event"]["text"] for f in heard[0] if f["event"]["type"] == "answer_taken"]
                assert sorted(said) == ["From the newer window.", "From the older window."]
                assert seqs(heard[0]) == list(range(start + 1, start + 1 + len(heard[0])))
            older.send(type="answer", text="Still here.")
            await older.until(event="answer_taken")

    async def both(window: Socket) -> Frames:
        """Two answers, each with its reply."""
        return [frame for _ in range(2) for frame in await window.until(event="interviewer_said")]

    held(library, scenario)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "object"),
        ("null", "object"),
        ("5", "object"),
        ('{"type": "dance"}', "dance"),
        ('{"text": "no type"}', "type"),
        ('{"type": "answer"}', "text"),
        ('{"type": "answer", "text": 5}', "text"),
        ('{"type": "answer", "text": "x", "loud": true}', "loud"),
        ('{"type": "answer", "text": "x", "typing_ms": -1}', "typing_ms"),
        ('{"type": "answer", "text": "\\ud800"}', ""),
        ('{"type": "hello", "last_seq": 0}', "once"),
        ('{"type": "hint", "' + "a" * 70_000 + '": 1}', ""),
        (json.dumps({"type": "answer", "text": "x" * (MAX_ANSWER_CHARS + 1)}), "text"),
        ("[" * (MAX_FRAME_CHARS + 1), "too long"),
        ("[" * 200_000, ""),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_broken_frame_is_told_and_the_connection_lives(library: Library, text: str, hint: str) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            start = len(await stored(bench, name))
            await greeted(socket, 0, start)
            socket.send_text(text)
            notice = await socket.receive()
            assert (notice["type"], notice["code"]) == ("notice", "bad-frame")
            assert hint in notice["hint"]
            assert len(notice["hint"]) < 500
            socket.send(type="repeat")
            assert seqs(await socket.until(event="interviewer_said"))[0] == start + 1

    held(library, scenario)


def test_nothing_is_done_before_hello(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        before = await stored(bench, name)
        async with Socket(bench.app, name) as socket:
            socket.send(type="answer", text="Too early.")
            assert (await socket.receive())["code"] == "bad-frame"
            assert await greeted(socket, 0, len(before)) == before
        assert await stored(bench, name) == before

    held(library, scenario)


def test_voice_is_said_to_be_unavailable(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        bench.services.voices = Voices
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            socket.send_bytes(b"\0" * 640)
            assert (await socket.receive())["code"] == "voice-unavailable"
            socket.send(type="audio_start", rate=16_000)
            assert (await socket.receive())["code"] == "voice-unavailable"
            socket.send(type="audio_stop")
            socket.send(type="repeat")
            assert (await socket.receive())["event"]["control"] == "repeat"

    held(library, scenario)


def test_an_empty_answer_is_refused_and_not_stored(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        before = await stored(bench, name)
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(before))
            socket.send(type="answer", text="  \n ")
            assert (await socket.receive())["code"] == "empty-answer"
        assert await stored(bench, name) == before

    held(library, scenario)


def test_an_answer_that_could_not_be_stored_is_not_acknowledged(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            before = await stored(bench, name)
            await greeted(socket, 0, len(before))
            bench.store.fail_next(
                VivaError("store-full", "The disk is full.", "Free some space.", ErrorKind.UNAVAILABLE)
            )
            socket.send(type="answer", text="The mechanism.")
            notice = await socket.receive()
            assert (notice["code"], notice["hint"]) == ("store-full", "Free some space.")
            assert await stored(bench, name) == before
            socket.send(type="answer", text="The mechanism.")
            frames = await socket.until(event="interviewer_said")
            assert seqs(frames)[0] == len(before) + 1

    held(library, scenario)


def test_a_session_that_is_not_there_is_told_before_the_socket_closes(library: Library) -> None:
    async def scenario(bench: Bench, _name: str) -> None:
        async with Socket(bench.app, "none") as socket:
            assert socket.accepted
            notice = await socket.receive()
            assert (notice["type"], notice["code"]) == ("notice", "unknown-session")
            assert notice["hint"]
            assert await socket.receive() == {}
            assert socket.code == 4404

    held(library, scenario)


def test_deleting_the_session_closes_its_sockets(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as socket:
            await greeted(socket, 0, len(await stored(bench, name)))
            await bench.coach.delete(name)
            assert await socket.receive() == {}
            assert socket.code == 4404

    held(library, scenario)


def test_a_graded_session_can_still_be_listened_to(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        await bench.coach.end(name)
        log = await stored(bench, name)
        async with Socket(bench.app, name) as socket:
            assert await greeted(socket, 0, len(log)) == log
            await bench.coach.grade(name)
            assert events([await socket.receive()]) == ["session_graded"]

    held(library, scenario)


def test_a_client_that_reads_nothing_is_closed_and_can_come_back(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as quick:
            start = len(await stored(bench, name))
            await greeted(quick, 0, start)
            async with Socket(bench.app, name, room=2) as slow:
                await quick.until(code="opened-elsewhere")
                await greeted(slow, 0, start)
                heard = start
                while len(await stored(bench, name)) < start + QUEUE_FRAMES + 10:
                    quick.send(type="repeat")
                    heard += len(seqs(await quick.until(event="interviewer_said")))
                frames: Frames = []
                while frame := await slow.receive():
                    frames.append(frame)
                assert slow.code == 4408
            last = seqs(frames)[-1]
            assert seqs(frames) == list(range(start + 1, last + 1))
            async with Socket(bench.app, name) as again:
                assert seqs(await greeted(again, last, heard)) == list(range(last + 1, heard + 1))

    held(library, scenario)


def test_one_client_that_breaks_off_does_not_disturb_another(library: Library) -> None:
    async def scenario(bench: Bench, name: str) -> None:
        async with Socket(bench.app, name) as staying:
            await greeted(staying, 0, len(await stored(bench, name)))
            for text in ("hello?", '{"type": "hello"}', "", '{"type": "hello", "last_seq": 1}'):
                async with Socket(bench.app, name) as leaving:
                    leaving.send_text(text)
                assert (await staying.receive())["code"] == "opened-elsewhere"
            staying.send(type="answer", text="The mechanism.")
            await staying.until(event="interviewer_said")

    held(library, scenario)
