"""The JSON transcript: round, question, key points and turns."""

import json
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from viva.codec.transcript_bytes import printable
from viva.domain.errors import VivaError
from viva.domain.transcript import Speaker, Transcript, Turn, Word

_MUST: Final = {
    "model_type": "it must be a JSON object",
    "model_attributes_type": "it must be a JSON object",
    "tuple_type": "it must be a list",
}


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WordIn(_Wire):
    """A recognised word, with its times and how sure the recogniser is of it."""

    text: str
    start_ms: Annotated[int, Field(ge=0)]
    end_ms: Annotated[int, Field(ge=0)]
    probability: Annotated[float, Field(ge=0, le=1)] = 1.0

    def word(self) -> Word:
        """The noun."""
        return Word(printable(self.text), self.start_ms, self.end_ms, self.probability)


class TurnIn(_Wire):
    """One turn. Times are ms from the start and may be left out; so may the words with theirs."""

    speaker: Literal["interviewer", "candidate"]
    text: str
    start_ms: Annotated[int | None, Field(ge=0)] = None
    end_ms: Annotated[int | None, Field(ge=0)] = None
    words: tuple[WordIn, ...] = ()

    @model_validator(mode="after")
    def _words_are_the_text(self) -> Self:
        if self.words and [word.text for word in self.words] != self.text.split():
            raise ValueError("its words are not those of its text")
        return self

    def turn(self) -> Turn:
        """The noun; the text stays as it came but for characters that no UTF-8 text can hold."""
        words = tuple(word.word() for word in self.words)
        return Turn(Speaker(self.speaker), printable(self.text), self.start_ms, self.end_ms, words)


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
        why = _MUST.get(first["type"], first["msg"].removeprefix("Value error, "))
        raise VivaError(
            "bad-transcript",
            f"The transcript is not readable at “{field}”: {why}.",
            'It needs {"turns": [{"speaker": "interviewer" or "candidate", "text": "..."}]}.',
        ) from error


def dump_turns(transcript: Transcript) -> list[dict[str, object]]:
    """Turns as `parse_json` reads them; what is not known is left out."""
    return [
        TurnIn(
            speaker=turn.speaker.value,
            text=turn.text,
            start_ms=turn.start_ms,
            end_ms=turn.end_ms,
            words=tuple(
                WordIn(
                    text=word.text,
                    start_ms=word.start_ms,
                    end_ms=word.end_ms,
                    probability=round(word.probability, 3),
                )
                for word in turn.words
            ),
        ).model_dump(mode="json", exclude_defaults=True)
        for turn in transcript.turns
    ]
