"""What keeps its place."""

import re
from typing import Final

from playwright.sync_api import Page, expect

from browser.cards import interview, paste
from browser.room import Room, dock_heights, watch_dock
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit

_SHIFTS: Final = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifts.push(one.value);
}).observe({ type: "layout-shift", buffered: true });
"""
_MOVING: Final = """
[...document.querySelectorAll("*")].flatMap((node) => {
  const style = getComputedStyle(node);
  const ms = (one) => parseFloat(one) * (/ms$/.test(one.trim()) ? 1 : 1000);
  const slow = (text) => text.split(",").some((one) => ms(one) > 10);
  return slow(style.transitionDuration) || (style.animationName !== "none" && slow(style.animationDuration))
    ? [`${node.tagName} ${node.className}: ${style.transitionDuration} ${style.animationName}`] : [];
})
"""


def test_dock_keeps_its_height_to_the_end(page: Page, server: Server) -> None:
    session = interview(server, "behavioural-short", spoken("be-02").question)
    page.goto(f"{server.url}/room/{session}")
    room = Room(page)
    watch_dock(page)
    room.answer("A first short answer.")
    room.composer.fill("A second one")
    room.wish("Hint")
    room.end()
    seen = dock_heights(page)
    page.goto(f"{server.url}/room/{session}")
    expect(page.get_by_text("This interview is over.")).to_be_visible()
    watch_dock(page)
    assert seen == dock_heights(page)
    assert len(seen) == 1


def test_composer_grows_upward_with_the_answer(page: Page, server: Server) -> None:
    session = interview(server, "behavioural-short", spoken("be-02").question)
    page.goto(f"{server.url}/room/{session}")
    room = Room(page)
    before = room.composer.bounding_box()
    room.composer.fill("\n".join(f"Line {index} of a longer answer." for index in range(8)))
    after = room.composer.bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"]
    assert after["y"] < before["y"]
    send = page.get_by_role("button", name=re.compile("^Send")).bounding_box()
    size = page.viewport_size
    assert send
    assert size
    assert send["y"] + send["height"] <= size["height"]


def test_nothing_moves_while_pages_load(visit: Visit, server: Server) -> None:
    graded = paste(server, spoken("be-02"), timed=True)
    page = visit(server)
    page.add_init_script(_SHIFTS)
    for path in (
        "/",
        "/grade",
        "/sessions",
        f"/sessions/{graded}",
        f"/sessions/{graded}/replay",
        "/settings",
        "/grader",
        "/library",
    ):
        page.goto(server.url + path)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("heading", level=1).first).to_be_attached()
        shifts: list[float] = page.evaluate("window.shifts")
        assert sum(shifts) < 0.02, f"{path} moves by {sum(shifts):.3f}"


def test_reduced_motion_is_honoured(visit: Visit, server: Server) -> None:
    graded = paste(server, spoken("be-02"), timed=True)
    live = interview(server, "behavioural-short", spoken("be-02").question)
    page = visit(server, motion="reduce")
    for path in ("/", f"/room/{live}", f"/sessions/{graded}", f"/sessions/{graded}/replay", "/grade"):
        page.goto(server.url + path)
        page.wait_for_load_state("networkidle")
        moving: list[str] = page.evaluate(_MOVING)
        assert moving == [], f"{path}: {moving[:5]}"
