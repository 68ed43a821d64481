"""Commands that stand for players of sound, on a PATH of their own."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

WORKS = '/bin/cat >> "{folder}/heard"'
"""Takes everything on stdin."""
FAILS = 'echo tried >> "{folder}/tries"\nexit 1'
HANGS = 'echo $$ > "{folder}/playing"\nexec /bin/sleep 1000'
"""Says that it plays, to whoever asks, and plays on."""
WRAPS = 'echo $$ > "{folder}/playing"\n/bin/sleep 1000\nexit 0'
"""The same through a child of its own."""


@dataclass(frozen=True, slots=True)
class Loudspeaker:
    """A folder that is the whole PATH, and what was played there."""

    folder: Path

    def has(self, name: str, script: str) -> None:
        """A command of that name."""
        file = self.folder / name
        file.write_text("#!/bin/sh\n" + script.replace("{folder}", str(self.folder)) + "\n", "utf-8")
        file.chmod(0o755)

    @property
    def heard(self) -> bytes:
        """All that went to `WORKS`."""
        file = self.folder / "heard"
        return file.read_bytes() if file.exists() else b""

    @property
    def tries(self) -> int:
        """How often `FAILS` was run."""
        file = self.folder / "tries"
        return len(file.read_text("utf-8").splitlines()) if file.exists() else 0

    def playing(self) -> int:
        """The process id of the next `HANGS`; waits for it."""
        return int((self.folder / "playing").read_text("utf-8"))


def make_loudspeaker(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Loudspeaker:
    """Without any command."""
    os.mkfifo(folder / "playing")
    monkeypatch.setenv("PATH", str(folder))
    return Loudspeaker(folder)


def runs(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
