"""`viva --help`, and from start to ready. Run: `viva bench startup`."""

import os
import subprocess
import time

import running


def main() -> None:
    """Medians over repeats, in ms."""
    environment = running.clean(os.environ)
    subprocess.run([running.command(), "--help"], capture_output=True, check=True, env=environment)
    helps: list[float] = []
    for _ in range(9):
        began = time.perf_counter()
        subprocess.run([running.command(), "--help"], capture_output=True, check=True, env=environment)
        helps.append((time.perf_counter() - began) * 1000)
    print(running.row("viva --help", helps, "ms"))
    ready: list[float] = []
    for _ in range(5):
        with running.server() as server:
            ready.append(server.ready_s * 1000)
    print(running.row("viva serve: start to first answer", ready, "ms"))


if __name__ == "__main__":
    main()
