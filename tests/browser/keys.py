"""Using a page by keyboard alone."""

from playwright.sync_api import Locator, Page, expect

FARTHEST = 80
"""More stops than any page has before its main part."""


def tab_to(page: Page, target: Locator) -> None:
    """Tabs on until the target has the focus.

    The target is waited for first: a page that is still being drawn would use the keys up on its frame.
    """
    expect(target.first).to_be_visible()
    for _ in range(FARTHEST):
        if has_focus(target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the focus never comes to {target}")


def has_focus(target: Locator) -> bool:
    """Whether the target is there and has the focus now."""
    return target.count() > 0 and bool(target.first.evaluate("(node) => node === document.activeElement"))
