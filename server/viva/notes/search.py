"""Hybrid search: nearest vectors and matching words, fused by reciprocal rank.

Cormack, Clarke and Buettcher, Reciprocal Rank Fusion, SIGIR 2009; k = 60 as there.
"""

import hashlib
import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from viva.domain.errors import VivaError
from viva.domain.note import Hit, Note, Passage
from viva.notes.passages import passages
from viva.ports import Embedder, LexicalIndex, VectorIndex

RRF_K: Final = 60
DEPTH: Final = 30
"""How many passages each index is asked for."""

MAX_QUERY_CHARS: Final = 2_000

_log = logging.getLogger("viva.notes")


class HybridRetriever:
    """Builds its indexes on the first search, and again whenever notes or encoder change.

    Without a working vector index it searches by words alone. Indexes that are lost or damaged while it is
    at work are made again once.
    """

    def __init__(
        self,
        notes: Callable[[], Iterable[Note]],
        embedder: Callable[[], Embedder],
        vectors: VectorIndex,
        words: LexicalIndex,
    ) -> None:
        self._notes = notes
        self._embedder = embedder
        self._vectors = vectors
        self._words = words
        self._lock = threading.Lock()
        self._passages: Mapping[str, Passage] | None = None
        self._dense = True

    def search(self, query: str, limit: int = 5) -> Sequence[Hit]:
        """Best first, at most one passage a note. An empty query finds nothing.

        Raises `VivaError` (index-unavailable) where the indexes cannot be made again.
        """
        query = query.strip()[:MAX_QUERY_CHARS]
        if not query or limit < 1:
            return ()
        known = self._ready()
        try:
            rankings = self._rankings(query)
        except VivaError as error:
            _log.warning("the index of the notes is made again: %s", error.message)
            with self._lock:
                known = self._passages = self._build()
            rankings = self._rankings(query)
        scores: dict[str, float] = {}
        for ranking in rankings:
            for rank, name in enumerate(ranking):
                scores[name] = scores.get(name, 0.0) + 1.0 / (RRF_K + rank + 1)
        hits: list[Hit] = []
        seen: set[str] = set()
        for name in sorted(scores, key=lambda n: (-scores[n], n)):
            passage = known.get(name)
            if passage is None or passage.note in seen:
                continue
            seen.add(passage.note)
            hits.append(Hit(passage, scores[name]))
            if len(hits) == limit:
                break
        return hits

    def _rankings(self, query: str) -> list[Sequence[str]]:
        rankings = [self._words.match(query, DEPTH)]
        if self._dense:
            rankings.append(self._vectors.nearest(self._embedder().embed([query])[0], DEPTH))
        return rankings

    def _ready(self) -> Mapping[str, Passage]:
        with self._lock:
            if self._passages is None:
                self._passages = self._build()
            return self._passages

    def _build(self) -> Mapping[str, Passage]:
        found = [passage for note in self._notes() for passage in passages(note)]
        digest = hashlib.sha256()
        for passage in found:
            digest.update(f"{passage.id}\0{passage.text}\0".encode())
        content = digest.hexdigest()
        self._words.build(content, found)
        embedder = self._embedder()
        version = f"{content}:{embedder.capabilities.model}:{embedder.capabilities.version}"
        try:
            self._vectors.build(version, found, lambda: embedder.embed([p.text for p in found]))
            self._dense = True
        except VivaError as error:
            _log.warning("searching notes by words only: %s", error.message)
            self._dense = False
        return {passage.id: passage for passage in found}
