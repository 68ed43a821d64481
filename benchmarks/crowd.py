"""A hundred typed sessions at once on one process. Run: `viva bench crowd`."""

import asyncio
import time

import running

SESSIONS = 100
ANSWERS = 4


async def _crowd(url: str) -> list[float]:
    turns = running.candidate_turns()
    sessions = [running.new_session(url, "system-design-short") for _ in range(SESSIONS)]
    began = time.perf_counter()
    held = await asyncio.gather(
        *(
            running.interview(
                url, session, [turns[(i + k) % len(turns)] for k in range(ANSWERS)], patience_s=300
            )
            for i, session in enumerate(sessions)
        )
    )
    print(f"{SESSIONS} sessions, {ANSWERS} answers each, in {time.perf_counter() - began:.1f} s, no error")
    return [delay for one in held for delay in one]


def main() -> None:
    """Any error ends it with a traceback."""
    with running.server() as server:
        delays = asyncio.run(_crowd(server.url))
        print(running.row("answer to next line, all answering at once", delays, "ms"))
        print(f"resident memory afterwards: {server.resident_mb:.0f} MB")


if __name__ == "__main__":
    main()
