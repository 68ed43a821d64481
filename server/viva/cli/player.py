"""Commands that play sound, as they are found on PATH. None of them is run through a shell."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import wave
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clip

READ: Final = "Lines are shown and not spoken."
"""What a terminal without sound comes down to."""
HANGS: Final = "it does not come to an end"
_FILE_VARIABLE: Final = "VIVA_SOUND"
_RAW: Final = {
    "paplay": ("--raw", "--rate={rate}", "--format=s16le", "--channels=1", "--client-name=viva"),
    "aplay": ("-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", "{rate}"),
}
"""Commands that take samples on stdin."""
_BY_FILE: Final = {
    "pw-play": ("{file}",),
    "afplay": ("{file}",),
    "powershell": (
        "-NoProfile",
        "-NonInteractive",
        "-Command",
        f"(New-Object System.Media.SoundPlayer $env:{_FILE_VARIABLE}).PlaySync()",
    ),
}
"""Commands that take a file. `pw-play` reads stdin too, but how differs from version to version."""
_ORDER: Final = {"darwin": ("afplay",), "win32": ("powershell",)}
_LINUX: Final = ("paplay", "pw-play", "aplay")


@dataclass(frozen=True, slots=True)
class Player:
    """A command at `path`; `options` may hold `{rate}` and, where it takes a file, `{file}`."""

    name: str
    path: str
    options: Sequence[str]
    by_file: bool

    async def play(self, clip: Clip) -> None:
        """Returns when it has sounded. Cancelled, it is silent at once.

        Raises `VivaError` (player-failed).
        """
        try:
            if not self.by_file:
                await self._run(clip, "")
                return
            with TemporaryDirectory(prefix="viva-", ignore_cleanup_errors=True) as folder:
                file = Path(folder) / "line.wav"
                await asyncio.to_thread(_write_wave, file, clip)
                await self._run(clip, str(file))
        except OSError as error:
            raise unplayable(self.name, (error.strerror or str(error)).lower()) from error

    async def _run(self, clip: Clip, file: str) -> None:
        """In a process group of its own: a Ctrl-C at the prompt is Viva's to deal with."""
        spawning = asyncio.create_task(
            asyncio.create_subprocess_exec(
                self.path,
                *(option.format(rate=clip.rate, file=file) for option in self.options),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, _FILE_VARIABLE: file},
                start_new_session=True,
            )
        )
        try:
            # Cancelled half-way, asyncio would end the process alone and wait for its children.
            process = await asyncio.shield(spawning)
            await process.communicate(b"" if self.by_file else clip.pcm)
        finally:
            process = await spawning
            _stop(process)
            await process.wait()
        if process.returncode:
            raise unplayable(self.name, f"exit code {process.returncode}")


def _stop(process: asyncio.subprocess.Process) -> None:
    """With whatever it started: a script's own child would hold the pipe, and waiting would not end."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def unplayable(name: str, why: str) -> VivaError:
    """The player of that name cannot be used."""
    return VivaError(
        "player-failed",
        f"{name} could not play the interviewer’s voice ({why}). {READ}",
        "See that this computer has a sound device that works; the page in a browser needs no player.",
        ErrorKind.UNAVAILABLE,
    )


def players(platform: str = sys.platform) -> Sequence[Player]:
    """Those that are here, best first. Raises `VivaError` (player-missing) where there is none."""
    wanted = _ORDER.get(platform, _LINUX)
    found = [
        Player(name, path, _RAW.get(name) or _BY_FILE[name], by_file=name in _BY_FILE)
        for name in wanted
        if (path := shutil.which(name)) is not None
    ]
    if not found:
        names = wanted[0] if len(wanted) == 1 else f"{', '.join(wanted[:-1])} or {wanted[-1]}"
        raise VivaError(
            "player-missing",
            f"No command that plays sound is here: {names}. {READ}",
            "On Debian: apt-get install alsa-utils." if wanted is _LINUX else "See that it is on PATH.",
            ErrorKind.UNAVAILABLE,
        )
    return found


def _write_wave(file: Path, clip: Clip) -> None:
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(clip.rate)
        out.writeframes(clip.pcm)
