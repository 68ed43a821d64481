"""Writes `viva.toml`, keeping what else stands in it."""

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from viva.domain.errors import ErrorKind, VivaError


def write_settings(file: Path, changes: Mapping[str, str | None]) -> None:
    """Sets keys (None removes one) in a file that only its owner can read. Atomic.

    Raises `VivaError`: bad-settings where the file is not TOML, settings-not-saved where it can't be written.
    """
    try:
        text = file.read_text("utf-8") if file.exists() else ""
        before = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise VivaError(
            "bad-settings", f"{file} is not valid TOML: {error}.", "Mend or remove it."
        ) from error
    except OSError as error:
        raise _unsaved(file, error) from error
    for key, value in changes.items():
        line = re.compile(rf"^{re.escape(key)}[ \t]*=.*\n?", re.MULTILINE)
        written = "" if value is None else f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
        if line.search(text):
            text = line.sub(lambda _, new=written: new, text, count=1)
        elif written:
            text = f"{written}{text}"
    after = {key: value for key, value in {**before, **changes}.items() if value is not None}
    if not _says(text, after):
        raise VivaError(
            "bad-settings",
            f"{file} has a value over several lines that cannot be changed from here.",
            "Change it in the file itself.",
        )
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(text)
        temporary.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise _unsaved(file, error) from error


def _says(text: str, values: Mapping[str, object]) -> bool:
    try:
        return tomllib.loads(text) == values
    except tomllib.TOMLDecodeError:
        return False


def _unsaved(file: Path, error: OSError) -> VivaError:
    return VivaError(
        "settings-not-saved",
        f"The settings could not be written to {file}: {error.strerror or error}.",
        "Nothing was changed. Make the folder writable, or set the environment variable instead.",
        ErrorKind.UNAVAILABLE,
    )
