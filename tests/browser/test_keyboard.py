"""By keyboard alone."""

import re

from playwright.sync_api import Page, expect

from browser.cards import earned, paste
from browser.keys import tab_to
from browser.room import Room
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit


def test_interview_without_a_mouse(page: Page, server: Server) -> None:
    answer = spoken("be-02").answers[0]
    rounds = page.get_by_role("group", name="Round")
    behavioural = rounds.get_by_role("radio", name=re.compile("^Behavioural"))
    tab_to(page, rounds.locator(":checked"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(behavioural).to_be_checked()
    lengths = page.get_by_role("group", name="Length")
    tab_to(page, lengths.locator(":checked"))
    page.keyboard.press("ArrowRight")
    expect(lengths.get_by_role("radio", name=re.compile("^Short"))).to_be_checked()
    tab_to(page, page.get_by_role("button", name="Start typing"))
    page.keyboard.press("Enter")

    room = Room(page)
    expect(room.composer).to_be_focused()
    page.keyboard.type("hr")
    page.keyboard.press("Shift+Enter")
    page.keyboard.insert_text(answer)
    expect(room.composer).to_have_value(f"hr\n{answer}")
    page.keyboard.press("Enter")
    expect(room.yours).to_have_count(1)
    room.wait_for_line()
    said = room.lines.count()
    expect(room.composer).to_be_focused()
    page.keyboard.press("Alt+h")
    expect(room.lines.nth(said)).to_be_attached()
    tab_to(page, room.wish_button("Repeat"))
    said = room.lines.count()
    page.keyboard.press("h")
    expect(room.lines.nth(said)).to_be_attached()
    controls = [event["event"].get("control") for event in server.get(f"/api/sessions/{room.id}/events")]
    assert [one for one in controls if one] == ["hint", "hint"]

    page.keyboard.press("t")
    expect(room.composer).to_be_focused()
    page.keyboard.press("Alt+e")
    dialog = page.get_by_role("dialog", name="End the interview?")
    expect(dialog).to_be_visible()
    tab_to(page, dialog.get_by_role("button", name="End and grade"))
    page.keyboard.press("Enter")
    room.wait_for_scorecard()
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert server.said(room.id) == [f"hr\n{answer}"]


def test_walking_the_scorecard(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("fd-01"))
    page = visit(server, f"/sessions/{session}")
    criteria = page.get_by_role("region", name="Criteria").locator("button[aria-expanded]")
    tab_to(page, criteria.first)
    page.keyboard.press("ArrowDown")
    expect(criteria.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(criteria.first).to_be_focused()
    before = criteria.first.get_attribute("aria-expanded")
    page.keyboard.press("Enter")
    expect(criteria.first).to_have_attribute("aria-expanded", "false" if before == "true" else "true")

    proved = earned(server, session)[0]
    names = [text.strip() for text in criteria.locator("b").all_inner_texts()]
    for _ in range(names.index(proved.name)):
        page.keyboard.press("ArrowDown")
    expect(criteria.nth(names.index(proved.name))).to_be_focused()
    page.keyboard.press("e")
    flag = page.get_by_role("region", name="Transcript").get_by_role(
        "button", name=re.compile(f"^{re.escape(proved.name)}, ")
    )
    expect(flag.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(criteria.nth(names.index(proved.name))).to_be_focused()


def test_help_sheet_lists_the_keys_of_the_page(page: Page) -> None:
    sheet = page.get_by_role("dialog", name="Keys")
    page.keyboard.press("?")
    expect(sheet.get_by_text("This list")).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    page.get_by_role("link", name="Grade", exact=True).click()
    expect(page.get_by_role("heading", name="Grade an answer")).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("^Grade "))).to_be_visible()
    page.keyboard.press("?")
    expect(sheet.get_by_role("heading", name="Grade")).to_be_visible()
    single = sheet.get_by_role("checkbox", name=re.compile("Single keys"))
    single.uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)  # gone, and not only closed
    page.keyboard.press("?")
    expect(single).not_to_be_checked()
