"""Reads a judge's reply: what it says of each criterion, or why it cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from viva.domain.label import Label

MAX_REASON: Final = 600
_NUMBERS: Final = {0: "missing", 1: "partial", 2: "full", "0": "missing", "1": "partial", "2": "full"}

Called = Literal["missing", "partial", "full", "cannot-call"]

CALLED: Final[Mapping[Called, Label | None]] = {
    "missing": Label.MISSING,
    "partial": Label.PARTIAL,
    "full": Label.FULL,
    "cannot-call": None,
}
"""What a judge's words for labels mean."""


def _label(value: Any) -> Any:  # noqa: ANN401 whatever the model wrote
    if isinstance(value, int | str) and value in _NUMBERS:
        return _NUMBERS[value]
    return value.strip().lower().replace(" ", "-").replace("_", "-") if isinstance(value, str) else value


class _Entry(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str
    quotes: Annotated[tuple[str, ...], Field(max_length=12)] = ()
    reason: str
    label: Annotated[Called, BeforeValidator(_label)]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="ignore")

    results: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """What the judge said of one criterion. `label` None is a can't call."""

    label: Label | None
    reason: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadReply:
    """The usable calls by criterion id, and what is wrong with the rest ("" for nothing)."""

    calls: Mapping[str, Call]
    problem: str = ""


def read_reply(reply: str, ids: Sequence[str]) -> ReadReply:
    """Never raises. An id that was not asked for, or stands twice, is not usable."""
    try:
        results = _Reply.model_validate_json(reply).results
    except ValidationError:
        return ReadReply({}, "it was not an object with a list called “results”")
    calls: dict[str, Call] = {}
    problems: list[str] = []
    for result in results:
        try:
            entry = _Entry.model_validate(result)
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"])
            problems.append(
                f"the entry for {str(result.get('id', 'an unnamed criterion'))[:60]} has an unusable {where}"
            )
            continue
        name = entry.id.strip()
        if name not in ids or name in calls:
            problems.append("it named a criterion that was not asked for, or one twice")
            continue
        calls[name] = Call(CALLED[entry.label], _plain(entry.reason), entry.quotes)
    problems += [f"{name} was left out" for name in ids if name not in calls]
    return ReadReply(calls, "; ".join(dict.fromkeys(problems)))


def _plain(text: str) -> str:
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= MAX_REASON else words[:MAX_REASON].rsplit(" ", 1)[0] + "…"
