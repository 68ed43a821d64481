"""What can be done with sessions that are graded: compare, grade again, export, import, delete."""

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from browser.cards import expect_quotes_marked, paste
from browser.guard import Guard
from browser.server import Server
from browser.spoken import Spoken, spoken
from browser.visit import Visit


def shortened(said: Spoken, answers: int) -> Spoken:
    """The same, broken off after some answers."""
    return Spoken(said.round, said.question, said.answers[:answers], said.turns[: 2 * answers])


def export(page: Page, kind: str, to: Path) -> Path:
    """Downloads an export from the scorecard's menu."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile(f"^{kind}")).click()
    path = to / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_compares_two_attempts(visit: Visit, server: Server) -> None:
    said = spoken("be-04")
    paste(server, shortened(said, 1))
    session = paste(server, said)
    page = visit(server, f"/sessions/{session}")
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text=re.compile("Better on"))).to_be_visible()
    expect(page.get_by_text("Better", exact=True).first).to_be_visible()
    rows = page.get_by_role("main").get_by_role("heading", level=2)
    changed = rows.count()
    page.get_by_role("button", name=re.compile("^Show all")).click()
    assert rows.count() > changed


def test_grades_again_and_keeps_both(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("be-03"))
    page = visit(server, f"/sessions/{session}")
    page.get_by_role("button", name="Grade again").click()
    dialog = page.get_by_role("dialog", name="Grade again")
    dialog.get_by_role("radio", name="Mid").check()
    dialog.get_by_role("button", name="Grade again").click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="Graded again by")).to_be_visible()
    assert len(server.get(f"/api/sessions/{session}")["gradings"]) == 2
    page.get_by_role("link", name="Compare the two").click()
    expect(page.get_by_text("Grading 1", exact=True).first).to_be_visible()
    expect(page.get_by_text("Grading 2", exact=True).first).to_be_visible()


def test_exports_every_format_and_imports_json(
    visit: Visit, server: Server, guard: Guard, tmp_path: Path
) -> None:
    said = spoken("be-05")
    session = paste(server, said)
    page = visit(server, f"/sessions/{session}")
    web, markdown, exported = (export(page, kind, tmp_path) for kind in ("Web page", "Markdown", "JSON"))
    assert (web.suffix, markdown.suffix, exported.suffix) == (".html", ".md", ".json")
    for answer in said.answers:
        assert answer in markdown.read_text("utf-8")
    assert json.loads(exported.read_text("utf-8"))["id"] == session

    guard.permit(web.as_uri())
    alone = page.context.new_page()
    alone.goto(web.as_uri())
    for answer in said.answers:
        expect(alone.get_by_role("region", name="Transcript")).to_contain_text(answer)
    expect(alone.get_by_role("heading", name="Criteria")).to_be_visible()
    assert alone.evaluate("performance.getEntriesByType('resource').length") == 0
    alone.close()

    page.goto(f"{server.url}/sessions")
    page.get_by_label("Import").set_input_files(exported)
    notice = page.get_by_role("status").filter(has_text="Imported")
    notice.get_by_role("link", name="Open").click()
    expect(page).to_have_url(re.compile(r"/sessions/(?!.*" + re.escape(session) + ")"))
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()
    copy = page.url.rsplit("/", 1)[1]
    assert server.said(copy) == list(said.answers)
    expect_quotes_marked(page, server, copy)


def test_a_file_that_is_no_export_changes_nothing(visit: Visit, server: Server, guard: Guard) -> None:
    guard.allow("status of 4")
    page = visit(server, "/sessions")
    before = len(server.get("/api/sessions"))
    chooser = page.get_by_label("Import")
    kind = "application/json"
    chooser.set_input_files({"name": "a.json", "mimeType": kind, "buffer": b"{"})
    expect(page.get_by_role("alert").filter(has_text="Couldn’t import a.json.")).to_be_visible()
    chooser.set_input_files({"name": "b.json", "mimeType": kind, "buffer": b'{"viva_export": 1}'})
    expect(page.get_by_role("alert").filter(has_not_text="a.json")).to_be_visible()
    assert len(server.get("/api/sessions")) == before


def test_deletes_one(visit: Visit, server: Server) -> None:
    session = paste(server, shortened(spoken("be-06"), 2))
    page = visit(server, f"/sessions/{session}")
    page.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this session?")
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="Delete").click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()
    assert server.request("GET", f"/api/sessions/{session}").status_code == 404


def test_deletes_everything_once_the_word_is_typed(visit: Visit, own_server: Server) -> None:
    paste(own_server, shortened(spoken("be-06"), 1))
    paste(own_server, shortened(spoken("be-05"), 1))
    page = visit(own_server, "/settings")
    page.get_by_role("button", name="Delete everything").click()
    dialog = page.get_by_role("dialog", name="Delete every session?")
    erase = dialog.get_by_role("button", name="Delete everything")
    expect(erase).to_be_disabled()
    dialog.get_by_role("textbox").fill("delete")
    erase.click()
    expect(page.get_by_role("status").filter(has_text="2 sessions deleted.")).to_be_visible()
    assert own_server.get("/api/sessions") == []
    page.get_by_role("link", name="Sessions", exact=True).click()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
