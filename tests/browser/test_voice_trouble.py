"""What becomes of a spoken interview when the microphone or the voice fails: words for it, and a way on."""

from typing import Any, Final

import pytest
from playwright.sync_api import Page, expect

from browser.cards import interview
from browser.room import choose
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit
from browser.voice import Stage, VoiceRoom
from viva.settings import Endpointing

_MICROPHONE: Final = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.tracks = [];
navigator.mediaDevices.getUserMedia = async (wanted) => {
  if (window.refusal) throw new DOMException("Not now", window.refusal);
  const stream = await ask(wanted);
  window.tracks.push(...stream.getTracks());
  return stream;
};
window.tell = (event, muted) => {
  const track = window.tracks.at(-1);
  Object.defineProperty(track, "muted", { value: muted, configurable: true });
  track.dispatchEvent(new Event(event));
};
"""
"""A microphone that can be refused, unplugged and taken away."""
_INSECURE: Final = 'Object.defineProperty(window, "isSecureContext", { get: () => false });'
REFUSALS: Final = [
    ("NotAllowedError", "The browser blocked the microphone. Allow it in the address bar, or type instead."),
    ("NotFoundError", "There is no microphone. Plug one in and try again, or type instead."),
    ("NotReadableError", "The microphone can’t be opened. Another program may be using it."),
]


def open_room(talk: Visit, server: Server, script: str = _MICROPHONE) -> tuple[VoiceRoom, Stage]:
    """A short interview, with a microphone that obeys the test."""
    session = interview(server, "behavioural-short", spoken("be-02").question)
    page = talk(server, "/settings")
    page.add_init_script(script)
    stage = Stage(page)
    page.goto(f"{server.url}/room/{session}")
    return VoiceRoom(page, stage), stage


def refuse(page: Page, name: str | None) -> None:
    """From now on, asking for the microphone fails so; None: it works."""
    page.evaluate("(name) => { window.refusal = name; }", name)


@pytest.mark.parametrize(("name", "words"), REFUSALS)
def test_a_refused_microphone_is_explained_and_can_be_tried_again(
    talk: Visit, server: Server, name: str, words: str
) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    refuse(page, name)
    page.get_by_role("button", name="Speak", exact=True).click()
    check = page.get_by_role("dialog")
    expect(check.get_by_role("status").filter(has_text=words)).to_be_visible()
    expect(check.get_by_role("button", name="Start speaking")).to_be_disabled()
    refuse(page, None)
    check.get_by_role("button", name="Try again").click()
    check.get_by_role("button", name="Start speaking").click()
    expect(room.status).to_contain_text("Listening")

    page.keyboard.press("t")
    refuse(page, name)
    room.composer.press("Escape")
    expect(room.conversation.get_by_text(words.split(". ", maxsplit=1)[0])).to_be_visible()
    room.answer("Then I type it.")
    assert stage.sent("audio_start")


def test_a_page_that_is_not_secure_says_what_to_do(talk: Visit, server: Server) -> None:
    room, _ = open_room(talk, server, _INSECURE)
    room.page.get_by_role("button", name="Speak", exact=True).click()
    expect(room.page.get_by_role("dialog")).to_contain_text("Open Viva at 127.0.0.1 on this computer")


def test_an_unplugged_microphone_keeps_the_turn_open_until_there_is_another(
    talk: Visit, server: Server
) -> None:
    room, stage = open_room(talk, server)
    page = room.page
    room.speak()
    stage.hears("I owned the", "ranking")
    page.evaluate("tell('ended', false)")
    expect(room.conversation.get_by_text("The microphone was unplugged.")).to_be_visible()
    expect(room.status).to_contain_text("Listening")
    assert stage.wait_for("audio_stop") == {"type": "audio_stop", "pause": True}
    stage.wait_for("audio_start", 2)
    stage.wait_for_sound(0.1)

    refuse(page, "NotFoundError")
    page.evaluate("tell('ended', false)")
    expect(room.status).to_contain_text("What you said is kept. Plug it in again, or type.")
    expect(room.conversation).to_contain_text("I owned the ranking")
    refuse(page, None)
    page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
    expect(room.status).to_contain_text("Listening")
    stage.wait_for("audio_start", 3)


def test_a_call_that_takes_the_microphone_pauses_the_turn(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    room.page.evaluate("tell('mute', true)")
    expect(room.status).to_contain_text("Your turn stays open until it is back.")
    assert stage.wait_for("audio_stop") == {"type": "audio_stop", "pause": True}
    room.page.evaluate("tell('unmute', false)")
    expect(room.status).to_contain_text("Listening")
    stage.wait_for("audio_start", 2)
    stage.wait_for_sound(0.1)


def test_a_server_that_loses_its_ears_goes_on_in_text(talk: Visit, server: Server) -> None:
    room, stage = open_room(talk, server)
    room.speak()
    why = "Speech can’t be heard here any more."
    stage.tell(type="notice", code="voice-unavailable", message=why, hint="Type your answers.")
    expect(room.conversation.get_by_text(why)).to_be_visible()
    room.answer("I type the rest.")


def test_a_microphone_that_is_muted_already_is_told(talk: Visit, server: Server) -> None:
    muted = "window.tracks.push(...stream.getTracks()); if (window.late) tell('mute', true);"
    script = _MICROPHONE.replace("window.tracks.push(...stream.getTracks());", muted)
    room, stage = open_room(talk, server, script)
    room.speak()
    room.page.keyboard.press("t")
    room.page.evaluate("() => { window.late = true; }")
    room.composer.press("Escape")
    expect(room.status).to_contain_text("The microphone is muted or in use elsewhere.")
    room.page.evaluate("tell('unmute', false)")
    expect(room.status).to_contain_text("Listening")
    stage.wait_for_sound(0.1)


def test_the_numbers_behind_a_turns_end_are_set_and_reset(visit: Visit, own_server: Server) -> None:
    page = visit(own_server, "/settings")
    voice = page.get_by_role("region", name="Voice")
    pause = voice.get_by_label("Silence in a thinking pause")
    expect(pause).to_be_hidden()
    voice.get_by_text("Advanced").click()
    expect(pause).to_have_value("3700")
    save = voice.get_by_role("button", name="Save")
    expect(save).to_be_disabled()
    pause.fill("50")
    expect(save).to_be_disabled()
    expect(pause).to_have_attribute("aria-invalid", "true")
    pause.fill("5000")
    voice.get_by_label("Speech begins").fill("65")
    save.click()
    expect(voice.get_by_text("Saved.")).to_be_visible()
    expect(voice.get_by_text("2 numbers of your own")).to_be_visible()
    assert endpointing(own_server) == {"thinking_ms": 5_000, "speech": 0.65}
    voice.get_by_role("button", name="Reset to the defaults").click()
    expect(pause).to_have_value("3700")
    assert endpointing(own_server) == {}


def endpointing(server: Server) -> dict[str, Any]:
    """The numbers in force that are not the defaults."""
    held: dict[str, Any] = server.get("/api/settings")["speech"]["endpointing"]
    usual = Endpointing().model_dump()
    return {key: value for key, value in held.items() if value != usual[key]}


def test_the_settings_hold_in_the_room(talk: Visit, server: Server) -> None:
    page = talk(server, "/settings")
    stage = Stage(page)
    page.reload()
    voice = page.get_by_role("region", name="Voice")
    expect(voice).to_contain_text("Whisper.")
    choose(page, "Your turn ends", "Done key")
    voice.get_by_role("button", name="Try the microphone").click()
    expect(voice.get_by_text("It hears you.")).to_be_visible()
    voice.get_by_role("button", name="Stop trying").click()
    record = voice.get_by_label("Record what is said")
    with page.expect_response("**/api/settings") as answer:
        record.uncheck()
    saved: dict[str, Any] = answer.value.json()
    assert saved["speech"]["keep_audio"] is False
    with page.expect_response("**/api/settings"):
        record.check()

    session = interview(server, "behavioural-short", spoken("be-02").question)
    page.goto(f"{server.url}/room/{session}")
    room = VoiceRoom(page, stage)
    room.speak()
    assert stage.wait_for("endpointing") == {"type": "endpointing", "mode": "done-key"}
