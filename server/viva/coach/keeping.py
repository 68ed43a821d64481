"""An answer's way into the log, also where the store fails for a while."""

from collections.abc import Callable
from typing import Final

from viva.coach.live import LiveSession
from viva.coach.outputs import Notice
from viva.coach.spoken_turn import SpokenTurn
from viva.domain.errors import ErrorKind, VivaError
from viva.ports import Clock

RETRY_MS: Final = 1_000
RETRY_MOST_MS: Final = 30_000
"""How long after a failure it is tried again: first, and at most. It doubles between."""
STORED: Final = Notice("answer-stored", "What you said is stored.")
_NOT_MENDED: Final = frozenset({ErrorKind.NOT_FOUND, ErrorKind.INTERNAL})


class Keeping:
    """One answer at a time."""

    def __init__(self, live: LiveSession, clock: Clock, tell: Callable[[Notice], None]) -> None:
        self._live = live
        self._clock = clock
        self._tell = tell
        self.trouble: Notice | None = None
        """What keeps an answer from being stored at the moment; told once, and again when it is stored."""

    async def keep(self, turn: SpokenTurn) -> int | None:
        """The turn's index, once it is stored, however long that takes. None: the session is over, or gone.

        Raises `VivaError` (trouble): a fault of Viva's own, which waiting does not mend.
        """
        event = turn.answer(recorded=turn.recording.kept)
        wait_ms = RETRY_MS
        while True:
            try:
                index = await self._live.say(event, then=turn.then)
            except VivaError as error:
                if error.code == "session-over" or error.kind in _NOT_MENDED:
                    self.trouble = None
                    if error.kind is ErrorKind.INTERNAL:
                        raise
                    return None
                self._told(error)
                await self._clock.sleep(wait_ms)
                wait_ms = min(2 * wait_ms, RETRY_MOST_MS)
            else:
                if self.trouble is not None:
                    self.trouble = None
                    self._tell(STORED)
                return index

    def _told(self, error: VivaError) -> None:
        if self.trouble is None:
            message = f"{error.message} What you said is kept, and stored as soon as that works."
            self.trouble = Notice(error.code, message, error.hint)
            self._tell(self.trouble)
