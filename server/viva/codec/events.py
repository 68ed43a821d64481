"""Events as JSON objects, discriminated on `type`."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.event import Event, Stored

_EVENT: TypeAdapter[Event] = TypeAdapter(
    Annotated[Event, Field(discriminator="type")], config=ConfigDict(extra="forbid")
)


def dump_event(event: Event) -> dict[str, Any]:
    """A JSON object with `type` and the event's fields; defaults are written too."""
    return cast("dict[str, Any]", _EVENT.dump_python(event, mode="json"))


def load_event(data: Mapping[str, Any]) -> Event:
    """The event. Raises `VivaError` (bad-event) for an unknown type, field or value."""
    try:
        return _EVENT.validate_python(dict(data))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "type"
        raise VivaError(
            "bad-event",
            f"An event of the log is not readable at “{field}”: {first['msg']}.",
            "It may come from a newer version of Viva. Update, or export and import it again.",
            ErrorKind.INVALID,
        ) from error


def dump_stored(stored: Stored) -> dict[str, Any]:
    """`{seq, at_ms, event}`."""
    return {"seq": stored.seq, "at_ms": stored.at_ms, "event": dump_event(stored.event)}
