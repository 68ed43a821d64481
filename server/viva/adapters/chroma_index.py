"""Nearest passages in a persistent Chroma collection, with vectors of our own and telemetry off."""

import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from viva.domain.errors import ErrorKind, VivaError
from viva.domain.note import Passage
from viva.ports import Vectors

_COLLECTION: Final = "passages"
_BATCH: Final = 1_000

_log = logging.getLogger("viva.index")


class ChromaIndex:
    """The folder is a cache: one that is missing, broken or of another version is made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._collection: Any = None

    def build(self, version: str, passages: Sequence[Passage], vectors: Callable[[], Vectors]) -> None:
        """Replaces the content unless the folder already holds this version."""
        with self._lock:
            if self._open(version, len(passages)):
                return
            try:
                self._collection = self._fill(version, passages, vectors())
            except Exception as error:  # chromadb raises what its engine raises
                self._collection = None
                raise VivaError(
                    "index-unavailable",
                    f"The index of the notes could not be made in {self._folder}.",
                    "Free some space or make the folder writable. Search goes on by words.",
                    ErrorKind.UNAVAILABLE,
                ) from error

    def nearest(self, vector: NDArray[np.float32], limit: int) -> Sequence[str]:
        """Passage ids by cosine, nearest first.

        Raises `VivaError` (index-unavailable) for a folder that was lost or damaged; `build` makes it again.
        """
        with self._lock:
            if self._collection is None:
                return ()
            try:
                count = min(limit, int(self._collection.count()))
                if count < 1:
                    return ()
                found = self._collection.query(
                    query_embeddings=[vector.tolist()], n_results=count, include=[]
                )
            except Exception as error:  # chromadb raises what its engine raises
                self._forget()
                raise VivaError(
                    "index-unavailable",
                    f"The index of the notes was lost or damaged in {self._folder}.",
                    "It is made again by itself; see that the data folder is writable and has room.",
                    ErrorKind.UNAVAILABLE,
                ) from error
        return cast("list[list[str]]", found["ids"])[0]

    def _open(self, version: str, size: int) -> bool:
        if not (self._folder / "chroma.sqlite3").is_file():
            return False
        try:
            collection = self._client().get_collection(_COLLECTION, embedding_function=None)
            metadata = cast("dict[str, object]", collection.metadata or {})
            if metadata.get("version") == version and collection.count() == size:
                if size:
                    probe = collection.get(limit=1, include=["embeddings"])["embeddings"]
                    collection.query(query_embeddings=[list(probe[0])], n_results=1, include=[])
                self._collection = collection
                return True
        except Exception as error:  # noqa: BLE001 - whatever is wrong with a cache, it is made again
            _log.info("the notes' index is made again: %s", error)
        return False

    def _fill(self, version: str, passages: Sequence[Passage], vectors: Vectors) -> Any:  # noqa: ANN401
        self._forget()
        collection = self._client().create_collection(
            _COLLECTION,
            embedding_function=None,
            metadata={"version": version},
            configuration={"hnsw": {"space": "cosine"}},
        )
        for start in range(0, len(passages), _BATCH):
            chunk = passages[start : start + _BATCH]
            collection.add(
                ids=[passage.id for passage in chunk], embeddings=vectors[start : start + _BATCH].tolist()
            )
        return collection

    def _client(self) -> Any:  # noqa: ANN401
        import chromadb
        from chromadb.config import Settings

        self._folder.mkdir(parents=True, exist_ok=True)
        return chromadb.PersistentClient(
            path=str(self._folder), settings=Settings(anonymized_telemetry=False, allow_reset=True)
        )

    def _forget(self) -> None:
        """Chroma keeps one engine a path for the whole process, so its cache goes with the folder."""
        from chromadb.api.shared_system_client import SharedSystemClient

        self._collection = None
        SharedSystemClient.clear_system_cache()
        shutil.rmtree(self._folder, ignore_errors=True)
