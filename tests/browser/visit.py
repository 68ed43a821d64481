"""Opening pages."""

from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page

from browser.guard import Guard
from browser.server import Server


class Visit:
    """`visit(server, "/grade")` opens a page in a fresh context; all of them close with the test."""

    def __init__(self, browser: Browser, guard: Guard, patience_ms: float) -> None:
        self._browser = browser
        self._guard = guard
        self._patience_ms = patience_ms
        self._contexts: list[BrowserContext] = []

    def __call__(
        self,
        server: Server,
        path: str = "/",
        *,
        width: int = 1280,
        height: int = 800,
        scheme: Literal["light", "dark"] = "light",
        motion: Literal["reduce", "no-preference"] = "reduce",
    ) -> Page:
        """A page of this server, with the frame of every page in place."""
        context = self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion=motion,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        context.set_default_timeout(self._patience_ms)
        self._guard.watch(context, server.url)
        self._contexts.append(context)
        page = context.new_page()
        page.goto(server.url + path)
        return page

    def close(self) -> None:
        """Closes what was opened."""
        while self._contexts:
            self._contexts.pop().close()
