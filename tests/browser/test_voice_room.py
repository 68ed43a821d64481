"""The room by voice: what is sent of the microphone, what is shown of a turn, what is played of a line."""

import re
from typing import Any, Final

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from browser.access import violations, width
from browser.cards import interview
from browser.guard import Guard
from browser.room import choose, dock_heights, watch_dock
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit
from browser.voice import OFFER, RATE, TONE_HZ, Stage, VoiceRoom, said_aloud

SIZES: Final = [(1280, 800, "light"), (390, 844, "dark")]


def open_room(
    visit: Visit, server: Server, *, offer: dict[str, Any] | None = None, **looks: Any
) -> tuple[VoiceRoom, Stage]:
    """A short interview whose voice is on the stage."""
    session = interview(server, "behavioural-short", spoken("be-02").question)
    page = visit(server, "/settings", **looks)
    stage = Stage(page, offer)
    page.goto(f"{server.url}/room/{session}")
    return VoiceRoom(page, stage), stage


def test_the_microphone_arrives_as_it_is_at_16_khz(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    page.get_by_role("button", name="Speak", exact=True).click()
    check = page.get_by_role("dialog", name="Can it hear you?")
    expect(check.get_by_text("It hears you.")).to_be_visible()
    assert stage.frames == [{"type": "hello", "last_seq": stage.frames[0]["last_seq"]}]
    check.get_by_role("button", name="Start speaking").click()
    stage.wait_for_sound(3)

    start, mode = stage.frames[1:3]
    assert (start["type"], start["rate"], start["sample"]) == ("audio_start", RATE, 0)
    assert mode == {"type": "endpointing", "mode": "hands-free"}
    samples = np.frombuffer(bytes(stage.sound[: 2 * 2 * RATE]), "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(samples.size)))
    loudest = float(np.argmax(spectrum)) * RATE / samples.size
    assert loudest == pytest.approx(TONE_HZ, abs=6)
    assert spectrum[6_500 * samples.size // RATE :].max() < spectrum.max() / 300


def test_a_turn_by_voice_with_its_keys(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    room.speak()
    expect(room.status).to_contain_text("Speak when you are ready.")
    page.keyboard.press("Enter")
    expect(room.button("I’m done")).to_be_disabled()

    stage.hears("I owned the ranking service", "and I noticed that")
    expect(room.conversation).to_contain_text("I owned the ranking service and I noticed that")
    expect(room.conversation.locator(".soft")).to_have_text("and I noticed that")
    stage.tell(type="hearing", state="pause")
    stage.tell(type="countdown", ms=60_000)
    expect(room.status).to_contain_text("Thinking?")
    expect(room.dock).to_contain_text(re.compile(r"Your turn ends in \d+ s\. Say anything to keep it\."))
    page.keyboard.press("w")
    stage.wait_for("wait")
    expect(room.status).to_contain_text("It waits.")
    page.keyboard.press("Enter")
    stage.wait_for("done")
    stage.tell(type="hearing", state="finishing")
    expect(room.status).to_contain_text("One moment")
    assert [frame["type"] for frame in stage.frames if frame["type"] in {"wait", "done"}] == ["wait", "done"]


def test_the_interviewer_is_heard_cut_and_stopped(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    room.speak()
    stage.say(0, said_aloud(0.2), last=False)
    stage.say(0, said_aloud(0.3))
    stage.wait_for("playback", 2)
    assert stage.sent("playback") == [
        {"type": "playback", "turn": 0, "state": "started", "ms": 0},
        {"type": "playback", "turn": 0, "state": "ended", "ms": pytest.approx(500, abs=5)},
    ]

    line = room.conversation.locator(".ask").first.inner_text()
    stage.say(0, said_aloud(8))
    expect(room.status).to_contain_text("Interviewer is speaking")
    expect(room.conversation.locator(".soft")).not_to_be_empty()
    stage.tell(type="hush", turn=0)
    cut = stage.wait_for("playback", 4)
    assert cut["state"] == "stopped"
    assert 0 <= cut["ms"] < 7_000
    expect(room.status).to_contain_text("Listening")

    stage.say(0, said_aloud(8))
    expect(room.status).to_contain_text("Interviewer is speaking")
    page.keyboard.press("Escape")
    stage.say(0, said_aloud(1))
    stopped = stage.wait_for("playback", 6)
    assert (stopped["state"], stopped["turn"]) == ("stopped", 0)
    expect(room.status).to_contain_text("Listening")
    assert room.conversation.locator(".ask").first.inner_text() == line
    assert len(stage.sent("playback")) == 6


def test_holding_the_key_cuts_into_the_line(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    room.speak()
    room.button("Mute").click()
    room.button("Mute").click()
    stage.say(0, said_aloud(8))
    expect(room.status).to_contain_text("Interviewer is speaking")
    page.keyboard.down("Space")
    cut = stage.wait_for("playback", 2)
    assert (cut["state"], cut["turn"]) == ("cut", 0)
    assert cut["ms"] < 7_000
    expect(room.status).to_contain_text("Let go when you’re done.")
    page.keyboard.up("Space")
    expect(room.status).not_to_contain_text("Muted")


def test_the_line_shows_that_one_is_heard_where_nothing_is_to_move(talk: Visit, server: Server) -> None:
    room, _ = open_room(talk, server)
    room.speak()
    drawn: set[str] = set()
    for _ in range(4):
        drawn.add(room.dock.locator("canvas").evaluate("(line) => line.toDataURL()"))
        room.page.wait_for_timeout(600)
    assert len(drawn) > 2


def test_lines_are_only_read_when_the_voice_is_switched_off(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    room.button("Voice settings").click()
    room.page.get_by_role("dialog").get_by_label("The interviewer speaks").uncheck()
    room.page.get_by_role("dialog").get_by_role("button", name="Done", exact=True).click()
    stage.say(0, said_aloud(1), last=False)
    stage.say(0, said_aloud(1))
    assert stage.wait_for("playback") == {"type": "playback", "turn": 0, "state": "stopped", "ms": 0}
    stage.say(1, said_aloud(1))
    assert stage.wait_for("playback", 2)["turn"] == 1


def test_hold_to_talk_sends_what_is_said_while_it_is_held(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    room.speak()
    room.button("Voice settings").click()
    choose(page, "Your turn ends", "Hold to talk")
    page.get_by_role("dialog").get_by_role("button", name="Done", exact=True).click()
    assert stage.wait_for("audio_stop") == {"type": "audio_stop", "pause": True}
    assert stage.wait_for("endpointing", 2) == {"type": "endpointing", "mode": "hold"}
    expect(room.status).to_contain_text("Hold Space or the button while you speak.")

    page.wait_for_timeout(400)
    page.keyboard.down("Space")
    stage.wait_for("audio_start", 2)
    stage.wait_for_sound(1)
    page.keyboard.up("Space")
    assert stage.wait_for("audio_stop", 2) == {"type": "audio_stop", "pause": False}
    heard = len(stage.sound)
    talk_key = room.button("Hold to talk").bounding_box()
    assert talk_key
    page.wait_for_timeout(200)
    assert len(stage.sound) == heard
    page.mouse.move(talk_key["x"] + 9, talk_key["y"] + 9)
    page.mouse.down()
    stage.wait_for("audio_start", 3)
    page.mouse.up()
    assert stage.wait_for("audio_stop", 3) == {"type": "audio_stop", "pause": False}
    assert len(stage.captures) == 3


def test_a_lost_connection_loses_no_sample(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    stage.wait_for_sound(1)
    stage.answers_ready = False
    stage.drop()
    expect(room.page.get_by_text("The connection to Viva is lost.")).to_be_visible()
    expect(room.status).to_contain_text("What you say is kept here")
    stage.wait_for("audio_start", 2)
    before = len(stage.sound)
    room.page.wait_for_timeout(1_000)
    assert len(stage.sound) == before, "nothing may come before the server says what it has"
    stage.ready()
    stage.until(lambda: len(stage.sound) - before > 2 * RATE, "what was said meanwhile")
    first, second = stage.sent("audio_start")
    assert first["capture"] == second["capture"]
    # The recording repeats itself: with a sample lost or sent twice it would not.
    sound = np.frombuffer(bytes(stage.sound), "<i2").astype(float)
    period = 2 * RATE
    while len(stage.sound) < 2 * 3 * period:
        room.page.wait_for_timeout(100)
    sound = np.frombuffer(bytes(stage.sound), "<i2").astype(float)
    first_round, last_round = sound[period : 2 * period], sound[2 * period : 3 * period]
    assert np.corrcoef(first_round, last_round)[0, 1] > 0.9


def test_muted_nothing_is_sent(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    stage.wait_for_sound(0.3)
    room.page.keyboard.press("u")
    expect(room.status).to_contain_text("You are not heard, and nothing is recorded.")
    assert stage.wait_for("audio_stop") == {"type": "audio_stop", "pause": True}
    room.page.wait_for_timeout(100)
    heard = len(stage.sound)
    room.page.wait_for_timeout(300)
    assert len(stage.sound) == heard
    room.button("Be heard again").click()
    stage.wait_for("audio_start", 2)
    stage.wait_for_sound(0.2)


def test_typing_takes_over_what_was_begun_by_voice(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    room.speak()
    stage.hears("I would cache it", "per user")
    expect(room.conversation).to_contain_text("I would cache it per user")
    page.keyboard.press("t")
    expect(room.composer).to_have_value("I would cache it per user")
    assert stage.wait_for("audio_stop") == {"type": "audio_stop", "pause": True}
    room.composer.press("Escape")
    expect(room.status).to_contain_text("Listening")
    page.keyboard.press("t")
    expect(room.composer).to_have_value("I would cache it per user")
    room.send("I would cache it per user and model.")
    room.composer.press("Escape")
    expect(room.status).to_contain_text("Listening")
    page.reload()
    expect(room.status).to_contain_text("Listening")


def test_the_last_line_is_heard_before_the_scorecard_opens(talk: Visit, server: Server, guard: Guard) -> None:
    guard.allow("404")  # the real session has no scorecard
    room, stage = open_room(talk, server)
    room.speak()
    closing = {"type": "interviewer_said", "turn": 9, "text": "That is time.", "act": "closing"}
    stage.tell(type="event", seq=900, at_ms=9_000, event={**closing, "criterion": None, "quote": None})
    expect(room.conversation.get_by_text("That is time.")).to_be_visible()
    last = room.conversation.locator(".ask").count() - 1
    stage.say(last, said_aloud(3))
    stage.tell(type="event", seq=901, at_ms=9_000, event={"type": "interview_ended", "reason": "finished"})
    card = {"grader": {"kind": "embedded"}, "rubric": {"id": "behavioural", "version": "1"}}
    stage.tell(type="event", seq=902, at_ms=9_001, event={"type": "session_graded", "scorecard": card})
    ended = stage.wait_for("playback", 2)
    assert (ended["state"], ended["ms"]) == ("ended", pytest.approx(3_000, abs=5))
    expect(room.page).to_have_url(re.compile(rf"/sessions/{room.id}$"))


def test_another_window_takes_the_microphone(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    stage.wait_for_sound(0.2)
    message = "The microphone of another window is used now."
    stage.tell(type="notice", code="microphone-elsewhere", message=message, hint="Type.")
    expect(room.conversation.get_by_text(message)).to_be_visible()
    expect(room.composer).to_be_visible()
    assert stage.sent("audio_stop") == []


def test_a_spoken_turn_shows_what_is_unsure_and_where_a_line_was_cut(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    line = room.conversation.locator(".ask").first
    whole = line.inner_text()
    heard = whole[: whole.index(" ", 20)]
    stage.tell(
        type="event",
        seq=1_000,
        at_ms=9_000,
        event={
            "type": "line_spoken",
            "turn": 0,
            "start_ms": 10,
            "end_ms": 900,
            "heard": len(heard),
            "audio_ms": None,
        },
    )
    expect(line).to_have_text(f"{heard} –")
    stage.hears("We used face it here.")
    words = [
        {"text": word, "start_ms": 1000 + at, "end_ms": 1100 + at, "probability": sure}
        for at, (word, sure) in enumerate(
            [("We", 0.9), ("used", 0.9), ("face", 0.3), ("it", 0.2), ("here.", 0.8)]
        )
    ]
    taken = {"type": "answer_taken", "turn": 99, "text": "We used face it here.", "via": "voice"}
    stage.tell(
        type="event",
        seq=1_001,
        at_ms=9_500,
        event={**taken, "start_ms": 1000, "end_ms": 1200, "words": words, "voiced": [], "audio_ms": None},
    )
    expect(room.conversation.get_by_text("We used")).to_have_count(1)
    doubt = room.conversation.get_by_role("button", name="face: heard with low confidence. Correct it.")
    box = room.conversation.get_by_role("textbox", name="What you said")
    doubt.press("Enter")
    expect(box).to_be_focused()
    room.page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    expect(room.conversation).to_be_focused()

    doubt.click()
    room.page.keyboard.type("FAISS")
    stage.tell(type="hearing", state="speech")
    expect(room.status).to_contain_text("Listening")
    room.page.route("**/correction", lambda route: route.fulfill(json={}))
    with room.page.expect_request("**/correction") as asked:
        room.page.keyboard.press("Control+Enter")
    assert asked.value.post_data_json == {"text": "We used FAISS it here."}
    expect(box).to_have_count(0)
    turn = int(asked.value.url.split("/")[-2])
    mended = [{**word, "probability": 1.0} for word in words]
    event = {"type": "turn_corrected", "turn": turn, "text": "We used FAISS it here.", "words": mended}
    stage.tell(type="event", seq=1_002, at_ms=9_800, event=event)
    expect(room.conversation).to_contain_text("We used FAISS it here.")
    expect(doubt).to_have_count(0)


def test_a_server_without_a_voice_says_so_and_takes_typed_answers(visit: Visit, server: Server) -> None:
    why = "No speech recogniser is installed."
    none = {"available": False, "name": "", "model": None, "why": why, "hint": "Run make run."}
    room, _ = open_room(visit, server, offer={**OFFER, "listening": none})
    room.page.get_by_role("button", name="Speak", exact=True).click()
    dialog = room.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{why} Run make run.")
    dialog.get_by_role("button", name="Type instead").click()
    room.answer("I led the migration of our feature store.")


def test_home_begins_by_voice_or_by_typing(talk: Visit, server: Server) -> None:
    page = talk(server, "/settings")
    stage = Stage(page)
    page.goto(server.url)
    page.get_by_role("button", name="Start speaking").click()
    start = page.get_by_role("dialog").get_by_role("button", name="Start speaking")
    start.click()
    expect(page.get_by_role("contentinfo", name="Your answer")).to_contain_text("Listening")
    stage.wait_for_sound(0.1)
    page.goto(server.url)
    page.get_by_role("button", name="Start typing").click()
    expect(page.get_by_role("textbox", name="Your answer")).to_be_editable()


@pytest.mark.parametrize(("wide", "high", "scheme"), SIZES)
def test_every_state_is_accessible_and_keeps_the_dock_in_place(
    talk: Visit, server: Server, wide: int, high: int, scheme: str
) -> None:
    room, stage = open_room(talk, server, width=wide, height=high, scheme=scheme)
    page = room.page
    watch_dock(page)
    page.get_by_role("button", name="Speak", exact=True).click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Start speaking")).to_be_enabled()
    assert fine(page)
    page.get_by_role("dialog").get_by_role("button", name="Start speaking").click()
    expect(room.status).to_contain_text("Listening")
    stage.hears("I owned the ranking service", "and I noticed that")
    expect(room.conversation.locator(".soft")).to_be_visible()
    assert fine(page)
    stage.tell(type="hearing", state="pause")
    stage.tell(type="countdown", ms=60_000)
    expect(room.status).to_contain_text("Thinking?")
    assert fine(page)
    stage.tell(type="hearing", state="finishing")
    expect(room.status).to_contain_text("One moment")
    stage.tell(type="hearing", state="waiting")
    stage.say(0, said_aloud(30))
    expect(room.status).to_contain_text("Interviewer is speaking")
    assert fine(page)
    page.keyboard.press("Escape")
    room.button("Mute").click()
    expect(room.status).to_contain_text("Muted")
    assert fine(page)
    assert len(dock_heights(page)) == 1


def fine(page: Page) -> bool:
    """Nothing is wrong with the page as it stands."""
    assert violations(page) == []
    size = page.viewport_size
    assert size
    assert width(page) <= size["width"]
    return True
