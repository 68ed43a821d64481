"""faster-whisper behind `ports.Transcriber`, in a child process, from a folder on this machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from viva.adapters.audio_pieces import AudioPiece, cleaned, pieces
from viva.adapters.heard_words import Piece, heard, joined
from viva.adapters.worker import Job, Worker, python
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock, Heard, Samples, TranscriberCapabilities
from viva.speech.pcm import RATE

LONGEST_S: Final = 28.0
START_MS: Final = 60_000
PIECE_MS: Final = 30_000
"""The longest that any piece is waited for."""

LEAST_MS: Final = 10_000
"""The least. A short piece takes 0.3 s on two cores, and below 1 s where it is decoded once more in a window
of 30 s: ten times that is a hang, or a machine that is busy with something else."""

LENGTHS: Final = 1.5
"""A long piece takes a fifth of its length on two cores; more than this many lengths is a hang."""

_FILES: Final = ("model.bin", "config.json", "tokenizer.json")
_JOB: Final = Job("transcriber", "speech recogniser")


class Whisper:
    """Speech to text on this machine. Loaded by its first call, or by `warm`; calls wait for their turn."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        *,
        device: Literal["auto", "cpu", "cuda"] = "cpu",
        threads: int = 2,
        beam: int = 1,
        background: bool = False,
        command: Sequence[str] | None = None,
    ) -> None:
        """`folder` holds a CTranslate2 Whisper model. `background`: at a lower priority.

        `command` replaces the child process. Raises `VivaError` (transcriber-missing).
        """
        missing = [name for name in _FILES if not (folder / name).is_file()]
        if missing:
            raise VivaError(
                "transcriber-missing",
                f"The speech recogniser is not in {folder}: {missing[0]} is missing.",
                "Fetch it with: viva models fetch speech-to-text.",
                ErrorKind.UNAVAILABLE,
            )
        self._name = folder.name
        self._device = device
        self._clock = clock
        self._least_ms = LEAST_MS
        arguments = (str(folder), "--threads", str(threads), "--beam", str(beam))
        self._worker = Worker(
            command or python("viva.adapters.whisper_worker", *arguments, "--device", device),
            job=_JOB,
            clock=clock,
            start_timeout_ms=START_MS,
            background=background,
            environment={"OMP_WAIT_POLICY": "passive", "HF_HUB_OFFLINE": "1"},
        )

    @property
    def capabilities(self) -> TranscriberCapabilities:
        """Local, with hotwords."""
        return TranscriberCapabilities("whisper", self._name)

    @property
    def pid(self) -> int | None:
        """The child's, while there is one."""
        return self._worker.pid

    async def transcribe(
        self, audio: Samples, hotwords: Sequence[str] = (), *, fillers: bool = False
    ) -> Heard:
        """The words in a piece of any length; past 28 s it is cut where it is quiet.

        Somebody may be waiting for a single piece: it is given up after `LENGTHS` of its length, within
        `LEAST_MS` and `PIECE_MS`. Each time-out doubles the least, so that a machine that is merely slow
        gets there at the second try or the third, until a piece is heard within `LEAST_MS` again. The parts
        of a longer one have `PIECE_MS` each.
        Raises `VivaError`: transcriber-missing, transcriber-crashed, transcriber-timeout.
        """
        parts = tuple(pieces(cleaned(audio), LONGEST_S))
        if len(parts) == 1:
            return await self._waited_for(parts[0], hotwords, fillers=fillers)
        return joined([await self._part(part, hotwords, PIECE_MS, fillers=fillers) for part in parts])

    async def warm(self) -> None:
        """Starts the child, which loads the model and decodes a second of silence."""
        await self._worker.start()

    async def close(self) -> None:
        """Ends the child. A later call starts another."""
        await self._worker.close()

    async def _waited_for(self, part: AudioPiece, hotwords: Sequence[str], *, fillers: bool) -> Heard:
        wanted = max(self._least_ms, round(LENGTHS * len(part.samples) * 1000 / RATE))
        began = self._clock.monotonic_ms()
        try:
            found = await self._part(part, hotwords, min(wanted, PIECE_MS), fillers=fillers)
        except VivaError as error:
            if error.code == f"{_JOB.code}-timeout":
                self._least_ms = min(2 * self._least_ms, PIECE_MS)
            raise
        if self._clock.monotonic_ms() - began <= LEAST_MS:
            self._least_ms = LEAST_MS
        return found

    async def _part(
        self, part: AudioPiece, hotwords: Sequence[str], limit_ms: int, *, fillers: bool
    ) -> Heard:
        head = {"hotwords": list(hotwords), "fillers": fillers}
        answer = await self._worker.call(head, part.samples.astype("<f4").tobytes(), timeout_ms=limit_ms)
        return heard((Piece(*word) for word in answer.head["words"]), part.start_ms)
