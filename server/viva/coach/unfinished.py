"""The turn that was being recorded when the process before this one ended."""

from dataclasses import dataclass

from viva.domain.session import Session
from viva.ports import AudioStore, Pending


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is left of it: PCM16LE mono at 16 kHz."""

    pending: Pending
    pcm: bytes


async def unfinished(session: Session, store: AudioStore | None) -> Unfinished | None:
    """The turn to go on with, if there is one. One that was stored, and not filed, is filed.

    Raises `VivaError`: what the audio store raises.
    """
    pending = await store.pending(session.id) if store is not None else None
    if store is None or pending is None:
        return None
    stored = [i for i, turn in session.transcript.candidate() if turn.audio_ms == pending.started_ms]
    if stored:
        await store.keep(session.id, stored[-1])
        return None
    clip = await store.read_pending(session.id)
    if session.over or clip is None or not clip.pcm:
        await store.drop(session.id)
        return None
    return Unfinished(pending, clip.pcm)
