"""A voice for the room: a microphone with a recording in it, and the server's side of a turn, as a script."""

import json
import re
import wave
from pathlib import Path
from typing import Any, Final

import numpy as np
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from browser.room import Room

FAKE_MICROPHONE: Final = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
MICROPHONE_RATE: Final = 48_000
RATE: Final = 16_000
VOICE_RATE: Final = 22_050
TONE_HZ: Final = 1_000
OFFER: Final[dict[str, Any]] = {
    "listening": {"available": True, "name": "Whisper", "model": "tiny.en", "why": "", "hint": ""},
    "speaking": {"available": True, "name": "Piper", "model": "joe", "why": "", "hint": ""},
    "recording": True,
    "endpointing": {"mode": "hands-free"},
}
_VOICE: Final = frozenset({"audio_start", "audio_stop", "endpointing", "wait", "playback"})


def write_voice(path: Path) -> Path:
    """Syllables of a tone for a second and a half, then faint noise for half a second."""
    time = np.arange(2 * MICROPHONE_RATE) / MICROPHONE_RATE
    syllables = np.clip(np.sin(2 * np.pi * 4 * time), 0.05, 1) * (time < 1.5)
    noise = np.random.default_rng(1).normal(0, 0.001, time.size)
    samples = 0.3 * syllables * np.sin(2 * np.pi * TONE_HZ * time) + noise
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(MICROPHONE_RATE)
        file.writeframes((samples * 32_767).astype("<i2").tobytes())
    return path


def said_aloud(seconds: float, rate: int = VOICE_RATE) -> bytes:
    """Sound of that length, PCM16LE: a voice of a kind."""
    time = np.arange(int(seconds * rate)) / rate
    wave_ = np.sin(2 * np.pi * 180 * time) * (0.3 + 0.2 * np.sin(2 * np.pi * 3 * time))
    return (wave_ * 32_767).astype("<i2").tobytes()


class Stage:
    """The server's ears and mouth, played by the test; everything that is typed goes to the real server."""

    def __init__(self, page: Page, offer: dict[str, Any] | None = None) -> None:
        self.page = page
        self.frames: list[dict[str, Any]] = []
        self.heard: dict[str, bytearray] = {}
        self.answers_ready = True
        self._capture = ""
        self._sockets: list[WebSocketRoute] = []
        self._offer = OFFER if offer is None else offer
        page.route("**/api/voice", self._on_offer)
        page.route_web_socket(re.compile(r"/live$"), self._on_socket)

    def _on_offer(self, route: Route) -> None:
        route.fulfill(json=self._offer)

    def _on_socket(self, socket: WebSocketRoute) -> None:
        real = socket.connect_to_server()
        self._sockets.append(socket)

        def from_page(message: str | bytes) -> None:
            if isinstance(message, bytes):
                self.heard[self._capture] += message
                return
            frame: dict[str, Any] = json.loads(message)
            self.frames.append(frame)
            if frame["type"] == "audio_start":
                self._capture = frame["capture"]
                self.heard.setdefault(self._capture, bytearray())
                if self.answers_ready:
                    self.ready()
            if frame["type"] not in _VOICE:
                real.send(message)

        socket.on_message(from_page)

    def ready(self) -> None:
        """Hears the capture, from what is here of it."""
        self.tell(type="audio_ready", capture=self._capture, samples=len(self.sound) // 2)

    @property
    def sound(self) -> bytearray:
        """What came of the capture that is heard now, PCM16LE at 16 kHz."""
        return self.heard[self._capture]

    @property
    def captures(self) -> list[str]:
        """All captures, in order."""
        return list(self.heard)

    def tell(self, **frame: Any) -> None:
        """A frame to the page."""
        self._sockets[-1].send(json.dumps(frame))

    def sent(self, kind: str) -> list[dict[str, Any]]:
        """The page's frames of a kind."""
        return [frame for frame in self.frames if frame["type"] == kind]

    def wait_for(self, kind: str, count: int = 1) -> dict[str, Any]:
        """Until the page has sent so many frames of a kind; the last of them."""
        self.until(lambda: len(self.sent(kind)) >= count, f"{count} of {kind}")
        return self.sent(kind)[count - 1]

    def wait_for_sound(self, seconds: float) -> None:
        """Until so much of the capture has come."""
        wanted = int(2 * RATE * seconds)
        self.until(lambda: bool(self._capture) and len(self.sound) >= wanted, f"{seconds} s of sound")

    def until(self, holds: Any, what: str) -> None:
        """Lets the page go on until something holds."""
        for _ in range(800):
            if holds():
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never came: {what}; have {[frame['type'] for frame in self.frames]}")

    def hears(self, text: str = "", tentative: str = "", state: str = "speech") -> None:
        """The turn so far."""
        self.tell(type="hearing", state=state)
        self.tell(type="caption", text=text, tentative=tentative, final=False)

    def say(self, turn: int, pcm: bytes, *, last: bool = True, rate: int = VOICE_RATE) -> None:
        """A piece of a line's sound."""
        self.tell(type="audio", turn=turn, rate=rate, format="pcm16", last=last)
        self._sockets[-1].send(pcm)

    def drop(self) -> None:
        """Breaks the connection; the page comes back by itself."""
        self._sockets[-1].close(code=1012)


class VoiceRoom(Room):
    """The room, by someone who speaks."""

    def __init__(self, page: Page, stage: Stage) -> None:
        super().__init__(page)
        self.stage = stage
        self.dock = page.get_by_role("contentinfo", name="Your answer")
        self.status = self.dock.get_by_role("status")

    def speak(self) -> None:
        """The first click: the microphone is tried, then it begins."""
        self.page.get_by_role("button", name="Speak", exact=True).click()
        start = self.page.get_by_role("dialog").get_by_role("button", name="Start speaking")
        expect(start).to_be_enabled()
        start.click()
        expect(self.status).to_contain_text("Listening")

    def button(self, name: str) -> Locator:
        """A button of the dock, by the beginning of its name."""
        return self.dock.get_by_role("button", name=re.compile(f"^{name}"))
