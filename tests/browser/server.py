"""The real command in a child process, with a home of its own."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import httpx

START_S: Final = 60
STOP_S: Final = 20


class Server:
    """`viva serve` on a home. It can be killed, held still, and started again at the same address."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.url = ""
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self._log = home.with_name(f"{home.name}.log")

    def start(self) -> None:
        """Raises `AssertionError` with the command's own words when it does not come up."""
        command = [str(Path(sys.executable).with_name("viva")), "serve", "--port", str(self._port)]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("VIVA_", "OPENAI_"))}
        env |= {"VIVA_HOME": str(self.home), "VIVA_OFFLINE": "1"}
        with self._log.open("a", encoding="utf-8") as log:
            self._process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=log, stdin=subprocess.DEVNULL, text=True, env=env
            )
        assert self._process.stdout
        ready, _, _ = select.select([self._process.stdout], [], [], START_S)
        line = self._process.stdout.readline().strip() if ready else ""
        if not line.startswith("http://"):
            self.stop()
            raise AssertionError(f"viva serve did not start: {line}\n{self.log()}")
        self.url = line
        self._port = httpx.URL(line).port or 0

    def log(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def stop(self) -> None:
        """Asks it to stop, and insists when it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def kill(self) -> None:
        """`kill -9`: nothing in it gets to run again."""
        process, self._process = self._process, None
        assert process is not None, "there is nothing to kill"
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()

    def hold_still(self) -> None:
        """Stops it from doing anything; what is sent to it stays unread."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def request(self, method: str, path: str, body: object = None) -> httpx.Response:
        """One request, whatever comes of it."""
        with httpx.Client(base_url=self.url, trust_env=False, timeout=60) as client:
            return (
                client.request(method, path, json=body) if body is not None else client.request(method, path)
            )

    def get(self, path: str) -> Any:
        """The JSON at a path."""
        return self.request("GET", path).raise_for_status().json()

    def post(self, path: str, body: object) -> Any:
        """The JSON answer to a JSON body."""
        return self.request("POST", path, body).raise_for_status().json()

    def said(self, session: str) -> list[str]:
        """The candidate's turns of a session."""
        turns: Sequence[dict[str, Any]] = self.get(f"/api/sessions/{session}")["turns"]
        return [turn["text"] for turn in turns if turn["speaker"] == "candidate"]
