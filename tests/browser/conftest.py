"""One browser for all of these tests, a fresh context for each, and the real command behind it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from browser.guard import Guard
from browser.server import Server
from browser.visit import Visit
from browser.voice import FAKE_MICROPHONE, write_voice

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PATIENCE_MS = 20_000
"""For what a busy machine may take; nothing waits this long when all is well."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test beside this file drives the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def launch(playwright: Playwright, *more: str) -> Browser:
    """Chromium, or no test here can run."""
    path = shutil.which("chromium")
    if path is None:
        reason = "Chromium is not installed (on Debian: apt-get install chromium)."
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return playwright.chromium.launch(executable_path=path, args=[*FLAGS, *more])


@pytest.fixture(scope="package")
def playwright_() -> Iterator[Playwright]:
    """Closed before other tests run, since its event loop is the main thread's."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def chromium(playwright_: Playwright) -> Iterator[Browser]:
    """Chromium, started once. It has no microphone."""
    browser = launch(playwright_)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def talking_chromium(playwright_: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Chromium with a microphone into which a recording is played, over and over."""
    recording = write_voice(tmp_path_factory.mktemp("microphone") / "voice.wav")
    browser = launch(playwright_, *FAKE_MICROPHONE, f"--use-file-for-fake-audio-capture={recording}")
    yield browser
    browser.close()


@pytest.fixture
def guard() -> Iterator[Guard]:
    """Fails the test in whose pages something went wrong."""
    made = Guard()
    yield made
    if found := made.found():
        pytest.fail("In the page:\n" + "\n".join(found))


@pytest.fixture
def visit(chromium: Browser, guard: Guard) -> Iterator[Visit]:
    """Opens pages in contexts of this test's own."""
    made = Visit(chromium, guard, PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture
def talk(talking_chromium: Browser, guard: Guard) -> Iterator[Visit]:
    """As `visit`, with a microphone."""
    made = Visit(talking_chromium, guard, PATIENCE_MS)
    yield made
    made.close()


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that tests share: they may add sessions, and touch none but their own."""
    made = Server(tmp_path_factory.mktemp("shared") / "home")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def own_server(tmp_path: Path, visit: Visit) -> Iterator[Server]:
    """A server with an empty home, for one test. Its pages close before it stops."""
    made = Server(tmp_path / "own")
    made.start()
    yield made
    visit.close()
    made.stop()


@pytest.fixture
def page(visit: Visit, server: Server) -> Page:
    """A page of the shared server, at home and ready to start."""
    made = visit(server)
    expect(made.get_by_role("button", name="Start typing")).to_be_visible()
    return made
