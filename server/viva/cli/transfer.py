"""Sessions in and out of files."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from viva.api.services import Services

ExportFormat = Literal["html", "md", "json"]


async def export_text(services: "Services", session_id: str, format: ExportFormat) -> str:  # noqa: A002
    """A session as one file. Raises `VivaError` (unknown-session)."""
    from viva.api.transfer import export_session
    from viva.domain.session import fold
    from viva.grading.report import render_session
    from viva.speech.delivery import session_delivery

    log = await services.store.read(session_id)
    session = fold(session_id, log)
    if format == "json":
        return export_session(session, log).model_dump_json(indent=2) + "\n"
    return render_session(session, services.library, format, session_delivery(session, services.library))


async def write_labels(services: "Services", session_id: str, folder: "Path") -> list["Path"]:
    """Writes a session's own labels, one file a leg that has any.

    Raises `VivaError`: not-written, unknown-session, unknown-round, unknown-rubric.
    """
    from viva.api.labelled import labelled_legs, labelled_out
    from viva.cli.replay import write_file
    from viva.domain.session import fold

    session = fold(session_id, await services.store.read(session_id))
    if not session.own_labels:
        return []
    written: list[Path] = []
    legs = labelled_legs(session, services.library)
    for leg in legs:
        part = f"-{leg + 1}" if len(legs) > 1 else ""
        file = folder / f"{session_id}{part}.json"
        text = labelled_out(session, services.library, leg).model_dump_json(indent=1) + "\n"
        write_file(file, text, folder=True)
        written.append(file)
    return written


async def take_in(services: "Services", content: bytes) -> str:
    """Stores an export that was checked through and through; its session's id.

    Raises `VivaError`: bad-export, export-too-new, bad-event, broken-log, and what the store raises.
    """
    from pydantic import ValidationError

    from viva.api.schemas.sessions import ExportIn
    from viva.api.transfer import import_session, read_export
    from viva.domain.errors import VivaError

    try:
        data = ExportIn.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        where = f" at “{field}”" if field else ""
        raise VivaError(
            "bad-export",
            f"This is not an export that can be read{where}: {first['msg']}.",
            "Export the session again with --export json. Nothing was changed.",
        ) from error
    return await import_session(services.store, data.created_at, data.id, read_export(data, services.library))
