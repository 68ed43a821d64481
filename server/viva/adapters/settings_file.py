"""Writes `viva.toml`, keeping what else stands in it."""

import contextlib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

from viva.domain.errors import ErrorKind, VivaError
from viva.settings import SettingValue


def write_settings(file: Path, changes: Mapping[str, SettingValue]) -> None:
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
        text = _with(text, key, value)
    after = _merged(before, changes)
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


def _with(text: str, key: str, value: SettingValue) -> str:
    """The file's text with one key set; `table.key` goes into the table where the file has it."""
    table, _, name = key.rpartition(".")
    lines = text.splitlines(keepends=True)
    header = next((at for at, line in enumerate(lines) if line.split("#")[0].strip() == f"[{table}]"), None)
    if table and header is not None:
        after = (at for at in range(header + 1, len(lines)) if lines[at].lstrip().startswith("["))
        end = next(after, len(lines))
        head = "".join(lines[: header + 1])
        body = _with("".join(lines[header + 1 : end]), name, value)
        return f"{head}{'' if head.endswith(chr(10)) else chr(10)}{body}{''.join(lines[end:])}"
    written = "" if value is None else f"{key} = {json.dumps(value, ensure_ascii=False)}\n"
    line = re.compile(rf"^{re.escape(key)}[ \t]*=.*\n?", re.MULTILINE)
    if line.search(text):
        return line.sub(lambda _: written, text, count=1)
    return f"{written}{text}"


def _merged(before: Mapping[str, Any], changes: Mapping[str, SettingValue]) -> dict[str, Any]:
    """What the file should say; a table without a key is as good as none."""
    after = _whole(before)
    for key, value in changes.items():
        table, _, name = key.rpartition(".")
        place = after.setdefault(table, {}) if table else after
        if value is None:
            place.pop(name, None)
        else:
            place[name] = value
    return _whole(after)


def _whole(values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy, tables too, without those that are empty."""
    return {key: value for key, value in deepcopy(dict(values)).items() if value != {}}


def _says(text: str, values: Mapping[str, object]) -> bool:
    try:
        return _whole(tomllib.loads(text)) == values
    except tomllib.TOMLDecodeError:
        return False


def _unsaved(file: Path, error: OSError) -> VivaError:
    return VivaError(
        "settings-not-saved",
        f"The settings could not be written to {file}: {error.strerror or error}.",
        "Nothing was changed. Make the folder writable, or set the environment variable instead.",
        ErrorKind.UNAVAILABLE,
    )
