"""Grading what was pasted, dropped or opened."""

import json
import re

from playwright.sync_api import Locator, Page, expect

from browser.cards import captions, expect_quotes_marked, lines
from browser.room import choose
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit

SCORECARD = re.compile(r"/sessions/[\w-]+$")


def test_pasted_text_comes_back_with_its_evidence_lit(visit: Visit, server: Server) -> None:
    said = spoken("sd-01")
    page = visit(server, "/grade")
    answer(page).fill(lines(said))
    choose(page, "Round", "Design")
    page.get_by_label("Question", exact=True).select_option(said.question)
    page.get_by_role("button", name=re.compile("^Grade ")).click()
    session = expect_scorecard(page)
    expect_quotes_marked(page, server, session)
    assert server.said(session) == list(said.answers)

    page.get_by_role("button", name="Open all").click()
    criterion = (
        page.get_by_role("region", name="Criteria")
        .get_by_role("listitem")
        .filter(has=page.locator("blockquote"))
        .first
    )
    quote = criterion.locator("blockquote mark").first.inner_text()
    mark = page.get_by_role("region", name="Transcript").locator("mark").filter(has_text=quote[:40]).first
    page.get_by_role("heading", level=1).hover()
    unlit = background(mark)
    criterion.get_by_role("button").first.hover()
    expect(mark).not_to_have_css("background-color", unlit)


def test_dropped_captions_keep_their_times(visit: Visit, server: Server) -> None:
    said = spoken("be-02")
    page = visit(server, "/grade")
    expect(answer(page)).to_be_visible()
    drop(page, "talk.vtt", captions(said))
    expect(answer(page)).to_have_value(re.compile("^WEBVTT"))
    expect(page.get_by_text("From talk.vtt.")).to_be_visible()
    choose(page, "Round", "Behavioural")
    page.get_by_label("Question", exact=True).select_option(said.question)
    answer(page).press("Control+Enter")
    session = expect_scorecard(page)
    expect_quotes_marked(page, server, session)
    expect(page.get_by_role("region", name="Transcript").get_by_text("0:20", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Replay", exact=True)).to_be_visible()


def test_own_question_is_graded_by_its_key_points(visit: Visit, server: Server) -> None:
    page = visit(server, "/grade")
    choose(page, "Round", "Fundamentals")
    page.get_by_label("Question", exact=True).select_option(label="My own question")
    answer(page).fill(
        "Dropout switches off a random share of the units at every training step, so that no unit can rely "
        "on another one. At test time all units are on. I would use it when a dense network overfits."
    )
    answer(page).press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="Say what was asked")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()
    page.get_by_label("Your question").fill("What does dropout do?")
    points = [
        "It switches off random units while training",
        "Units cannot rely on one another",
        "All units are on at test time",
    ]
    for index, point in enumerate(points):
        page.get_by_role("textbox", name=f"Key point {index + 1}", exact=True).fill(point)
    page.get_by_role("textbox", name="Key point 3", exact=True).press("Control+Enter")
    session = expect_scorecard(page)
    fold = server.get(f"/api/sessions/{session}")
    assert fold["questions"][0]["prompt"] == "What does dropout do?"
    assert len([one for one in fold["criteria"] if one["id"].startswith("kp-")]) == len(points)
    criteria = page.get_by_role("region", name="Criteria")
    criteria.get_by_role("button", name="Open all").click()
    for point in points:
        expect(criteria.get_by_text(re.compile(re.escape(point), re.IGNORECASE)).first).to_be_visible()


def test_refused_file_leaves_the_text_alone(visit: Visit, server: Server) -> None:
    page = visit(server, "/grade")
    answer(page).fill("What I had already typed.")
    page.get_by_label("Open a file").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    refusal = page.get_by_role("alert").filter(has_text="Couldn’t read cv.pdf.")
    expect(refusal).to_be_visible()
    expect(answer(page)).to_have_value("What I had already typed.")
    drop(page, "fake.txt", "\x00\x01binary")
    expect(page.get_by_role("alert").filter(has_text="Couldn’t read fake.txt.")).to_be_visible()
    expect(answer(page)).to_have_value("What I had already typed.")
    page.reload()
    expect(answer(page)).to_have_value("What I had already typed.")


def test_file_in_another_encoding_is_read_and_said(visit: Visit, server: Server) -> None:
    page = visit(server, "/grade")
    page.get_by_label("Open a file").set_input_files(
        {"name": "old.txt", "mimeType": "text/plain", "buffer": "I did it mysélf.".encode("cp1252")}
    )
    expect(answer(page)).to_have_value("I did it mysélf.")
    expect(page.get_by_text("old.txt is not UTF-8, so it was read as Windows-1252.")).to_be_visible()


def test_nothing_to_grade_is_said_at_once(visit: Visit, server: Server) -> None:
    page = visit(server, "/grade")
    answer(page).fill(" \n ")
    answer(page).press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="There are no words to grade.")).to_be_visible()
    expect(answer(page)).to_be_focused()
    expect(answer(page)).to_have_attribute("aria-invalid", "true")
    assert page.url.endswith("/grade")


def test_json_transcript_brings_its_own_question(visit: Visit, server: Server) -> None:
    said = spoken("fd-01")
    page = visit(server, "/grade")
    expect(answer(page)).to_be_visible()
    drop(page, "talk.json", json.dumps({"round": said.round, "question": said.question, "turns": said.turns}))
    expect(page.get_by_label("Question", exact=True)).to_have_value(said.question)
    answer(page).press("Control+Enter")
    session = expect_scorecard(page)
    assert server.said(session) == list(said.answers)


def answer(page: Page) -> Locator:
    """The box for the words."""
    return page.get_by_role("textbox", name="Answer or transcript")


def expect_scorecard(page: Page) -> str:
    """Waits for the scorecard; the id of its session."""
    expect(page).to_have_url(SCORECARD)
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()
    return page.url.rsplit("/", 1)[1]


def drop(page: Page, name: str, text: str) -> None:
    """Drops a file on the page."""
    transfer = page.evaluate_handle(
        "([name, text]) => { const t = new DataTransfer(); t.items.add(new File([text], name)); return t; }",
        [name, text],
    )
    for event in ("dragenter", "dragover", "drop"):
        page.get_by_role("main").dispatch_event(event, {"dataTransfer": transfer})


def background(mark: Locator) -> str:
    """The colour behind a mark now."""
    return mark.evaluate("(node) => getComputedStyle(node).backgroundColor")
