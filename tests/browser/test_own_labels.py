"""Disagreeing with a label, and looking at the labels another way."""

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from browser.cards import paste
from browser.keys import tab_to
from browser.server import Server
from browser.spoken import spoken
from browser.test_access import expect_fine
from browser.visit import Visit


def test_a_label_of_ones_own_is_given_changed_exported_and_taken_back_by_keyboard(
    visit: Visit, server: Server
) -> None:
    session = paste(server, spoken("be-02"))
    card = server.get(f"/api/sessions/{session}/scorecard")
    page = visit(server, f"/sessions/{session}#c-result")
    row = page.locator("#c-result")
    tab_to(page, row.get_by_role("button", name="I disagree"))
    page.keyboard.press("Enter")
    expect(row.get_by_role("radio", name="Full")).to_be_focused()
    expect(row.get_by_role("button", name="Save")).to_be_disabled()
    page.keyboard.press("ArrowRight")
    expect(row.get_by_role("radio", name="Partial")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("I named no number.")
    page.keyboard.press("Control+Enter")
    expect(row.get_by_role("button", name="Change")).to_be_focused()
    expect(row.locator(".crit")).to_contain_text("You: Partial")
    expect(row).to_contain_text("Your label: Partial. I named no number.")
    assert server.get(f"/api/sessions/{session}/scorecard") == card

    page.reload()
    expect(row.locator(".crit")).to_contain_text("You: Partial")
    labelled = json.loads(exported(page).read_text("utf-8"))
    assert labelled["labels"] == {"result": 1}
    assert labelled["notes"] == {"result": "I named no number."}

    row.get_by_role("button", name="Change").click()
    expect(row.get_by_role("textbox", name="Why, if you like")).to_have_value("I named no number.")
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Change")).to_be_focused()
    row.get_by_role("button", name="Take it back").click()
    expect(row.get_by_role("button", name="I disagree")).to_be_focused()
    expect(row.locator(".crit")).not_to_contain_text("You:")
    assert server.get(f"/api/sessions/{session}")["own_labels"] == {}


def test_steps_and_levels_change_boxes_and_no_label(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("sd-01"))
    page = visit(server, f"/sessions/{session}")
    before = labels(page)
    steps = page.get_by_role("group", name="Steps")
    tab_to(page, steps.get_by_role("radio", name="Five phases"))
    for name, count in (("Six steps", 6), ("Nine steps", 9)):
        page.keyboard.press("ArrowRight")
        expect(steps.get_by_role("radio", name=name)).to_be_checked()
        expect(page.get_by_role("region", name="Step by step").locator("tbody tr")).to_have_count(count)
        assert labels(page) == before
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(re.compile("^The same labels at staff level: "))).to_be_visible()
    expect(page.get_by_text("Staff needs")).to_be_visible()
    assert labels(page) == before


def test_the_form_is_accessible_and_fits(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("sd-01"))
    server.request("PUT", f"/api/sessions/{session}/labels/monitoring", {"label": 0, "note": "Only named."})

    def act(page: Page) -> None:
        page.get_by_role("radio", name="Nine steps").check()
        page.get_by_role("radio", name="Staff").check()
        page.get_by_role("button", name="Open all").click()
        page.get_by_role("button", name="I disagree").first.click()

    expect_fine(visit, server, f"/sessions/{session}", act)


def exported(page: Page) -> Path:
    """The labelled file, as the menu hands it out."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Your labels")).click()
    return download.value.path()


def labels(page: Page) -> dict[str, str]:
    """The label that each row shows."""
    shown = page.locator("li[id^=c-]")
    expect(shown.first).to_be_visible()
    rows: list[Locator] = shown.all()
    return {row.get_attribute("id") or "": row.locator(".w").text_content() or "" for row in rows}
