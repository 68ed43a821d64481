"""The stores under test, and sounds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from viva.adapters.flac_store import FlacStore
from viva.adapters.memory_audio import MemoryAudio

Store = FlacStore | MemoryAudio


@pytest.fixture(params=["memory", "flac"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every adapter of the port, empty."""
    made: Store = MemoryAudio() if request.param == "memory" else FlacStore(tmp_path / "audio")
    yield made
    made.close()
