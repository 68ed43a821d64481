"""Whole interviews by typing, from the home page to the scorecard."""

import re

import pytest
from playwright.sync_api import Page, expect

from browser.cards import expect_quotes_marked
from browser.room import Frames, start
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit

LABELS = re.compile("^(Full|Partial|Not yet): ")


def test_system_design_with_every_control(page: Page, server: Server) -> None:
    said = spoken("sd-01")
    first, second, third = said.answers[:3]
    room = start(page, round="ML system design", question=said.question)
    expect(page.get_by_role("complementary", name="Coverage")).to_be_visible()

    room.answer(first)
    room.wish("Hint")
    room.wish("Repeat")
    room.answer(f"  {second}\n")
    room.wish("Move on")
    room.answer(third)
    expect(room.conversation.get_by_text(LABELS).first).to_be_attached()
    room.wish("Skip")
    room.end()

    assert server.said(room.id) == room.typed == [first, second, third]
    expect_typed(page, room.typed)
    expect_quotes_marked(page, server, room.id)


@pytest.mark.parametrize(("title", "name"), [("Fundamentals", "fd-01"), ("Behavioural", "be-02")])
def test_short_round_to_its_own_end(page: Page, server: Server, title: str, name: str) -> None:
    said = spoken(name)
    first, second = said.answers[:2]
    room = start(page, round=title, question=said.question)

    room.answer(first)
    room.wish("Hint")
    room.wish("Repeat")
    room.answer(second)
    expect(room.conversation.get_by_text(LABELS).first).to_be_attached()
    room.finish()

    assert server.said(room.id) == [first, second]
    expect_typed(page, room.typed)
    expect_quotes_marked(page, server, room.id)


def test_exam_mode_tells_nothing_before_the_scorecard(visit: Visit, server: Server) -> None:
    said = spoken("sd-01")
    page = visit(server)
    frames = Frames(page)
    room = start(page, round="ML system design", question=said.question, mode="Exam")

    for answer in said.answers[:3]:
        room.answer(answer)
        expect(page.get_by_text(re.compile("coverage", re.IGNORECASE))).to_have_count(0)
        expect(page.get_by_text(LABELS)).to_have_count(0)
    fold = server.get(f"/api/sessions/{room.id}")
    assert fold["coverage"] == {}
    page.reload()
    expect(room.yours).to_have_count(3)
    expect(page.get_by_text(LABELS)).to_have_count(0)

    sent = frames.all()
    assert len([one for one in sent if one["type"] == "event"]) > 6
    assert {one["type"] for one in sent} <= {"event", "speaking", "notice"}
    assert not any('"label"' in text or '"confidence"' in text for text in frames.raw)
    room.end()
    expect_quotes_marked(page, server, room.id)


def test_draft_survives_a_reload(page: Page) -> None:
    room = start(page, round="Behavioural")
    room.composer.fill("Half of what I meant to")
    page.reload()
    expect(room.composer).to_have_value("Half of what I meant to")
    room.composer.press("End")
    room.composer.press_sequentially(" say.")
    room.composer.press("Enter")
    expect(room.conversation.get_by_text("Half of what I meant to say.")).to_be_visible()
    expect(room.composer).to_have_value("")
    page.reload()
    expect(room.conversation.get_by_text("Half of what I meant to say.")).to_be_visible()
    expect(room.composer).to_have_value("")


def expect_typed(page: Page, typed: list[str]) -> None:
    """The scorecard's transcript has every answer, whole."""
    transcript = page.get_by_role("region", name="Transcript")
    for text in typed:
        expect(transcript).to_contain_text(text)
