"""What the accessibility checker finds, and what anyone would see without it."""

from importlib.resources import files
from typing import Any, Final

from playwright.sync_api import Page

_AXE: Final = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_EVERYTHING: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_COLOURS: Final = ["color-contrast", "link-in-text-block"]
"""All that a change of the colour scheme can break."""


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """Every violation on the page as it stands, one line each with the element."""
    colours, everything = {"type": "rule", "values": _COLOURS}, {"type": "tag", "values": _EVERYTHING}
    options = {"resultTypes": ["violations"], "runOnly": colours if colours_only else everything}
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_AXE)
    result: dict[str, Any] = page.evaluate("(options) => window.axe.run(document, options)", options)
    return [
        f"{rule['id']}: {node['html'][:160]} ({' '.join(node['failureSummary'].split())[:240]})"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]


def width(page: Page) -> int:
    """How wide the page is, in px."""
    return page.evaluate("document.scrollingElement.scrollWidth")
