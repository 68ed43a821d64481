"""What was acknowledged survives the process."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from store.events import START, WHEN, answer
from viva.adapters.sql_store import SqlStore


@pytest.mark.parametrize("acknowledged", [1, 30])
def test_everything_acknowledged_is_there_after_kill(tmp_path: Path, acknowledged: int) -> None:
    url = f"sqlite:///{tmp_path / 'viva.db'}"
    tests = Path(__file__).parent.parent
    path = os.pathsep.join([str(tests), str(tests.parent / "server")])
    with subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("killed.py")), url],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as child:
        assert child.stdout is not None
        last = 0
        for _ in range(acknowledged):
            last = int(child.stdout.readline())
        child.kill()
        last = max([last, *(int(line) for line in child.stdout.read().splitlines() if line)])

    store = SqlStore(url)
    log = asyncio.run(store.read("a"))
    assert [stored.seq for stored in log] == list(range(1, len(log) + 1))
    assert len(log) >= last
    assert log[last - 1].event == answer(last - 1, f"answer {last} " * 50)
    # The log goes on where it ended.
    asyncio.run(store.append("a", [(10**6, answer(0))], after_seq=len(log)))
    store.close()


def test_a_session_is_there_after_the_store_is_closed_and_opened(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'viva.db'}"
    for turn in range(3):
        store = SqlStore(url)
        if turn == 0:
            asyncio.run(store.create("a", WHEN, [(0, START)]))
        asyncio.run(store.append("a", [(turn, answer(turn))], after_seq=turn + 1))
        store.close()
    store = SqlStore(url)
    assert len(asyncio.run(store.read("a"))) == 4
    store.close()
