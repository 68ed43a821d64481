"""Text that would like to be something else stays text, everywhere."""

import json
import re
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Locator, Page, expect

from browser.guard import Guard
from browser.room import Room, start
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit

IMAGE: Final = '<img src=x onerror="window.harmed=1"><svg onload=window.harmed=1>'
SCRIPT: Final = "</script><script>window.harmed=1</script><style>body{display:none}</style>"
LINK: Final = (
    '[click](javascript:window.harmed=1) <a href="javascript:window.harmed=1">here</a> &amp; &lt;b&gt;'
)
TURNED: Final = "abc \u202edesrever\u202c \u05e9\u05dc\u05d5\u05dd \u2066isolated\u2069 {{7*7}} ${7*7} %s %n"
LONG: Final = "Donau" * 2000
HOSTILE: Final = (IMAGE, SCRIPT, LINK, TURNED)
NARROW: Final = 390


def test_answers_stay_text_from_room_to_export(
    visit: Visit, server: Server, guard: Guard, tmp_path: Path
) -> None:
    said = spoken("be-02")
    page = visit(server, width=NARROW)
    room = start(page, round="Behavioural", question=said.question)
    for text in (f"{IMAGE} {SCRIPT} {LINK} {TURNED}", LONG):
        room.answer(text)
        expect_harmless(page)
        expect_no_sideways_scroll(page)
    for text in HOSTILE:
        expect_text(room.conversation, text)
    expect_text(room.conversation, LONG)
    room.end()
    expect_harmless(page)
    expect_no_sideways_scroll(page)
    page.get_by_role("tab", name="Transcript").click()
    for text in (*HOSTILE, LONG):
        expect_text(page.get_by_role("region", name="Transcript"), text)
    expect_no_sideways_scroll(page)

    page.goto(f"{server.url}/sessions/{room.id}/replay")
    expect_text(page.get_by_role("region", name="Transcript"), LONG)
    expect_harmless(page)
    expect_no_sideways_scroll(page)
    expect_export_harmless(page, exported(server, guard, room.id, tmp_path), (*HOSTILE, LONG))


def test_own_question_and_key_points_stay_text(
    visit: Visit, server: Server, guard: Guard, tmp_path: Path
) -> None:
    page = visit(server, "/grade", width=NARROW)
    page.get_by_role("group", name="Round").get_by_role("radio", name="Fundamentals").check()
    page.get_by_label("Question", exact=True).select_option(label="My own question")
    page.get_by_label("Your question").fill(f"{IMAGE} {SCRIPT}")
    points = (IMAGE, f"{SCRIPT} point", LINK)
    for index, point in enumerate(points):
        page.get_by_role("textbox", name=f"Key point {index + 1}", exact=True).fill(point)
    answer = page.get_by_role("textbox", name="Answer or transcript")
    answer.fill(f"Candidate: {IMAGE} {SCRIPT} {LINK} {TURNED}\n\nInterviewer: {SCRIPT}\n\nCandidate: {LONG}")
    answer.press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/sessions/[\w-]+$"))
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()
    session = page.url.rsplit("/", 1)[1]
    page.get_by_role("button", name="Open all").click()
    expect_harmless(page)
    expect_no_sideways_scroll(page)
    title: str = server.get(f"/api/sessions/{session}")["title"]
    assert title.startswith(IMAGE[:20])
    expect_text(page.get_by_role("main"), title)
    for path in ("", "/sessions", f"/sessions/{session}/compare", f"/grade?again={session}"):
        page.goto(f"{server.url}{path}")
        expect(page.get_by_role("status").filter(has_text="…")).to_have_count(0)
        expect_harmless(page)
        expect_no_sideways_scroll(page)
    expect_export_harmless(page, exported(server, guard, session, tmp_path), (IMAGE, SCRIPT, LONG))


def test_import_stays_text(visit: Visit, server: Server, guard: Guard, tmp_path: Path) -> None:
    page = visit(server, width=NARROW)
    said = spoken("be-02")
    room = start(page, round="Behavioural", question=said.question)
    room.answer(said.answers[0])
    room.end()
    data: dict[str, Any] = server.get(f"/api/sessions/{room.id}/export?format=json")
    data["id"] = IMAGE
    for stored in data["events"]:
        event = stored["event"]
        if event["type"] == "session_started":
            event["title"] = f"{SCRIPT} {IMAGE}"
        if event["type"] == "interviewer_said":
            event["text"] = f"{IMAGE} {LINK}"
        if event["type"] == "session_graded":
            card = event["scorecard"]
            card["strengths"] = [SCRIPT]
            card["next_steps"] = [IMAGE]
            card["warnings"] = [LINK]
            for criterion in card["criteria"]:
                criterion["reason"] = f"{SCRIPT} {LONG}"
    path = tmp_path / "export.json"
    path.write_text(json.dumps(data), "utf-8")

    page.goto(f"{server.url}/sessions")
    page.get_by_label("Import").set_input_files(path)
    page.get_by_role("status").filter(has_text="Imported").get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()
    session = page.url.rsplit("/", 1)[1]
    assert re.fullmatch(r"[\w-]+", session)
    page.get_by_role("button", name="Open all").click()
    expect_text(page.get_by_role("main"), SCRIPT)
    expect_harmless(page)
    expect_no_sideways_scroll(page)
    page.goto(f"{server.url}/sessions/{session}/replay")
    expect_text(page.get_by_role("region", name="Transcript"), IMAGE)
    expect_harmless(page)
    expect_export_harmless(page, exported(server, guard, session, tmp_path), (IMAGE, SCRIPT, LINK))


def test_markup_in_the_composer_survives_a_reload_as_text(page: Page) -> None:
    room = start(page, round="Fundamentals")
    room.composer.fill(f"{IMAGE}{SCRIPT}")
    page.reload()
    again = Room(page)
    expect(again.composer).to_have_value(f"{IMAGE}{SCRIPT}")
    expect_harmless(page)


def expect_text(place: Locator, text: str) -> None:
    """The text is there as it was written."""
    expect(place).to_contain_text(text)


def expect_harmless(page: Page) -> None:
    """No text became an element, and none ran."""
    assert page.evaluate("window.harmed") is None
    assert page.locator("img, iframe, object, embed, svg[onload], a[href^='javascript:']").count() == 0
    assert page.locator("body style, body script").count() == 0


def expect_no_sideways_scroll(page: Page) -> None:
    """Nothing sticks out to the side."""
    wide: int = page.evaluate("document.scrollingElement.scrollWidth")
    size = page.viewport_size
    assert size
    assert wide <= size["width"], f"{page.url} is {wide} px wide"


def exported(server: Server, guard: Guard, session: str, folder: Path) -> str:
    """The address of the session's export as a file."""
    path = folder / f"{session}.html"
    path.write_text(server.request("GET", f"/api/sessions/{session}/export?format=html").text, "utf-8")
    guard.permit(path.as_uri())
    return path.as_uri()


def expect_export_harmless(page: Page, address: str, texts: tuple[str, ...]) -> None:
    """The exported page shows the same texts, runs nothing and fetches nothing."""
    page.goto(address)
    for text in texts:
        expect_text(page.get_by_role("main"), text)
    expect_harmless(page)
    expect_no_sideways_scroll(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
