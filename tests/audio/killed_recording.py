"""A process that records and says what is safe after each piece; it is killed in the middle of that."""

import asyncio
import sys
from pathlib import Path

from audio.sounds import pcm
from viva.adapters.flac_store import FlacStore


async def main(root: str) -> None:
    """Prints how many samples were handed over and how many are safe, until it is killed."""
    store = FlacStore(Path(root))
    await store.begin("a", "mic-1", sample=640, started_ms=5_000)
    said = pcm(60)
    for i in range(0, len(said), 1_024):
        safe = await store.append("a", said[i : i + 1_024])
        print((i + 1_024) // 2, safe, flush=True)


asyncio.run(main(sys.argv[1]))
