"""The command espeak-ng: a plain voice that is small and everywhere. One process a text."""

import asyncio
import contextlib
import shutil
import subprocess
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Final, cast

from viva.adapters.speakable import for_espeak, parts
from viva.adapters.synthesizer_errors import crashed, missing, timed_out
from viva.adapters.wave_stream import WaveStream
from viva.deadline import within
from viva.ports import Clock, SynthesizerCapabilities

RATE: Final = 22_050
VOICE: Final = "en-us"
PIECE_MS: Final = 5_000
_SPEED: Final = "165"
_BLOCK: Final = 8_192
_COMMANDS: Final = ("espeak-ng", "espeak")


def espeak_command() -> str | None:
    """Where the command is, or None."""
    return next((found for name in _COMMANDS if (found := shutil.which(name))), None)


class Espeak:
    """The text goes in by stdin, so that it is never an option; the sound comes out by stdout."""

    def __init__(self, clock: Clock, voice: str | None = None, command: Sequence[str] | None = None) -> None:
        """Raises `VivaError` (synthesizer-missing) where there is no such command."""
        found = espeak_command()
        if command is None and found is None:
            raise missing("espeak-ng is not installed.", "On Debian: apt-get install espeak-ng.")
        voice = voice or VOICE
        self._command = tuple(command) if command is not None else (
            str(found), "--stdin", "--stdout", "-s", _SPEED, f"-v{voice}",
        )  # fmt: skip
        self._clock = clock
        self._lock = asyncio.Lock()
        self._capabilities = SynthesizerCapabilities("espeak", f"espeak {voice} {_SPEED}", RATE, streams=True)

    @property
    def capabilities(self) -> SynthesizerCapabilities:
        """Of the voice that was asked for."""
        return self._capabilities

    async def synthesize(self, text: str) -> AsyncGenerator[bytes]:
        """See `ports.Synthesizer`."""
        async with self._lock:
            for part in parts(text):
                async with aclosing(self._said(for_espeak(part))) as pieces:
                    async for piece in pieces:
                        yield piece

    async def warm(self) -> None:
        """There is nothing to load."""

    async def close(self) -> None:
        """Nothing stays open between texts."""

    async def _said(self, text: str) -> AsyncGenerator[bytes]:
        process = await self._started()
        out = cast("asyncio.StreamReader", process.stdout)
        feeding = asyncio.ensure_future(_feed(cast("asyncio.StreamWriter", process.stdin), text))
        wave = WaveStream(RATE)
        heard = False
        try:
            while block := await within(self._clock, PIECE_MS, out.read(_BLOCK)):
                if pcm := wave.pcm(block):
                    heard = True
                    yield pcm
            if not heard:
                raise crashed("espeak-ng made no sound")
            # A process that is killed while it ends on its own is reaped twice, and asyncio complains of it.
            await within(self._clock, PIECE_MS, process.wait())
        except TimeoutError:
            raise timed_out() from None
        except ValueError as error:
            raise crashed(f"espeak-ng {error}") from error
        finally:
            feeding.cancel()
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await asyncio.gather(feeding, process.wait(), return_exceptions=True)

    async def _started(self) -> asyncio.subprocess.Process:
        try:
            return await asyncio.create_subprocess_exec(
                *self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise missing(
                f"espeak-ng cannot be started: {(error.strerror or str(error)).lower()}.",
                "On Debian: apt-get install espeak-ng.",
            ) from error


async def _feed(stdin: asyncio.StreamWriter, text: str) -> None:
    with contextlib.suppress(ConnectionError):
        stdin.write(f"{text}\n".encode())
        await stdin.drain()
    stdin.close()
