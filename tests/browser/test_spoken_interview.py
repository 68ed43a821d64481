"""A spoken interview, nothing scripted: a recorded voice at the microphone, ears and voice as shipped.

The microphone is a stream that plays a recording when the interviewer has finished. Everything behind it is
what a user has.
"""

import asyncio
import base64
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from browser.cards import interview
from browser.conftest import PATIENCE_MS, launch
from browser.guard import Guard
from browser.server import Server
from browser.visit import Visit
from browser.voice import FAKE_MICROPHONE
from mouth.speech_endpoint import wav
from viva.adapters.clocks import SystemClock
from viva.adapters.piper import piper_voice

RECORDINGS: Final = Path(__file__).resolve().parents[2] / "benchmarks/recordings"
ANSWERS: Final = ("sd-08-05", "sd-08-15", "sd-08-27", "sd-08-37", "sd-08-43")
"""One for each part of the round."""
ONWARD: Final = "Let's move on to the next part."
SPOKEN_MS: Final = 120_000
STEP_MS: Final = 200
TRIES: Final = 3
"""A busy machine plays a recording so haltingly, now and then, that nothing can be made out."""
THOUGHT_MS: Final = 30_000
"""After the last word of a recording; a turn is over long before."""
MICROPHONE: Final = """
(() => {
  let context, stream;
  const open = () => {
    context ??= new AudioContext({ sampleRate: 48000 });
    stream ??= context.createMediaStreamDestination();
    return stream.stream;
  };
  navigator.mediaDevices.getUserMedia = async () => open().clone();
  window.captions = [];
  new MutationObserver(() => {
    const words = document.querySelector(".caption")?.textContent;
    if (words && words !== window.captions.at(-1)) window.captions.push(words);
  }).observe(document, { childList: true, characterData: true, subtree: true });
  window.sayInto = async (encoded) => {
    open();
    await context.resume();
    const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
    const sound = await context.decodeAudioData(bytes.buffer);
    const source = context.createBufferSource();
    source.buffer = sound;
    source.connect(stream);
    source.start();
    if (context.state !== "running") throw new Error(context.state);
    await new Promise((over) => (source.onended = over));
  };
})();
"""


@pytest.fixture
def speaker(playwright_: Playwright, guard: Guard) -> Iterator[Visit]:
    """Opens pages in a browser whose microphone can be spoken into."""
    browser: Browser = launch(playwright_, *FAKE_MICROPHONE)
    made = Visit(browser, guard, PATIENCE_MS)
    yield made
    made.close()
    browser.close()


@pytest.fixture
def voice_server(tmp_path: Path, voice_models: Path, speaker: Visit) -> Iterator[Server]:
    """A server of a user who fetched the voice models. Its pages close before it stops."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "models").symlink_to(voice_models)
    made = Server(home)
    made.start()
    yield made
    speaker.close()
    made.stop()


def recorded(name: str) -> dict[str, Any]:
    """What stands in the table of recordings."""
    table: list[dict[str, Any]] = json.loads((RECORDINGS / "recordings.json").read_text("utf-8"))
    return next(item for item in table if item["file"] == f"{name}.opus")


@pytest.fixture
def onward(voice_models: Path) -> bytes:
    """A candidate who has nothing more to say to a part, and a second of silence, as a WAV file."""

    async def spoken() -> bytes:
        voice = piper_voice(voice_models / "voice/en_US-joe-medium.onnx", SystemClock())
        try:
            pcm = b"".join([piece async for piece in voice.synthesize(ONWARD)])
        finally:
            await voice.close()
        rate = voice.capabilities.rate
        return wav(pcm + bytes(2 * rate), rate)

    # The browser's loop runs in this thread.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, spoken()).result()


def say(page: Page, server: Server, session: str, sound: bytes) -> None:
    """Speaks a recording into the microphone until it is answered, and again where no word of it arrived."""
    encoded = base64.b64encode(sound).decode()
    lines = len(events(server, session, "interviewer_said"))
    for _ in range(TRIES):
        page.evaluate("(encoded) => window.sayInto(encoded)", encoded)
        for _ in range(THOUGHT_MS // STEP_MS):
            if len(events(server, session, "interviewer_said")) > lines:
                return
            page.wait_for_timeout(STEP_MS)
    raise AssertionError("that was never answered")


def events(server: Server, session: str, kind: str) -> list[dict[str, Any]]:
    """A session's events of a kind."""
    log: list[dict[str, Any]] = server.get(f"/api/sessions/{session}/events")
    return [item["event"] for item in log if item["event"]["type"] == kind]


def hear_out(page: Page, server: Server, session: str) -> None:
    """Until every line of the interviewer's has been said."""
    for _ in range(SPOKEN_MS // STEP_MS):
        lines = events(server, session, "interviewer_said")
        if len(events(server, session, "line_spoken")) == len(lines):
            return
        page.wait_for_timeout(STEP_MS)
    raise AssertionError("the interviewer never finished")


@pytest.mark.voice
@pytest.mark.slow
def test_a_whole_system_design_interview_by_voice(
    speaker: Visit, voice_server: Server, onward: bytes
) -> None:
    session = interview(voice_server, "system-design-short", "card-fraud-scoring")
    page = speaker(voice_server, "/settings")
    page.context.add_init_script(MICROPHONE)
    page.goto(f"{voice_server.url}/room/{session}")
    dock = page.get_by_role("contentinfo", name="Your answer")
    status = dock.get_by_role("status")
    page.get_by_role("button", name="Speak", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio", name="Hands-free")).to_be_checked()
    dialog.get_by_role("button", name="Start speaking").click()

    captions: set[str] = set()
    for name in ANSWERS:
        for sound in ((RECORDINGS / f"{name}.opus").read_bytes(), onward):
            hear_out(page, voice_server, session)
            expect(status).to_contain_text("Listening")
            say(page, voice_server, session, sound)
        captions |= set(page.evaluate("window.captions"))
    expect(page).to_have_url(re.compile(rf"/sessions/{session}$"), timeout=SPOKEN_MS)

    assert [end["reason"] for end in events(voice_server, session, "interview_ended")] == ["finished"]
    phases = [entered["phase"] for entered in events(voice_server, session, "phase_entered")]
    assert len(phases) == len(set(phases)) == len(ANSWERS)
    answers = events(voice_server, session, "answer_taken")
    assert {answer["via"] for answer in answers} == {"voice"}
    heard = set(re.findall(r"[a-z]{5,}", " ".join(answer["text"] for answer in answers).lower()))
    for name in ANSWERS:
        wanted = set(re.findall(r"[a-z]{5,}", recorded(name)["text"].lower()))
        assert len(wanted & heard) > 0.6 * len(wanted)
    assert any("memory" in words for words in captions)
    lines = events(voice_server, session, "interviewer_said")
    assert {"probe", "follow-up", "deepen"} & {line["act"] for line in lines}
    assert lines[-1]["act"] == "closing"
    spoken = {line["turn"]: line["heard"] for line in events(voice_server, session, "line_spoken")}
    assert spoken == {line["turn"]: len(line["text"]) for line in lines}

    card = voice_server.get(f"/api/sessions/{session}/scorecard")
    proof = [item["quote"] for criterion in card["criteria"] for item in criterion["evidence"]]
    assert any("memory" in quote for quote in proof)
    expect(page.get_by_role("heading", name="Criteria")).to_be_visible()

    page.goto(f"{voice_server.url}/sessions/{session}/replay")
    page.get_by_role("button", name="Play", exact=True).click()
    word = page.locator(".you .word")
    expect(word).not_to_be_empty(timeout=SPOKEN_MS)
    first = word.inner_text()
    expect(word).not_to_have_text(first)
    assert first in answers[0]["text"]
