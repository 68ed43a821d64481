"""Hears recorded answers once more, in idle time, for the fillers that the first hearing leaves out."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from viva.domain.errors import VivaError
from viva.domain.event import FillersCounted
from viva.domain.session import Session
from viva.domain.transcript import Speaker, Stretch, Turn
from viva.ports import AudioStore, Transcriber
from viva.speech.fillers import count_fillers
from viva.speech.pcm import RATE, samples_of

PIECE_MS: Final = 10_000
"""A piece is about as long, so that who speaks next never waits long for the recogniser."""
LONGEST_MS: Final = 28_000
"""Voice without a gap is cut after so much."""
MARGIN_MS: Final = 150
_LOG: Final = logging.getLogger("viva.coach")


@dataclass(slots=True)
class _Progress:
    """How far a turn has been heard."""

    pieces: int = 0
    found: Counter[str] = field(default_factory=Counter[str])


class SecondHearing:
    """Counts the fillers of one session's spoken turns. `run` may be cancelled and called again at will.

    `idle` returns when nobody else needs the recogniser; it is awaited before each piece.
    """

    def __init__(
        self,
        session: Callable[[], Session],
        transcriber: Transcriber,
        audio: AudioStore,
        record: Callable[[FillersCounted], Awaitable[None]],
        idle: Callable[[], Awaitable[None]],
    ) -> None:
        self._session = session
        self._transcriber = transcriber
        self._audio = audio
        self._record = record
        self._idle = idle
        self._progress: dict[int, _Progress] = {}
        self._left: set[int] = set()

    async def run(self) -> None:
        """Hears every turn that has a recording and no count, in order, and records each count.

        A turn whose recording is gone or cannot be heard is left uncounted, and the log of the process says
        why. Raises `VivaError`: what recording a count raises.
        """
        while (turn := self._next()) is not None:
            try:
                found = await self._hear(turn)
            except VivaError as error:
                _LOG.warning("the fillers of turn %d were not counted: %s", turn, error)
                found = None
            self._progress.pop(turn, None)
            self._left.add(turn)
            if found is not None:
                await self._record(FillersCounted(turn, found))

    def _next(self) -> int | None:
        for index, turn in enumerate(self._session().turns):
            heard = turn.speaker is Speaker.CANDIDATE and turn.spoken and turn.audio_ms is not None
            if heard and turn.fillers is None and index not in self._left:
                return index
        return None

    async def _hear(self, index: int) -> dict[str, int] | None:
        session = self._session()
        await self._idle()
        clip = await self._audio.read(session.id, index)
        if clip is None or clip.rate != RATE:
            return None
        audio = samples_of(clip.pcm)
        pieces = pieces_of(session.turns[index], len(audio) * 1000 // RATE)
        progress = self._progress.setdefault(index, _Progress())
        for piece in pieces[progress.pieces :]:
            await self._idle()
            heard = await self._transcriber.transcribe(
                audio[piece.start_ms * RATE // 1000 : piece.end_ms * RATE // 1000], fillers=True
            )
            progress.found.update(count_fillers([word.text for word in heard.words]))
            progress.pieces += 1
        return dict(sorted(progress.found.items()))


def pieces_of(turn: Turn, length_ms: int) -> Sequence[Stretch]:
    """Where to cut a turn's recording, in ms from its beginning: between voiced stretches, with a margin.

    Pieces are in order, lie within the recording and hold all of its voice; without voiced stretches all of
    it is voice. None is longer than `LONGEST_MS` and its margins.
    """
    begins = turn.audio_ms or 0
    voiced = [
        Stretch(max(0, s.start_ms - begins), min(length_ms, s.end_ms - begins)) for s in turn.voiced
    ] or [Stretch(0, length_ms)]
    runs: list[Stretch] = []
    for stretch in voiced:
        for start in range(stretch.start_ms, stretch.end_ms, LONGEST_MS):
            end = min(start + LONGEST_MS, stretch.end_ms)
            if runs and end - runs[-1].start_ms <= PIECE_MS:
                runs[-1] = Stretch(runs[-1].start_ms, end)
            else:
                runs.append(Stretch(start, end))
    return [Stretch(max(0, r.start_ms - MARGIN_MS), min(length_ms, r.end_ms + MARGIN_MS)) for r in runs]
