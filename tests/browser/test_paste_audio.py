"""Grading a recording: written down, checked, graded."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from browser.guard import Guard
from browser.server import Server
from browser.spoken import spoken
from browser.test_access import expect_fine
from browser.visit import Visit

SAID: Final = spoken("be-02")
TURN_MS: Final = 20_000
RECORDINGS: Final = Path(__file__).resolve().parents[2] / "benchmarks/recordings"
WRITTEN_MS: Final = 90_000
"""For loading the recogniser on a busy machine too."""

NOTE: Final = "Treated as one speaker: the recording has one channel."


def test_two_speakers_are_checked_and_graded(visit: Visit, server: Server) -> None:
    page = desk(visit, server, heard(2))
    expect(page.get_by_role("textbox", name="Answer or transcript")).to_have_count(0)
    expect(page.get_by_text("2 speakers.")).to_be_visible()
    expect(page.get_by_text("Treated as one speaker")).to_have_count(0)
    words(page, 2).fill("Yes, and I was the one on call.")
    page.reload()
    expect(words(page, 2)).to_have_value("Yes, and I was the one on call.")
    page.get_by_role("group", name="Round").get_by_role("radio", name="Behavioural").check()
    page.get_by_label("Question", exact=True).select_option(SAID.question)
    words(page, 2).press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/sessions/[\w-]+$"))
    turns = server.get(f"/api/sessions/{page.url.rsplit('/', 1)[1]}")["turns"]
    assert [one["speaker"] for one in turns] == [one["speaker"] for one in SAID.turns]
    assert turns[1]["text"] == "Yes, and I was the one on call."
    assert turns[3]["text"] == SAID.answers[1]
    assert [one["start_ms"] for one in turns] == [index * TURN_MS for index in range(len(turns))]
    assert not turns[1]["words"]
    assert [one["text"] for one in turns[3]["words"]] == SAID.answers[1].split()


def test_one_speaker_is_said_plainly_and_turns_can_be_told_apart(visit: Visit, server: Server) -> None:
    page = desk(visit, server, heard(1))
    expect(page.get_by_text(NOTE)).to_be_visible()
    speaker = page.get_by_role("combobox", name="Speaker of turn 1")
    expect(speaker).to_have_value("candidate")
    question = SAID.turns[0]["text"]
    words(page, 1).focus()
    page.evaluate("(at) => document.activeElement.setSelectionRange(at, at)", len(question) + 1)
    page.keyboard.press("Enter")
    expect(words(page, 1)).to_have_value(question)
    expect(words(page, 2)).to_be_focused()
    expect(words(page, 2)).to_have_value(re.compile("^" + re.escape(SAID.answers[0][:20])))
    speaker.select_option("interviewer")
    count = len(SAID.answers[0].split())
    expect(page.get_by_role("status").filter(has_text="From onsite.mp3.")).to_contain_text(
        f"{count} words of yours, 1 turn."
    )
    page.keyboard.press("Backspace")
    expect(words(page, 1)).to_have_value(re.compile("^" + re.escape(question)))
    expect(words(page, 2)).to_have_count(0)
    page.get_by_role("button", name="Swap speakers").click()
    expect(speaker).to_have_value("candidate")


def test_removing_it_brings_the_words_back(visit: Visit, server: Server) -> None:
    page = visit(server, "/grade")
    box = page.get_by_role("textbox", name="Answer or transcript")
    box.fill("What I had typed.")
    take(page, heard(2))
    page.get_by_role("button", name="Remove").click()
    expect(box).to_have_value("What I had typed.")


def test_nothing_of_yours_is_nothing_to_grade(visit: Visit, server: Server) -> None:
    page = desk(visit, server, heard(1))
    page.get_by_role("combobox", name="Speaker of turn 1").select_option("interviewer")
    page.get_by_role("button", name=re.compile("^Grade ")).click()
    expect(page.get_by_role("alert").filter(has_text="None of the turns is yours.")).to_be_visible()
    assert page.url.endswith("/grade")


def test_progress_is_shown_and_can_be_cancelled(visit: Visit, server: Server) -> None:
    page = visit(server, "/grade")
    page.evaluate(_SLOW)
    open_recording(page)
    bar = page.get_by_role("progressbar", name="How much of onsite.mp3 is written down")
    expect(bar).to_have_attribute("value", "0.42")
    expect(page.get_by_text("42 %")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Grade "))).to_be_disabled()
    page.get_by_role("button", name="Cancel").click()
    expect(bar).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Answer or transcript")).to_be_editable()
    assert page.evaluate("window.stopped")


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ('{"progress":0.1}\n{"error":{"code":"x","message":"It broke off.","hint":""}}', "It broke off."),
        ('{"progress":0.1}\n', "The recording was not written down"),
        ("<html>", "The recording was not written down"),
        ('{"transcript":{"turns":[],"speakers":1,"note":null}}', "There are no words in onsite.mp3."),
    ],
)
def test_failures_are_said_and_leave_the_words(visit: Visit, server: Server, lines: str, why: str) -> None:
    page = visit(server, "/grade")
    box = page.get_by_role("textbox", name="Answer or transcript")
    box.fill("What I had typed.")
    page.route("**/api/transcribe?*", answering(lines))
    open_recording(page)
    expect(page.get_by_role("alert").filter(has_text=why)).to_be_visible()
    expect(box).to_have_value("What I had typed.")


def test_server_says_itself_why_it_cannot(visit: Visit, server: Server, guard: Guard) -> None:
    guard.allow("status of [45]")
    page = visit(server, "/grade")
    open_recording(page)
    expect(page.get_by_role("alert")).not_to_contain_text("The recording was not written down")


def test_checking_is_accessible_and_fits(visit: Visit, server: Server) -> None:
    def act(page: Page) -> None:
        kept = page.get_by_role("heading", name="Check what was heard")
        expect(kept.or_(page.get_by_role("textbox", name="Answer or transcript"))).to_be_visible()
        if not kept.is_visible():
            take(page, heard(1))

    expect_fine(visit, server, "/grade", act)


@pytest.mark.voice
def test_a_real_recording_becomes_words(visit: Visit, own_server: Server, voice_models: Path) -> None:
    own_server.stop()
    own_server.home.mkdir(parents=True, exist_ok=True)
    (own_server.home / "models").symlink_to(voice_models)
    own_server.start()
    page = visit(own_server, "/grade")
    page.get_by_label("Open a file").set_input_files(RECORDINGS / "be-02-09.opus")
    expect(page.get_by_text("Treated as one speaker")).to_be_visible(timeout=WRITTEN_MS)
    expect(words(page, 1)).to_have_value(re.compile("communication is key", re.IGNORECASE))
    page.get_by_role("group", name="Round").get_by_role("radio", name="Behavioural").check()
    page.get_by_label("Question", exact=True).select_option(SAID.question)
    words(page, 1).press("Control+Enter")
    expect(page).to_have_url(re.compile(r"/sessions/[\w-]+$"))
    expect(page.get_by_role("region", name="Transcript")).to_contain_text("get through anything")


_SLOW: Final = """
() => {
  const before = window.fetch;
  window.fetch = (path, options) => {
    if (!String(path).includes("/api/transcribe")) return before(path, options);
    const line = new TextEncoder().encode('{"progress": 0.42}\\n');
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(line);
        options.signal.addEventListener("abort", () => {
          window.stopped = true;
          controller.error(options.signal.reason);
        });
      },
    });
    return Promise.resolve(new Response(body));
  };
}
"""


def heard(speakers: Literal[1, 2]) -> str:
    """The answer's lines: of two speakers the whole interview, of one its first two turns in one."""
    turns = [_turn(index, turn["speaker"], turn["text"]) for index, turn in enumerate(SAID.turns)]
    if speakers == 1:
        turns = [_turn(0, "candidate", f"{SAID.turns[0]['text']} {SAID.answers[0]}")]
    last = {"transcript": {"turns": turns, "speakers": speakers, "note": NOTE if speakers == 1 else None}}
    return "\n".join(json.dumps(line) for line in ({"progress": 0.2}, {"progress": 1.0}, last)) + "\n"


def _turn(index: int, speaker: str, text: str) -> dict[str, Any]:
    start = index * TURN_MS
    words = [
        {"text": one, "start_ms": start + 50 * at, "end_ms": start + 50 * at + 40, "probability": 0.9}
        for at, one in enumerate(text.split())
    ]
    return {"speaker": speaker, "text": text, "start_ms": start, "end_ms": start + TURN_MS, "words": words}


def answering(lines: str) -> Callable[[Route], None]:
    """A server that writes this down, whatever it is sent."""
    return lambda route: route.fulfill(content_type="application/x-ndjson", body=lines)


def desk(visit: Visit, server: Server, lines: str) -> Page:
    """The page that grades, with a recording written down on it."""
    page = visit(server, "/grade")
    take(page, lines)
    return page


def take(page: Page, lines: str) -> None:
    """Opens a recording and waits for its words."""
    page.unroute("**/api/transcribe?*")
    page.route("**/api/transcribe?*", answering(lines))
    open_recording(page)
    expect(page.get_by_role("heading", name="Check what was heard")).to_be_visible()


def open_recording(page: Page) -> None:
    page.get_by_label("Open a file").set_input_files(
        {"name": "onsite.mp3", "mimeType": "audio/mpeg", "buffer": b"not really sound"}
    )


def words(page: Page, turn: int) -> Locator:
    """The words of a turn, counted from one."""
    return page.get_by_role("textbox", name=f"Words of turn {turn}", exact=True)
