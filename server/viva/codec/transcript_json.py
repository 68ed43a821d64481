"""The JSON transcript: round, question, key points and turns."""

import json
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from viva.codec.transcript_bytes import printable
from viva.domain.errors import VivaError
from viva.domain.transcript import Speaker, Turn

_MUST: Final = {
    "model_type": "it must be a JSON object",
    "model_attributes_type": "it must be a JSON object",
    "tuple_type": "it must be a list",
}


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TurnIn(_Wire):
    """One turn. Times are ms from the start and may be left out."""

    speaker: Literal["interviewer", "candidate"]
    text: str
    start_ms: Annotated[int | None, Field(ge=0)] = None
    end_ms: Annotated[int | None, Field(ge=0)] = None

    def turn(self) -> Turn:
        """The noun; the text stays as it came but for characters that no UTF-8 text can hold."""
        return Turn(Speaker(self.speaker), printable(self.text), self.start_ms, self.end_ms)


class TranscriptIn(_Wire):
    """The object of `viva grade FILE.json`."""

    round: str | None = None
    question: str | None = None
    key_points: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    turns: tuple[TurnIn, ...]


def parse_json(text: str) -> TranscriptIn:
    """The transcript. Raises `VivaError` (bad-json, bad-transcript) naming the line or the field."""
    try:
        data: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise VivaError(
            "bad-json",
            f"Not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}.",
            "Mend it there, or paste the words as plain text.",
        ) from error
    except (RecursionError, ValueError) as error:
        raise VivaError(
            "bad-json",
            "The JSON is nested too deeply, or holds a number without end.",
            "A transcript is a flat list of turns.",
        ) from error
    try:
        return TranscriptIn.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the top level"
        raise VivaError(
            "bad-transcript",
            f"The transcript is not readable at “{field}”: {_MUST.get(first['type'], first['msg'])}.",
            'It needs {"turns": [{"speaker": "interviewer" or "candidate", "text": "..."}]}.',
        ) from error
