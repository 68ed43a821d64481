"""A transcript sent as JSON or as plain text, read the same way as a file."""

import json

from viva.api.schemas.sessions import TranscriptIn
from viva.codec.transcript import TranscriptInput, parse_transcript


def transcript_input(data: TranscriptIn) -> TranscriptInput:
    """Reads it, which takes a moment for long ones: call it in a thread.

    Raises `VivaError`: empty-transcript, too-large, not-text, bad-json, bad-transcript.
    """
    if data.text is not None:
        content, filename = data.text, data.filename
    else:
        turns = [turn.model_dump(mode="json", exclude_none=True) for turn in data.turns or ()]
        content, filename = json.dumps({"turns": turns}, ensure_ascii=False), "turns.json"
    return parse_transcript(
        content,
        filename=filename,
        round=data.round,
        question=data.question,
        key_points=data.key_points,
    )
