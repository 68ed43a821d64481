"""Replay, with the browser's clock in hand."""

import re

from playwright.sync_api import Page, expect

from browser.cards import CUE_S, earned, paste
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit


def replay(visit: Visit, server: Server, session: str) -> Page:
    """The replay of a session, its clock standing still until it is moved."""
    page = visit(server, motion="no-preference")
    page.clock.install()
    page.goto(f"{server.url}/sessions/{session}/replay")
    expect(page.get_by_role("slider", name="Position")).to_have_value("0")
    return page


def test_plays_at_every_speed_and_stops_at_the_end(visit: Visit, server: Server) -> None:
    said = spoken("be-02")
    page = replay(visit, server, paste(server, said, timed=True))
    slider = page.get_by_role("slider", name="Position")
    length = len(said.turns) * CUE_S
    expect(page.get_by_text(re.compile(rf"of {length // 60}:{length % 60:02}"))).to_be_visible()

    page.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(3_000)
    assert int(slider.input_value()) in {2, 3}
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="8×").check()
    page.clock.run_for(5_000)
    assert 40 <= int(slider.input_value()) <= 44
    page.get_by_role("button", name="Pause", exact=True).click()
    page.clock.run_for(100)
    stood = slider.input_value()
    page.clock.run_for(5_000)
    expect(slider).to_have_value(stood)
    page.get_by_role("button", name="Play", exact=True).click()
    page.clock.run_for(length * 1_000 // 8)
    expect(slider).to_have_value(str(length))
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_scrubs_and_walks_by_keys(visit: Visit, server: Server) -> None:
    page = replay(visit, server, paste(server, spoken("be-02"), timed=True))
    slider = page.get_by_role("slider", name="Position")
    slider.fill("65")
    expect(slider).to_have_value("65")
    expect(slider).to_have_attribute("aria-valuetext", re.compile("^1:05"))
    page.get_by_role("region", name="Transcript").focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_value("70")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_value("60")
    page.keyboard.press("=")
    expect(page.get_by_role("radio", name="2×")).to_be_checked()
    page.keyboard.press("-")
    expect(page.get_by_role("radio", name="1×")).to_be_checked()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_jumps_to_evidence_and_between_moments(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("be-02"), timed=True)
    proved = earned(server, session)
    page = replay(visit, server, session)
    slider = page.get_by_role("slider", name="Position")
    pins = page.get_by_role("group", name="Earned").get_by_role("button")
    expect(pins).to_have_count(len(proved))
    pins.filter(visible=True).first.click()
    first = int(slider.input_value())
    turns = {one.turn for one in proved}
    assert any(turn * CUE_S <= first <= (turn + 1) * CUE_S for turn in turns)

    page.get_by_role("region", name="Transcript").focus()
    seen = [first]
    for _ in range(2):
        page.keyboard.press("]")
        expect(slider).not_to_have_value(str(seen[-1]))
        seen.append(int(slider.input_value()))
    assert seen == sorted(seen)
    page.keyboard.press("[")
    expect(slider).to_have_value(str(seen[-2]))


def test_scorecard_leads_to_the_moment(visit: Visit, server: Server) -> None:
    session = paste(server, spoken("be-02"), timed=True)
    proved = earned(server, session)[0]
    page = visit(server, f"/sessions/{session}#c-{proved.id}")
    page.get_by_role("region", name="Criteria").get_by_role(
        "link", name=re.compile("^Replay from")
    ).first.click()
    slider = page.get_by_role("slider", name="Position")
    expect(slider).to_be_visible()
    at = int(slider.input_value())
    assert proved.turn * CUE_S - 1 <= at <= (proved.turn + 1) * CUE_S
