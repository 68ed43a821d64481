"""From a typed answer to the interviewer's next line, over the socket. Run: `viva bench answer`."""

import asyncio

import running


def main() -> None:
    """Several whole interviews one after the other; the first answer of the first one is cold."""
    turns = running.candidate_turns()
    delays: list[float] = []
    cold: list[float] = []
    with running.server() as server:
        for start in range(0, len(turns) - 6, 6):
            session = running.new_session(server.url, "system-design", questions=["photo-feed-ranking"])
            measured = asyncio.run(running.interview(server.url, session, turns[start : start + 6]))
            (cold if start == 0 else delays).extend(measured[:1] if start == 0 else measured)
            delays += measured[1:] if start == 0 else []
        print(running.row("first answer after start", cold, "ms"))
        print(running.row("typed answer to next line", delays, "ms"))
        print(f"resident memory afterwards: {server.resident_mb:.0f} MB")


if __name__ == "__main__":
    main()
