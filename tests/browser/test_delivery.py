"""How it was said, beside the scorecard."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser.cards import paste
from browser.guard import Guard
from browser.recorded import record
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit


def test_every_measure_is_shown_with_what_is_usual(visit: Visit, own_server: Server) -> None:
    held = record(own_server, spoken("be-02"), session="delivery-one", pause_ms=2_400)
    record(own_server, spoken("be-04"), session="delivery-two")
    measured: dict[str, Any] = own_server.get(f"/api/sessions/{held.id}/delivery")
    assert {"rate", "pace", "pauses", "talk_share", "fillers"} <= {one["id"] for one in measured["measures"]}
    page = visit(own_server, f"/sessions/{held.id}")
    expect(section(page)).to_contain_text("None of it is in the score.")
    rows = section(page).get_by_role("listitem")
    expect(rows).to_have_count(len(measured["measures"]))
    for one in measured["measures"]:
        row = rows.filter(has=page.get_by_role("heading", name=one["name"], exact=True))
        for words in (one["text"], one["range_text"], one["source"], one["unit"]):
            expect(row).to_contain_text(words)
        expect(row.get_by_text("about", exact=True)).to_have_count(1 if one["about"] else 0)
        expect(row.locator(".range-bar i")).to_have_count(1 if one["range"] else 0)
        trend = row.get_by_role("img", name=re.compile(f"^{re.escape(one['name'])} in "))
        expect(trend).to_have_count(1 if one["id"] in common(own_server) else 0)

    longest = section(page).get_by_role("link", name=re.compile("hear it$")).first
    pause = max(one["ms"] for one in measured["pauses"])
    expect(section(page)).to_contain_text(f"Longest pauses: {pause / 1000:.1f} s")
    longest.click()
    expect(page.get_by_role("slider", name="Position")).not_to_have_value("0")


def test_pasted_words_are_measured_as_words(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("be-02"))
    page = visit(server, f"/sessions/{session}")
    expect(section(page)).to_contain_text("Measured from your words. None of it is in the score.")
    expect(section(page).get_by_role("heading", name="Hedges")).to_be_visible()
    expect(section(page).get_by_role("heading", name="Pauses")).to_have_count(0)


def test_scorecard_stands_without_its_delivery(visit: Visit, server: Server, guard: Guard) -> None:
    guard.allow("status of 500")
    session = paste(server, spoken("be-02"))
    page = visit(server)
    error = {"error": {"code": "internal", "message": "Viva ran into a fault.", "hint": "Try again."}}
    page.route("**/delivery", lambda route: route.fulfill(status=500, json=error))
    page.goto(f"{server.url}/sessions/{session}")
    expect(section(page).get_by_role("alert")).to_contain_text("Viva ran into a fault.")
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()
    page.unroute("**/delivery")
    section(page).get_by_role("button", name="Try again").click()
    expect(section(page).get_by_role("heading", name="Hedges")).to_be_visible()


def section(page: Page) -> Locator:
    """The part of the scorecard about the delivery."""
    return page.get_by_role("region", name="Delivery")


def common(server: Server) -> set[str]:
    """Measures that more than one session has."""
    found: list[dict[str, Any]] = server.get("/api/delivery/trend")
    return {name for name in found[0]["measures"] if sum(name in one["measures"] for one in found) > 1}
