"""Fillers that the process before this one had no time to count."""

import logging
from collections.abc import Callable
from typing import Final

from viva.coach.conversations import Conversations
from viva.coach.engine import Coach
from viva.coach.quiet import until_quiet
from viva.coach.second_hearing import SecondHearing
from viva.coach.voices import Voices
from viva.domain.errors import VivaError
from viva.domain.session import Session
from viva.domain.transcript import Speaker
from viva.ports import AudioStore, Clock, Transcriber

NEWEST: Final = 12
"""So many of the newest sessions are looked at, so that a long history costs no hours."""
_LOG: Final = logging.getLogger("viva.coach")


class Uncounted:
    """Hears what is recorded and not counted, newest session first, while nobody is in a conversation."""

    def __init__(
        self,
        coach: Coach,
        voices: Callable[[], Voices],
        audio: AudioStore,
        conversations: Conversations,
        clock: Clock,
    ) -> None:
        """`audio` has the recordings there are, also where no new ones are made."""
        self._coach = coach
        self._voices = voices
        self._audio = audio
        self._conversations = conversations
        self._clock = clock

    async def run(self) -> None:
        """Returns when all are counted; may be cancelled at will.

        Only a recogniser on this machine is asked: recordings go nowhere by themselves. A session that a
        client has spoken in meanwhile counts its own. Raises `VivaError`: what listing sessions raises.
        """
        for session in (await self._coach.summaries())[:NEWEST]:
            ears = self._voices().transcriber
            if ears is None or not ears.capabilities.local:
                return
            if _waits(session) and not self._conversations.knows(session.id):
                await self._count(session.id, ears)

    async def _count(self, session_id: str, ears: Transcriber) -> None:
        try:
            live = await self._coach.live(session_id)
            await SecondHearing(lambda: live.session, ears, self._audio, live.note, self._idle).run()
        except VivaError as error:
            _LOG.warning("session %s: fillers were not counted: %s", session_id, error)

    async def _idle(self) -> None:
        await until_quiet(self._clock, lambda: self._conversations.held)


def _waits(session: Session) -> bool:
    return any(
        turn.speaker is Speaker.CANDIDATE
        and turn.spoken
        and turn.audio_ms is not None
        and turn.fillers is None
        for turn in session.turns
    )
