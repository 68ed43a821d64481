"""What the API's tests share."""

import pytest

from api.harness import Bench
from viva.content.library import Library


@pytest.fixture(scope="session")
def plain(library: Library) -> Bench:
    """An application for requests that change nothing: built once, since building one takes a while."""
    return Bench(library)
