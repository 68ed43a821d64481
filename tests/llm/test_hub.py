"""The hub over http: resumed where it stopped, and soon given up."""

import http.server
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from viva.adapters import model_sources
from viva.adapters.model_sources import NetworkSources
from viva.adapters.model_table import HubFile
from viva.domain.errors import VivaError

BYTES = bytes(range(256)) * 64
FILE = HubFile(repo="some/repo", file="tiny.bin")


class Hub(http.server.BaseHTTPRequestHandler):
    ranges: list[str | None] = []  # noqa: RUF012 one server a test

    def do_GET(self) -> None:
        asked = self.headers["Range"]
        self.ranges.append(asked)
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if "missing" in self.path:
            self.send_error(404)
        elif start >= len(BYTES):
            self.send_error(416)
        else:
            assert self.path == "/some/repo/resolve/main/tiny.bin"
            self.send_response(206 if asked else 200)
            self.send_header("Content-Length", str(len(BYTES) - start))
            self.end_headers()
            self.wfile.write(BYTES[start:])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name it overrides
        pass


@contextmanager
def hub(monkeypatch: pytest.MonkeyPatch) -> Generator[type[Hub]]:
    Hub.ranges = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(model_sources, "_hub_address", lambda: f"http://127.0.0.1:{server.server_address[1]}")
    try:
        yield Hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize(
    ("have", "asked"), [(0, None), (5000, "bytes=5000-"), (len(BYTES), f"bytes={len(BYTES)}-")]
)
def test_a_file_is_resumed(
    have: int, asked: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "tiny.bin"
    if have:
        target.write_bytes(BYTES[:have])
    arrived: list[int] = []
    with hub(monkeypatch) as served:
        NetworkSources().from_hub(FILE, target, arrived.append)
    assert target.read_bytes() == BYTES
    assert sum(arrived) == len(BYTES)
    assert served.ranges == [asked]


def test_a_hub_without_the_file_or_without_an_answer_is_unreachable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with hub(monkeypatch), pytest.raises(VivaError) as missing:
        NetworkSources().from_hub(HubFile(repo="some/repo", file="missing"), tmp_path / "x", lambda _: None)
    with pytest.raises(VivaError) as gone:
        NetworkSources().from_hub(FILE, tmp_path / "x", lambda _: None)
    assert {missing.value.code, gone.value.code} == {"models-unreachable"}


def test_a_hub_that_did_not_answer_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = NetworkSources()
    with hub(monkeypatch):
        pass
    with pytest.raises(VivaError):
        sources.from_hub(FILE, tmp_path / "x", lambda _: None)
    with hub(monkeypatch) as served:
        with pytest.raises(VivaError):
            sources.from_hub(FILE, tmp_path / "x", lambda _: None)
        assert served.ranges == []
