"""faster-whisper behind `ports.Transcriber`, in a child process, from a folder on this machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from viva.adapters.audio_pieces import AudioPiece, cleaned, pieces
from viva.adapters.heard_words import Piece, heard, joined
from viva.adapters.worker import Job, Worker, python
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock, Heard, Samples, TranscriberCapabilities

LONGEST_S: Final = 28.0
START_MS: Final = 60_000
PIECE_MS: Final = 30_000
"""A piece takes a fifth of its length on two cores; ten times that is a hang."""

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

        Raises `VivaError`: transcriber-missing, transcriber-crashed, transcriber-timeout.
        """
        parts = pieces(cleaned(audio), LONGEST_S)
        return joined([await self._part(part, hotwords, fillers=fillers) for part in parts])

    async def warm(self) -> None:
        """Starts the child, which loads the model and decodes a second of silence."""
        await self._worker.start()

    async def close(self) -> None:
        """Ends the child. A later call starts another."""
        await self._worker.close()

    async def _part(self, part: AudioPiece, hotwords: Sequence[str], *, fillers: bool) -> Heard:
        head = {"hotwords": list(hotwords), "fillers": fillers}
        answer = await self._worker.call(head, part.samples.astype("<f4").tobytes(), timeout_ms=PIECE_MS)
        return heard((Piece(*word) for word in answer.head["words"]), part.start_ms)
