"""Runs the tests in two processes side by side: those that drive the browser, and the rest.

What each prints is shown when it is done. Fails if either does.
"""

import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

BROWSER: Final = "tests/browser"
HALVES: Final = ([BROWSER], ["tests", f"--ignore={BROWSER}"])


def run(arguments: list[str], codes: list[int], turn: threading.Lock) -> None:
    """One half, with its output in one piece."""
    pytest = str(Path(sys.executable).with_name("pytest"))
    done = subprocess.run([pytest, *arguments], capture_output=True, text=True, check=False)
    with turn:
        print(f"pytest {' '.join(arguments)}\n{done.stdout}{done.stderr}", flush=True)
        codes.append(done.returncode)


def main() -> int:
    """The worse of the two exit codes."""
    codes: list[int] = []
    turn = threading.Lock()
    threads = [threading.Thread(target=run, args=(half, codes, turn)) for half in HALVES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
