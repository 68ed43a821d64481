"""From `git clone` to an open page, with an empty home: seconds and disk. Run: `viva bench fresh_clone`.

It fetches the packages again, so it needs the network.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import httpx

import running


def main() -> None:
    """One run: what is fetched is not repeated for a median."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "viva"
        environment = {
            **running.clean(os.environ), "HOME": folder, "VIVA_HOME": f"{folder}/home",
            "PIP_NO_CACHE_DIR": "1", "UV_NO_CACHE": "1",
        }  # fmt: skip
        began = time.perf_counter()
        subprocess.run(["git", "clone", "-q", str(running.ROOT), str(clone)], check=True)
        process = subprocess.Popen(
            ["make", "-s", "run", "ARGS=--port 0"],
            cwd=clone, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            httpx.get(url, timeout=30).raise_for_status()
            print(f"git clone to open page: {time.perf_counter() - began:.0f} s")
            used = subprocess.run(["du", "-sm", str(clone)], check=True, capture_output=True, text=True)
            print(f"on disk: {used.stdout.split()[0]} MB")
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()
