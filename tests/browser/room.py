"""The room, as someone uses it who types."""

import json
import re
from typing import Any, Final, Literal

from playwright.sync_api import Locator, Page, WebSocket, expect

Wish = Literal["Hint", "Repeat", "Skip", "Move on"]


class Room:
    """One page with an interview open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page).to_have_url(re.compile(r"/room/[\w-]+$"))
        self.id = page.url.rsplit("/", 1)[1]
        self.conversation = page.get_by_role("region", name="Conversation")
        self.composer = page.get_by_role("textbox", name="Your answer")
        self.yours = self.conversation.get_by_text("You", exact=True)
        self.lines = self.conversation.get_by_text("Interviewer", exact=True)
        self.typed: list[str] = []
        expect(self.composer).to_be_editable()
        expect(self.wish_button("Hint")).to_be_enabled()
        self.wait_for_line()

    def wish_button(self, wish: Wish) -> Locator:
        """A control under the composer."""
        return self.page.get_by_role("button", name=wish, exact=True)

    def wait_for_line(self) -> None:
        """Until the interviewer has the last word."""
        heard = self.page.locator("[aria-live]").filter(has_text=re.compile("^Interviewer: "))
        expect(heard).to_be_attached()

    def send(self, text: str) -> None:
        """Types an answer and sends it, and waits until it is acknowledged."""
        before = self.yours.count()
        self.composer.fill(text)
        self.composer.press("Enter")
        expect(self.yours.nth(before)).to_be_attached()
        expect(self.conversation.get_by_text("Sending", exact=True)).to_have_count(0)
        expect(self.composer).to_have_value("")
        self.typed.append(text.strip())

    def answer(self, text: str) -> None:
        """Sends an answer and waits for the interviewer's next line."""
        self.send(text)
        self.wait_for_line()

    def wish(self, wish: Wish) -> None:
        """Asks for something, and waits for what the interviewer says to it."""
        before = self.lines.count()
        self.wish_button(wish).click()
        expect(self.lines.nth(before)).to_be_attached()

    def finish(self) -> None:
        """Moves on from phase to phase until the interviewer closes, and waits for the scorecard."""
        phases = self.page.get_by_role("list", name="Phases").get_by_role("listitem")
        held = [phases.nth(index).get_attribute("aria-current") for index in range(phases.count())]
        for index in range(held.index("step") + 1, len(held)):
            self.wish("Move on")
            expect(phases.nth(index)).to_have_attribute("aria-current", "step")
        said = len(self._turns())
        self.wish_button("Move on").click()
        if self._asked_once_more(said):
            self.wish_button("Move on").click()
        self.wait_for_scorecard()

    def _asked_once_more(self, said: int) -> bool:
        """Whether a last part that nothing was said on is asked again, rather than the interview closed."""
        while len(turns := self._turns()) == said:
            self.page.wait_for_timeout(50)
        return turns[-1]["act"] == "repeat"

    def _turns(self) -> list[dict[str, Any]]:
        origin = "/".join(self.page.url.split("/")[:3])
        reply = self.page.request.get(f"{origin}/api/sessions/{self.id}")
        return json.loads(reply.text())["turns"]

    def end(self) -> None:
        """Ends the interview and waits for its scorecard."""
        self.page.get_by_role("button", name=re.compile("^End")).click()
        self.page.get_by_role("dialog").get_by_role("button", name="End and grade").click()
        self.wait_for_scorecard()

    def wait_for_scorecard(self) -> None:
        """The page goes there by itself."""
        expect(self.page).to_have_url(re.compile(rf"/sessions/{self.id}$"))
        expect(self.page.get_by_role("heading", name="Criteria")).to_be_visible()


class Frames:
    """What came over the live sockets of a page, in order."""

    def __init__(self, page: Page) -> None:
        self.raw: list[str] = []
        page.on("websocket", self._on_socket)

    def _on_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._on_frame)

    def _on_frame(self, payload: str | bytes) -> None:
        self.raw.append(payload if isinstance(payload, str) else payload.decode())

    def all(self) -> list[dict[str, Any]]:
        """Every frame from the server."""
        return [json.loads(text) for text in self.raw]


_WATCH: Final = """
window.heights = new Set();
(function look() {
  const dock = document.querySelector("#dock");
  if (dock) window.heights.add(Math.round(dock.getBoundingClientRect().height));
  requestAnimationFrame(look);
})();
"""


def watch_dock(page: Page) -> None:
    """Notes every height that the dock has from now on, frame by frame."""
    page.evaluate(_WATCH)


def dock_heights(page: Page) -> set[int]:
    """The heights that it had, in px."""
    return set(page.evaluate("[...window.heights]"))


def choose(page: Page, group: str, option: str) -> None:
    """Picks the option of a group whose name begins so."""
    name = re.compile(f"^{re.escape(option)}")
    page.get_by_role("group", name=group).get_by_role("radio", name=name).check()


def start(page: Page, *, round: str, question: str | None = None, mode: str = "Coach") -> Room:  # noqa: A002
    """Starts a short round from the home page with the mouse."""
    choose(page, "Round", round)
    choose(page, "Length", "Short")
    if question is not None:
        page.get_by_label("Question").select_option(question)
    choose(page, "Level", "Senior")
    choose(page, "Interviewer", "Neutral")
    choose(page, "Coverage", mode)
    page.get_by_role("button", name="Start typing").click()
    return Room(page)
