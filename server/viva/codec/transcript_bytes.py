"""Bytes of a pasted or dropped file to clean text."""

import codecs
import re
from dataclasses import dataclass
from typing import Final

from viva.domain.errors import ErrorKind, VivaError

MAX_BYTES: Final = 2 * 1024 * 1024
"""The longest text that is taken, in bytes of UTF-8."""

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC: Final = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"OggS", b"ID3")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_LONE_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with `\\n` line ends, and a warning where the encoding had to be guessed."""

    text: str
    warning: str | None = None


def decode(content: str | bytes, filename: str = "") -> Decoded:
    """Text from what was pasted or dropped.

    Byte order marks are honoured; bytes without one are UTF-8, else Windows-1252, which says so.
    Raises `VivaError`: too-large (over `MAX_BYTES`), not-text (a picture, a PDF, an archive, noise).
    """
    if isinstance(content, str):
        _check_size(len(content.encode("utf-8", "replace")), filename)
        return Decoded(_clean(content.removeprefix("\ufeff"), filename))
    _check_size(len(content) // _bytes_per_character(content), filename)
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return Decoded(_clean(content[len(mark) :].decode(encoding), filename))
            except UnicodeDecodeError as error:
                raise _damaged(filename, encoding, error.start) from error
    if content.startswith(_MAGIC):
        raise _not_text(filename)
    try:
        return Decoded(_clean(content.decode("utf-8"), filename))
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return Decoded(
        _clean(text, filename),
        "The file is not UTF-8, so it was read as Windows-1252. Check that accented letters look right.",
    )


def _bytes_per_character(content: bytes) -> int:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return 4
    return 2 if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else 1


def _clean(text: str, filename: str) -> str:
    controls = len(_CONTROL.findall(text))
    if "\x00" in text or controls > 8 + len(text) // 200:
        raise _not_text(filename)
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def printable(text: str) -> str:
    """The text, as long as before, without control characters and halves of surrogate pairs."""
    return _LONE_SURROGATE.sub("\ufffd", _CONTROL.sub(" ", text))


def _check_size(size: int, filename: str) -> None:
    if size > MAX_BYTES:
        raise VivaError(
            "too-large",
            f"{filename or 'The text'} has {size / 1e6:.1f} MB; at most 2 MB are read.",
            "Cut it down to the interview itself.",
            ErrorKind.TOO_LARGE,
        )


def _not_text(filename: str) -> VivaError:
    return VivaError(
        "not-text", f"Couldn’t read {filename or 'this'}. It isn’t text.", "Paste the words here instead."
    )


def _damaged(filename: str, encoding: str, at: int) -> VivaError:
    return VivaError(
        "not-text",
        f"Couldn’t read {filename or 'this'}: it says that it is {encoding.upper()} and breaks at byte {at}.",
        "Save it again as UTF-8, or paste the words.",
    )
