"""The spoken conversations of this process, by session."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from viva.coach.conversation import Conversation
from viva.coach.live import LiveSession
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.ports import Clock

KEPT: Final = 8
"""Conversations that nobody holds are remembered up to this many, for clients that come back."""


class Conversations:
    """Every client of a session shares one conversation."""

    def __init__(self, voices: Callable[[], Voices], library: Library, clock: Clock) -> None:
        """`voices` gives what the settings in force have; asked when a conversation begins."""
        self._voices = voices
        self._library = library
        self._clock = clock
        self._held: OrderedDict[str, Conversation] = OrderedDict()

    async def join(self, live: LiveSession) -> Conversation:
        """The session's conversation. Raises `VivaError` (voice-unavailable)."""
        known = self._held.get(live.session.id)
        if known is None or not known.of(live):
            known = Conversation(live, self._voices(), self._clock, self._library.glossary)
            self._held[live.session.id] = known
        self._held.move_to_end(live.session.id)
        for session_id in [name for name, item in self._held.items() if not item.held][:-KEPT]:
            await self._held.pop(session_id).close()
        return known

    async def forget(self, session_id: str) -> None:
        """The session was deleted."""
        known = self._held.pop(session_id, None)
        if known is not None:
            await known.close()

    async def close(self) -> None:
        """Ends all; turns that were being spoken stay pending on disk."""
        while self._held:
            await self._held.popitem()[1].close()
