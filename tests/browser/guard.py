"""What no page may do: fail, break its own security policy, or talk to anyone else."""

import re
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

_OWN: Final = ("data:", "blob:", "about:")
_TELL: Final = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`Content-Security-Policy: ${event.effectiveDirective} refused ${event.blockedURI}`);
});
"""


class Guard:
    """Collects faults of every page of a context. A test that provokes one says so with `allow`."""

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._origins: set[str] = set()
        self._addresses: set[str] = set()
        self._allowed: list[re.Pattern[str]] = []

    def watch(self, context: BrowserContext, origin: str) -> None:
        """Listens to all pages of a context; `origin` is the only one that they may talk to."""
        self._origins.add(origin)
        context.add_init_script(_TELL)
        context.on("weberror", self._on_error)
        context.on("console", self._on_console)
        context.on("request", self._on_request)
        context.on("page", self._on_page)

    def permit(self, address: str) -> None:
        """One more address that pages may load, such as an exported file."""
        self._addresses.add(address)

    def allow(self, pattern: str) -> None:
        """Faults that match are expected in this test."""
        self._allowed.append(re.compile(pattern))

    def found(self) -> list[str]:
        """Faults that no one expected."""
        return [one for one in self.faults if not any(pattern.search(one) for pattern in self._allowed)]

    def _on_error(self, error: WebError) -> None:
        self.faults.append(f"page error: {error.error.message}")

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text} ({message.location['url']})")

    def _on_request(self, request: Request) -> None:
        self._check(request.url)

    def _on_page(self, page: Page) -> None:
        page.on("websocket", self._on_socket)

    def _on_socket(self, socket: WebSocket) -> None:
        self._check(re.sub("^ws", "http", socket.url))

    def _check(self, url: str) -> None:
        own = url.startswith(_OWN) or url in self._addresses
        if not own and not any(url.startswith(f"{origin}/") for origin in self._origins):
            self.faults.append(f"request to another origin: {url}")
