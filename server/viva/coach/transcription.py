"""A recording of an interview, written down: who said what, and when."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.errors import ErrorKind, VivaError
from viva.domain.transcript import Transcript, Word, text_of
from viva.ports import Samples, Transcriber, VoiceDetector
from viva.speech.hallucination import plausible
from viva.speech.hotwords import Hotwords
from viva.speech.levels import FRAME, FRAME_MS, Block, LevelMeter, Levels
from viva.speech.pieces import Cutter, Piece
from viva.speech.speakers import Voice, heard_elsewhere, tell_apart, turns_of

MEASURING: Final = 0.05
"""The share of the work that looking at the levels is, for the progress."""
_CLIPPED: Final = 0.001

Progress = Callable[[float], None]


class Recording(Protocol):
    """A recording that can be gone through more than once."""

    @property
    def name(self) -> str: ...
    @property
    def length_ms(self) -> int:
        """As its header says; 0 where it doesn't."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What the last pass had to leave out."""
        ...

    def blocks(self) -> Iterator[Block]:
        """Blocks at 16 kHz, in order. Raises `VivaError`."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """A recording's words. `note` says what the reader should know of how they came about."""

    transcript: Transcript
    speakers: int
    note: str | None


def _no_progress(share: float) -> None:
    del share


_NOTHING_EXPECTED: Final = Hotwords(())


class Transcription:
    """Writes recordings down. `detector` makes a voice detector for one stream."""

    def __init__(self, transcriber: Transcriber, detector: Callable[[], VoiceDetector]) -> None:
        self._transcriber = transcriber
        self._detector = detector

    async def measure(self, recording: Recording, progress: Progress = _no_progress) -> Levels:
        """Goes through it once: a bad file is known early. Raises `VivaError` as the recording does."""
        meter = LevelMeter()
        at = 0
        async for block in _in_thread(recording.blocks()):
            await asyncio.to_thread(meter.add, block)
            at += block.shape[1]
            if recording.length_ms:
                progress(min(1.0, at / 16 / recording.length_ms) * MEASURING)
        return meter.measured()

    async def write(
        self,
        recording: Recording,
        *,
        levels: Levels | None = None,
        hotwords: Hotwords = _NOTHING_EXPECTED,
        progress: Progress = _no_progress,
    ) -> Written:
        """The words, with times from the start. Cancelling it stops the work after the piece at hand.

        `progress` is told the share that is done, 0..1. Raises `VivaError`: no-speech, and what the
        recording and the transcriber raise.
        """
        measured = levels or await self.measure(recording, progress)
        voices = tell_apart(measured)
        streams = [
            _Stream(voice, measured, [other for other in voices.each if other is not voice], self._detector())
            for voice in voices.each
        ]
        done = 0
        async for block in _in_thread(recording.blocks()):
            for stream in streams:
                for piece in await asyncio.to_thread(stream.hear, block):
                    await self._recognise(stream, piece, hotwords)
                    done = max(done, piece.start_ms + len(piece.audio) // FRAME * FRAME_MS)
                    progress(MEASURING + (1 - MEASURING) * min(1.0, done / max(measured.length_ms, 1)))
        for stream in streams:
            for piece in stream.finish():
                await self._recognise(stream, piece, hotwords)
        if not any(stream.words for stream in streams):
            raise VivaError(
                "no-speech",
                f"No speech was heard in {recording.name}.",
                "Check that it plays, and that it is in English.",
            )
        progress(1.0)
        turns, candidate = turns_of([stream.words for stream in streams])
        notes = [_note(voices.note, candidate), _clipping(measured), *recording.notes]
        return Written(Transcript(turns), len(streams), " ".join(note for note in notes if note) or None)

    async def _recognise(self, stream: "_Stream", piece: Piece, hotwords: Hotwords) -> None:
        expected = hotwords.pick(text_of(stream.words))
        heard = await self._transcriber.transcribe(piece.audio, expected)
        heard = plausible(heard, piece.voiced_ms, expected)
        stream.words += [
            Word(word.text, piece.start_ms + word.start_ms, piece.start_ms + word.end_ms, word.probability)
            for word in heard.words
        ]


def transcription(voices: Voices) -> Transcription:
    """What writes recordings down with these ears. Raises `VivaError` (transcriber-missing)."""
    if voices.transcriber is None or voices.detector is None:
        raise VivaError(
            "transcriber-missing",
            "Viva cannot hear yet: what it recognises speech with is not installed.",
            "viva doctor says what is missing and how to get it.",
            ErrorKind.UNAVAILABLE,
        )
    return Transcription(voices.transcriber, voices.detector)


def expected_words(library: Library, question: str | None) -> Hotwords:
    """What may be said: the terms of the question, where it is one of the bank, and of the glossary."""
    known = library.questions.get(question) if question else None
    return Hotwords(known.glossary if known is not None else (), library.glossary)


class _Stream:
    """One voice on its way through detector and cutter."""

    def __init__(
        self, voice: Voice, levels: Levels, others: Sequence[Voice], detector: VoiceDetector
    ) -> None:
        self.words: list[Word] = []
        self._channels = list(voice.channels)
        self._offset = float(levels.offset[self._channels].mean())
        self._gain = voice.gain
        self._elsewhere: NDArray[np.bool_] = heard_elsewhere(levels, voice, others)
        self._detector = detector
        self._cutter = Cutter()
        self._rest: Samples = np.zeros(0, np.float32)
        self._frame = 0

    def hear(self, block: Block) -> Sequence[Piece]:
        """The pieces that end in this block."""
        mono = (block[self._channels].mean(axis=0) - self._offset) * self._gain
        joined = np.concatenate([self._rest, np.clip(mono, -1.0, 1.0)]).astype(np.float32)
        whole = len(joined) - len(joined) % FRAME
        self._rest = joined[whole:]
        return [
            piece
            for start in range(0, whole, FRAME)
            if (piece := self._hear(joined[start : start + FRAME])) is not None
        ]

    def finish(self) -> Sequence[Piece]:
        """The last piece. The end that fills no frame is filled with silence."""
        last: list[Piece | None] = []
        if len(self._rest):
            last.append(self._hear(np.pad(self._rest, (0, FRAME - len(self._rest)))))
        last.append(self._cutter.finish())
        return [piece for piece in last if piece is not None]

    def _hear(self, frame: Samples) -> Piece | None:
        if self._frame < len(self._elsewhere) and self._elsewhere[self._frame]:
            frame = np.zeros_like(frame)
        self._frame += 1
        return self._cutter.hear(frame, self._detector.speech(frame))


async def _in_thread(blocks: Iterator[Block]) -> AsyncIterator[Block]:
    while (block := await asyncio.to_thread(next, blocks, None)) is not None:
        yield block


def _note(note: str | None, candidate: int) -> str:
    side = "left" if candidate == 0 else "right"
    return note or (
        f"Two speakers, told apart by channel: the {side} one was taken to be the candidate, who speaks most."
    )


def _clipping(levels: Levels) -> str | None:
    if levels.clipped < _CLIPPED:
        return None
    return "The recording is too loud and its peaks are cut off, so some words may be wrong."
