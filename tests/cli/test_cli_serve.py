"""`viva serve` as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest
from terminal import Terminal

from viva.cli.serve import allowed_hosts, is_loopback, url_of

ANY: Final = "0.0.0.0"  # noqa: S104 nothing is bound to it


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A server on a free port, with an empty data folder."""
    home = tmp_path_factory.mktemp("served") / "home"
    process = subprocess.Popen(
        [sys.executable, "-c", "from viva.cli.main import main; main()", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "VIVA_HOME": str(home), "VIVA_OFFLINE": "1"},
        cwd=Path(__file__).parents[2],
    )
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_the_first_line_is_the_address_and_ctrl_c_ends_it_cleanly(served: subprocess.Popen[str]) -> None:
    assert served.stdout is not None
    url = served.stdout.readline().rstrip("\n")
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", url)
    assert httpx.get(f"{url}/api/health", timeout=30).json()["status"] == "ok"
    assert httpx.get(url, timeout=30).headers["content-type"].startswith("text/html")
    served.send_signal(signal.SIGINT)
    out, err = served.communicate(timeout=60)
    assert served.returncode == 0
    assert not out
    assert err.splitlines()[-1] == "Stopped."
    assert "Traceback" not in err


@pytest.mark.parametrize("host", [ANY, "192.0.2.7", "::", "example.org"])
def test_other_machines_need_a_token(terminal: Terminal, host: str) -> None:
    ran = terminal.run("serve", "--host", host)
    assert ran.code == 2
    assert "token" in ran.err
    assert not ran.out


def test_a_port_that_is_taken_says_what_to_do(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = terminal.run("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 1
    assert "--port 0" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "loopback", "url"),
    [
        ("127.0.0.1", True, "http://127.0.0.1:80"),
        ("localhost", True, "http://localhost:80"),
        ("::1", True, "http://[::1]:80"),
        (ANY, False, "http://127.0.0.1:80"),
        ("192.0.2.7", False, "http://192.0.2.7:80"),
    ],
)
def test_addresses(host: str, loopback: bool, url: str) -> None:
    assert is_loopback(host) is loopback
    assert url_of(host, 80) == url
    assert ("*" in allowed_hosts(host)) is (host == ANY)
