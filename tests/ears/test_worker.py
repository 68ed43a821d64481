"""The supervised child process: whatever it does, the caller gets an answer or an error, and can go on."""

import asyncio
import contextlib
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from pathlib import Path

import pytest

from llm.clock import WatchedClock
from viva.adapters.clocks import SystemClock
from viva.adapters.worker import Job, Worker
from viva.adapters.worker_child import packed
from viva.domain.errors import VivaError
from viva.ports import Clock

CHILD = (sys.executable, str(Path(__file__).parent / "child.py"))
JOB = Job("test", "test worker")
LIMIT_MS = 60_000


def worked(
    work: Callable[[Worker], Awaitable[None]],
    *arguments: str,
    command: tuple[str, ...] = CHILD,
    clock: Clock | None = None,
    background: bool = False,
) -> None:
    async def whole() -> None:
        worker = Worker((*command, *arguments), job=JOB, clock=clock or SystemClock(), background=background)
        try:
            await work(worker)
        finally:
            await worker.close()
        assert worker.pid is None

    asyncio.run(whole())


async def echoed(worker: Worker, say: str = "well") -> int:
    """Whether it answers; returns the child's process id."""
    frame = await worker.call({"say": say}, say.encode(), timeout_ms=LIMIT_MS)
    assert (frame.head["said"], frame.body) == (say, say.encode())
    return int(frame.head["pid"])


async def failed(worker: Worker, do: str, timeout_ms: int = LIMIT_MS) -> str:
    with pytest.raises(VivaError) as raised:
        await worker.call({"do": do}, timeout_ms=timeout_ms)
    return raised.value.code


def test_a_call_is_answered_and_the_child_is_kept() -> None:
    async def work(worker: Worker) -> None:
        assert await echoed(worker) == await echoed(worker, "again") == worker.pid
        big = os.urandom(5_000_000)
        assert (await worker.call({}, big, timeout_ms=LIMIT_MS)).body == big

    worked(work)


def test_what_a_library_prints_breaks_nothing() -> None:
    async def work(worker: Worker) -> None:
        await worker.call({"do": "print"}, timeout_ms=LIMIT_MS)
        await echoed(worker)

    worked(work)


@pytest.mark.parametrize("do", ["die", "break"])
def test_after_a_crash_the_next_call_starts_afresh(do: str, caplog: pytest.LogCaptureFixture) -> None:
    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        assert await failed(worker, do) == "test-crashed"
        assert await echoed(worker) != before

    worked(work)
    assert ("this goes to stderr" in caplog.text) == (do == "break")
    assert f"exit {7 if do == 'die' else 1}" in caplog.text


def test_a_child_killed_between_calls_is_replaced() -> None:
    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        os.kill(before, 9)
        with contextlib.suppress(VivaError):
            await echoed(worker)  # it may be noticed only by this call
        assert await echoed(worker) != before

    worked(work)


def test_a_failure_that_the_child_names_is_passed_on_and_the_child_is_kept() -> None:
    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        assert await failed(worker, "refuse") == "test-refused"
        assert await echoed(worker) == before

    worked(work)


def test_a_hang_is_a_timeout_and_the_child_is_killed() -> None:
    clock = WatchedClock()

    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        hung = asyncio.create_task(failed(worker, "hang", timeout_ms=1_234))
        await clock.until_asleep(1_234)
        await clock.advance(1_234)
        assert await hung == "test-timeout"
        assert worker.pid is None
        assert await echoed(worker) != before

    worked(work, clock=clock)


@pytest.mark.parametrize(("how", "code"), [("refuse", "test-missing"), ("die", "test-crashed")])
def test_a_failed_start_says_why(how: str, code: str) -> None:
    async def work(worker: Worker) -> None:
        with pytest.raises(VivaError) as raised:
            await worker.start()
        assert raised.value.code == code
        assert worker.pid is None

    worked(work, how)


def test_a_start_that_hangs_is_a_timeout() -> None:
    clock = WatchedClock()

    async def work(worker: Worker) -> None:
        starting = asyncio.create_task(worker.start())
        await clock.until_asleep(30_000)
        await clock.advance(30_000)
        with pytest.raises(VivaError, match="did not answer in time"):
            await starting

    worked(work, "hang", clock=clock)


def test_a_command_that_does_not_exist_is_missing() -> None:
    async def work(worker: Worker) -> None:
        assert await failed(worker, "echo") == "test-missing"

    worked(work, command=("/nowhere/at-all",))


@pytest.mark.parametrize(
    "garbage",
    [
        b"Segmentation fault (core dumped)",
        b"\xff" * 64,
        packed({"kind": "reply"}),
        packed({"id": 99, "kind": "ready"}),
        b"\0\0\0\2\0\0\0\0{}",
        b"\0\0\0\2\0\0\0\0[]",
        b"\0\0\0\1\0\0\0\0{",
        b"",
    ],
)
def test_garbage_is_a_crash(garbage: bytes) -> None:
    async def work(worker: Worker) -> None:
        assert await failed(worker, "echo") == "test-crashed"

    speak = f"import sys; sys.stdout.buffer.write({garbage!r})"
    worked(work, command=(sys.executable, "-c", speak))


def test_callers_wait_their_turn() -> None:
    async def work(worker: Worker) -> None:
        await asyncio.gather(*(echoed(worker, f"caller {i}") for i in range(8)))

    worked(work)


def test_a_cancelled_call_leaves_no_trace() -> None:
    clock = WatchedClock()

    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        going = asyncio.create_task(worker.call({"frames": 2_000}, b"x" * 1_000, timeout_ms=77))
        await clock.until_asleep(77)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        assert await echoed(worker) == before

    worked(work, clock=clock)


@pytest.mark.parametrize("steps", range(8))
def test_a_call_that_is_cancelled_as_its_answer_comes_takes_nothing_along(steps: int) -> None:
    async def work(worker: Worker) -> None:
        pid = await echoed(worker)
        for _ in range(3):
            call = asyncio.create_task(worker.call({"say": "gone"}, timeout_ms=LIMIT_MS))
            assert worker._child is not None
            await worker._child.arrived()
            for _ in range(steps):
                await asyncio.sleep(0)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            frame = await worker.call({"say": "here"}, timeout_ms=5_000)
            assert (frame.head["said"], frame.head["pid"]) == ("here", pid)

    worked(work)


def test_a_cancelled_call_that_hangs_does_not_hold_up_the_next_for_long() -> None:
    clock = WatchedClock()

    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        going = asyncio.create_task(worker.call({"do": "hang"}, timeout_ms=77))
        await clock.until_asleep(77)
        await clock.advance(27)
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
        after = asyncio.create_task(echoed(worker))
        await clock.until_asleep(50)
        await clock.advance(50)
        assert await after != before

    worked(work, clock=clock)


def test_work_that_can_be_interrupted_ends_when_its_caller_goes() -> None:
    async def work(worker: Worker) -> None:
        pid = await echoed(worker)
        for _ in range(3):
            call = asyncio.create_task(worker.call({"do": "work"}, timeout_ms=LIMIT_MS))
            await asyncio.sleep(0.02)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            assert await echoed(worker) == pid

    worked(work, "slow")


def test_a_stream_that_is_closed_stops_the_work() -> None:
    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        # More frames than could be sent within the test's patience.
        async with aclosing(worker.stream({"frames": 10**9}, b"x" * 1_000, timeout_ms=LIMIT_MS)) as frames:
            seen = [(await anext(frames)).head["i"] for _ in range(3)]
        assert seen == [0, 1, 2]
        assert await echoed(worker) == before

    worked(work)


def test_a_call_with_several_answers_is_a_fault_of_the_child() -> None:
    async def work(worker: Worker) -> None:
        with pytest.raises(VivaError) as raised:
            await worker.call({"frames": 2}, timeout_ms=LIMIT_MS)
        assert raised.value.code == "test-crashed"
        await echoed(worker)

    worked(work)


def test_closing_ends_a_call_that_is_going_on() -> None:
    clock = WatchedClock()

    async def work(worker: Worker) -> None:
        await echoed(worker)
        going = asyncio.create_task(failed(worker, "hang", timeout_ms=77))
        await clock.until_asleep(77)
        await worker.close()
        assert await going == "test-crashed"

    worked(work, clock=clock)


def test_closing_while_it_starts_leaves_no_child() -> None:
    async def work(worker: Worker) -> None:
        starting = asyncio.create_task(worker.start())
        await asyncio.sleep(0)
        await worker.close()
        await asyncio.gather(starting, return_exceptions=True)
        assert isinstance(starting.exception(), VivaError)
        assert worker.pid is None

    worked(work)


def test_it_can_be_used_again_after_it_was_closed() -> None:
    async def work(worker: Worker) -> None:
        before = await echoed(worker)
        await worker.close()
        assert await echoed(worker) != before

    worked(work)


@pytest.mark.skipif(sys.platform == "win32", reason="priorities are classes there")
@pytest.mark.parametrize("background", [False, True])
def test_background_work_has_a_lower_priority(background: bool) -> None:
    async def work(worker: Worker) -> None:
        frame = await worker.call({}, timeout_ms=LIMIT_MS)
        assert (frame.head["nice"] > os.nice(0)) == background

    worked(work, background=background)


def test_a_child_whose_server_is_gone_exits_even_while_it_works() -> None:
    child = subprocess.Popen(CHILD, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdin is not None
    child.stdin.write(packed({"kind": "request", "id": 1, "head": {"do": "hang"}}))
    child.communicate(timeout=30)
    assert child.returncode == 0
