"""A terminal for every test of the command line."""

import pytest
from terminal import Terminal

from viva.content.library import Library


@pytest.fixture
def terminal(
    library: Library, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """`viva` over scripted parts, with a data folder of its own."""
    return Terminal(library, monkeypatch, capsys)
