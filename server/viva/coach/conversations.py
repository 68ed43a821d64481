"""The spoken conversations of this process, by session."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from viva.coach.conversation import Conversation
from viva.coach.live import LiveSession
from viva.coach.outputs import Notice
from viva.coach.unfinished import unfinished
from viva.coach.voices import Voices
from viva.content.library import Library
from viva.domain.errors import VivaError
from viva.domain.event import Control
from viva.ports import Clock

KEPT: Final = 8
"""Conversations that nobody holds are remembered up to this many, for clients that come back."""

ANNOUNCED_MS: Final = 2_000
"""A client that comes back with its microphone open has announced it by then."""
WAITING: Final = Notice(
    "speech-waiting",
    "You were speaking when Viva was interrupted.",
    "Press Speak to have it written down.",
)
LOOK_MS: Final = 50
"""How often is looked whether the last answer is written down."""
_LOG: Final = logging.getLogger("viva.coach")


@dataclass(frozen=True, slots=True)
class _Held:
    conversation: Conversation
    voices: Voices

    def outlived(self, voices: Voices) -> bool:
        """Whether the next client is better served by a new one, and nothing is lost by that."""
        talk = self.conversation
        return self.voices != voices and not talk.held and not talk.in_turn


class Conversations:
    """Every client of a session shares one conversation."""

    def __init__(self, voices: Callable[[], Voices], library: Library, clock: Clock) -> None:
        """`voices` gives what the settings in force have; asked whenever a client comes."""
        self._voices = voices
        self._library = library
        self._clock = clock
        self._held: OrderedDict[str, _Held] = OrderedDict()

    @property
    def held(self) -> bool:
        """Whether a client is in any of them."""
        return any(item.conversation.held for item in self._held.values())

    def knows(self, session_id: str) -> bool:
        """Whether a client has spoken in that session lately."""
        return session_id in self._held

    async def join(self, live: LiveSession) -> Conversation:
        """The session's conversation, begun anew where the voices are others since and nobody is in it.

        Raises `VivaError` (voice-unavailable).
        """
        session_id, voices = live.session.id, self._voices()
        known = self._held.get(session_id)
        if known is not None and (known.outlived(voices) or not known.conversation.of(live)):
            del self._held[session_id]
            await known.conversation.close()
            known = self._held.get(session_id)  # another client may have been quicker
        if known is None:
            known = _Held(Conversation(live, voices, self._clock, self._library.glossary), voices)
            self._held[session_id] = known
        self._held.move_to_end(session_id)
        for name in [name for name, item in self._held.items() if not item.conversation.held][:-KEPT]:
            await self.forget(name)
        return known.conversation

    async def waiting(self, live: LiveSession) -> Notice | None:
        """What a client is told that has come and has no microphone, if a turn was cut off; takes a moment.

        Raises `VivaError`: what the audio store raises.
        """
        await self._clock.sleep(ANNOUNCED_MS)
        return WAITING if await self._left_open(live) else None

    async def end(self, live: LiveSession) -> None:
        """Ends the interview. A turn that was cut off, and that nobody has come back to, is its last answer.

        Where that turn can't be written down the interview ends without it.
        Raises as `LiveSession.wish` does.
        """
        ended = False
        if not live.session.over:
            try:
                ended = await self._left_open(live) and await self._end_written_down(live)
            except VivaError as error:
                _LOG.warning("session %s ends without its last answer: %s", live.session.id, error)
        if not ended:
            await live.wish(Control.END)

    async def _left_open(self, live: LiveSession) -> bool:
        known = self._held.get(live.session.id)
        if known is not None:
            return known.conversation.in_turn and not known.conversation.held
        voices = self._voices()
        return voices.hears and await unfinished(live.session, voices.audio) is not None

    async def _end_written_down(self, live: LiveSession) -> bool:
        """Whether that ended it. Nobody hears what the interviewer would say meanwhile."""
        talk = await self.join(live)
        stay = talk.enter(lambda _: None)
        work = asyncio.create_task(talk.run(stay))
        try:
            await talk.start("", 0)
            await talk.wish(Control.END)
            while talk.in_turn or (live.busy and not live.session.over):
                await self._clock.sleep(LOOK_MS)
        finally:
            stay.set()
            await work
        return live.session.over

    async def renew(self) -> None:
        """The settings are others: every conversation that nobody is in ends, and begins anew when joined."""
        voices = self._voices()
        for name in [name for name, item in self._held.items() if item.outlived(voices)]:
            await self.forget(name)

    async def forget(self, session_id: str) -> None:
        """The session was deleted, or its conversation may end."""
        known = self._held.pop(session_id, None)
        if known is not None:
            await known.conversation.close()

    async def close(self) -> None:
        """Ends all; turns that were being spoken stay pending on disk."""
        while self._held:
            await self.forget(next(iter(self._held)))
