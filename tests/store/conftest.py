"""The stores under test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from viva.adapters.memory_store import MemoryStore
from viva.adapters.sql_store import SqlStore

Store = MemoryStore | SqlStore


@pytest.fixture(params=["memory", "file", "sqlite-in-memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every adapter of the port, empty."""
    match request.param:
        case "memory":
            made: Store = MemoryStore()
        case "file":
            made = SqlStore(f"sqlite:///{tmp_path / 'data' / 'viva.db'}")
        case _:
            made = SqlStore("sqlite://")
    yield made
    made.close()
