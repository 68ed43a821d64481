"""A process that appends events and says so after each; it is killed in the middle of that."""

import asyncio
import sys

from store.events import START, WHEN, answer
from viva.adapters.sql_store import SqlStore


async def main(url: str) -> None:
    """Prints the seq of every event that was acknowledged, until it is killed."""
    store = SqlStore(url)
    await store.create("a", WHEN, [(0, START)])
    seq = 1
    while True:
        await store.append("a", [(seq, answer(seq, f"answer {seq + 1} " * 50))], after_seq=seq)
        seq += 1
        print(seq, flush=True)


asyncio.run(main(sys.argv[1]))
