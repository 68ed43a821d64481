"""Replay with the voices in it."""

import re
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from browser.cards import earned
from browser.conftest import PATIENCE_MS
from browser.guard import Guard
from browser.recorded import Recorded, record
from browser.server import Server
from browser.spoken import Spoken, spoken
from browser.test_access import expect_fine
from browser.visit import Visit
from viva.domain.transcript import Word

ANSWER: Final = 1
"""The first answer of the session."""

HUSHED: Final = 6
"""An interviewer's line without a recording."""

_LISTEN: Final = """
window.sounds = [];
window.Audio = class extends Audio { constructor(...rest) { super(...rest); window.sounds.push(this); } };
"""
_HEARD: Final = """
() => window.sounds.filter((one) => !one.paused && one.readyState > 2).map((one) => {
  const turn = Number(one.currentSrc.split("/").pop());
  return { turn, rate: one.playbackRate, keeps: one.preservesPitch };
})
"""
_MIDDLE: Final = """
([element, word]) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.textContent.indexOf(word);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    range.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    const box = range.getClientRects()[0];
    return { x: box.left + box.width / 2, y: box.top + box.height / 2 };
  }
  return null;
}
"""


@pytest.fixture(scope="module")
def held(server: Server) -> Recorded:
    return record(server, spoken("be-02"), session="replay-voice", unsure=["catalogue"], silent=[HUSHED])


def test_plays_what_was_said_and_marks_the_word(visit: Visit, server: Server, held: Recorded) -> None:
    page = replay(visit, server, held)
    asked = recordings_asked(page)
    word = held.words[ANSWER][4]
    click_word(page, word.text)
    assert playhead(page, held) == word.start_ms
    page.get_by_role("button", name="Play", exact=True).click()
    wait_past(page, held, held.words[ANSWER][7])
    assert [one["turn"] for one in page.evaluate(_HEARD)] == [ANSWER]
    assert asked[0].endswith(f"/audio/{ANSWER}")
    page.get_by_role("button", name="Pause", exact=True).click()
    expect_word_at_playhead(page, held)
    assert page.evaluate(_HEARD) == []


def test_the_interviewers_line_is_marked_and_leads_to_a_moment_too(
    visit: Visit, server: Server, held: Recorded
) -> None:
    page = replay(visit, server, held)
    line = page.locator("#t-2 .ask")
    text = line.inner_text()
    word = max(text.split(), key=len)
    place = page.evaluate(_MIDDLE, [line.element_handle(), word])
    page.mouse.click(place["x"], place["y"])
    expect(line.locator(".word")).to_have_text(word)
    assert line.inner_text() == text
    turn = server.get(f"/api/sessions/{held.id}")["turns"][2]
    share = (text.index(word) + len(word) / 2) / len(text)
    due = turn["start_ms"] + share * (turn["end_ms"] - turn["start_ms"])
    assert playhead(page, held) == pytest.approx(due, abs=(turn["end_ms"] - turn["start_ms"]) * 0.1)


def test_speeds_keep_the_pitch(visit: Visit, server: Server, held: Recorded) -> None:
    page = replay(visit, server, held)
    speeds = page.get_by_role("group", name="Speed").get_by_role("radio")
    expect(speeds).to_have_count(4)
    page.keyboard.press("-")
    expect(page.get_by_role("radio", name="0.75×")).to_be_checked()
    for _ in range(4):
        page.keyboard.press("=")
    expect(page.get_by_role("radio", name="2×")).to_be_checked()
    page.keyboard.press("Space")
    page.wait_for_function(f"() => ({_HEARD})().length > 0")
    assert page.evaluate(_HEARD) == [{"turn": 0, "rate": 2, "keeps": True}]
    page.get_by_role("radio", name="1.5×").check()
    page.wait_for_function(f"() => ({_HEARD})().some((one) => one.rate === 1.5)")


def test_evidence_and_keys_move_the_voice(visit: Visit, server: Server, held: Recorded) -> None:
    proved = next(one for one in earned(server, held.id) if one.turn == 3)
    evidence = criterion(server, held.id, proved.id)["evidence"]
    page = replay(visit, server, held)
    begins = word_of(held, proved.turn, min(e["start"] for e in evidence if e["turn"] == proved.turn))
    page.locator(f'#t-{proved.turn} [data-flag="{proved.id}"]').first.click()
    assert playhead(page, held) == begins.start_ms
    page.get_by_role("region", name="Transcript").focus()
    page.keyboard.press("ArrowRight")
    assert playhead(page, held) == begins.start_ms + 5_000
    page.keyboard.press("Space")
    page.wait_for_function(f"() => ({_HEARD})().some((one) => one.turn === {proved.turn})")
    page.keyboard.press("Space")


def test_scorecard_leads_to_the_word(visit: Visit, server: Server, held: Recorded) -> None:
    proved = next(one for one in earned(server, held.id) if one.turn == 3)
    evidence = criterion(server, held.id, proved.id)["evidence"][0]
    page = visit(server, f"/sessions/{held.id}#c-{proved.id}")
    page.get_by_role("region", name="Criteria").get_by_role(
        "link", name=re.compile("^Replay from")
    ).first.click()
    expect(page.get_by_role("slider", name="Position")).to_be_visible()
    begins = word_of(held, proved.turn, evidence["start"])
    assert 0 <= begins.start_ms - playhead(page, held) < 1_000


def test_voices_are_drawn_and_lead_to_a_moment(visit: Visit, server: Server, held: Recorded) -> None:
    page = replay(visit, server, held)
    lane = page.locator(".sound")
    for path in (".you", ".them"):
        drawn = lane.locator(path).get_attribute("d") or ""
        assert drawn.count("M") > 20
    box = lane.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert playhead(page, held) == pytest.approx(held.length_ms / 2, rel=0.02)


def test_a_line_without_a_recording_runs_in_silence(visit: Visit, server: Server, held: Recorded) -> None:
    page = replay(visit, server, held)
    expect(page.get_by_text("One spoken turn has no recording that can be played.")).to_be_visible()
    row = page.locator(f"#t-{HUSHED}")
    expect(row.get_by_text("No sound")).to_be_visible()
    row.get_by_role("button", name=re.compile("^Play from")).click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(f"#t-{HUSHED + 1}").get_by_text("Playing")).to_be_visible()
    assert [one["turn"] for one in page.evaluate(_HEARD)] == [HUSHED + 1]


def test_a_recording_that_is_lost_on_the_way_stops_nothing(
    visit: Visit, server: Server, held: Recorded, guard: Guard
) -> None:
    guard.allow("status of 404")
    page = replay(visit, server, held)
    page.route(f"**/audio/{ANSWER}", lambda route: route.fulfill(status=404, body=""))
    click_word(page, held.words[ANSWER][2].text)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(f"#t-{ANSWER}").get_by_text("No sound")).to_be_visible()
    wait_past(page, held, held.words[ANSWER][5])
    expect(page.get_by_text("2 spoken turns have no recording")).to_be_visible()


def test_silences_stay_until_they_are_left_out(visit: Visit, server: Server) -> None:
    said = spoken("be-04")
    said = Spoken(said.round, said.question, said.answers[:1], said.turns[:2])
    slow = record(server, said, session="replay-thinker", pause_ms=2 * PATIENCE_MS, grade=False)
    page = replay(visit, server, slow)
    skips = page.get_by_role("checkbox", name=re.compile("of silence"))
    expect(skips).not_to_be_checked()
    words = slow.words[ANSWER]
    last = next(i for i, word in enumerate(words) if word.text.endswith("."))
    skips.check()
    click_word(page, words[last].text)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_past(page, slow, words[last + 1])
    page.wait_for_function(f"() => ({_HEARD})().length > 0")


@pytest.mark.parametrize("path", ["/sessions/{id}/replay", "/sessions/{id}"])
def test_spoken_pages_are_accessible_and_fit(visit: Visit, server: Server, held: Recorded, path: str) -> None:
    expect_fine(visit, server, path.format(id=held.id), stand)


def stand(_page: Page) -> None:
    """As it is."""


def replay(visit: Visit, server: Server, held: Recorded) -> Page:
    """The replay of a session, at its beginning."""
    page = visit(server)
    page.add_init_script(_LISTEN)
    page.goto(f"{server.url}/sessions/{held.id}/replay")
    expect(page.locator(".sound path.you")).to_be_attached()
    return page


def recordings_asked(page: Page) -> list[str]:
    """Addresses of recordings, as they are asked for."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/audio/" in request.url:
            asked.append(request.url)

    page.on("request", note)
    return asked


def click_word(page: Page, text: str) -> None:
    """Clicks the first place of these words in the first answer."""
    words: Locator = page.locator(f"#t-{ANSWER} .say")
    place = page.evaluate(_MIDDLE, [words.element_handle(), text])
    assert place, f"“{text}” is not there"
    page.mouse.click(place["x"], place["y"])


def playhead(page: Page, held: Recorded) -> int:
    """Where the playhead stands, in ms."""
    share = float(page.locator(".head-line").evaluate("(node) => node.style.getPropertyValue('--at')"))
    return round(share * held.length_ms)


def wait_past(page: Page, held: Recorded, word: Word) -> None:
    """Until the playhead has reached a word."""
    share = "Number(document.querySelector('.head-line').style.getPropertyValue('--at'))"
    page.wait_for_function(f"(at) => {share} * {held.length_ms} >= at", arg=word.start_ms)


def expect_word_at_playhead(page: Page, held: Recorded) -> None:
    """The word that is marked is the one that is said at the playhead."""
    at = playhead(page, held)
    due = [word for word in held.words[ANSWER] if word.start_ms <= at][-1]
    expect(page.locator(f"#t-{ANSWER} .word")).to_have_text(due.text)


def word_of(held: Recorded, turn: int, offset: int) -> Word:
    """The word at an offset of a turn's text."""
    words = held.words[turn]
    text = " ".join(word.text for word in words)
    return words[len(text[:offset].split())]


def criterion(server: Server, session: str, name: str) -> dict[str, Any]:
    """A criterion of the session's scorecard."""
    card: dict[str, Any] = server.get(f"/api/sessions/{session}/scorecard")
    return next(one for one in card["criteria"] if one["id"] == name)
