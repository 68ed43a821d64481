"""Every page and state: nothing for the accessibility checker to find, nothing out of the window."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

import pytest
from playwright.sync_api import Page, expect

from browser.access import violations, width
from browser.cards import interview, paste
from browser.guard import Guard
from browser.room import Room
from browser.server import Server
from browser.spoken import Spoken, spoken
from browser.visit import Visit

WIDE: Final = 1280
NARROW: Final = 390
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Held:
    """A server with one session of each kind."""

    server: Server
    live: str
    exam: str
    graded: str
    shorter: str


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    server = Server(tmp_path_factory.mktemp("access") / "home")
    server.start()
    said = spoken("be-02")
    yield Held(
        server,
        live=interview(server, "behavioural-short", said.question),
        exam=interview(server, "system-design", "delivery-eta", mode="exam"),
        graded=paste(server, said, timed=True),
        shorter=paste(server, Spoken(said.round, said.question, said.answers[:1], said.turns[:2])),
    )
    server.stop()


def stay(_page: Page) -> None:
    """The page as it opens."""


def answer_once(page: Page) -> None:
    room = Room(page)
    if room.yours.count() == 0:
        room.answer(spoken("be-02").answers[0])


def open_all(page: Page) -> None:
    page.get_by_role("button", name="Open all").click()


def show_transcript(page: Page) -> None:
    tab = page.get_by_role("tab", name="Transcript")
    if tab.is_visible():
        tab.click()


def open_export(page: Page) -> None:
    page.get_by_role("button", name="Export").click()


def open_help(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def opens(button: str) -> Callable[[Page], None]:
    """Presses a button that opens a dialog."""

    def act(page: Page) -> None:
        page.get_by_role("button", name=re.compile(f"^{button}")).click()
        expect(page.get_by_role("dialog")).to_be_visible()

    return act


def find_nothing(page: Page) -> None:
    page.get_by_role("searchbox").fill("zyzzyva zyzzyva")
    expect(page.get_by_text(re.compile("No .* fits|Nothing"))).to_be_visible()


def unfold(page: Page) -> None:
    for one in page.locator("details > summary").all():
        one.click()


def grade_nothing(page: Page) -> None:
    page.get_by_role("textbox", name="Answer or transcript").press("Control+Enter")
    expect(page.get_by_role("alert")).to_be_visible()


def own_points(page: Page) -> None:
    page.get_by_role("group", name="Round").get_by_role("radio", name="Fundamentals").check()
    page.get_by_label("Question", exact=True).select_option(label="My own question")
    page.get_by_role("textbox", name="Key point 1", exact=True).fill("The first point")


PAGES: Final[dict[str, tuple[str, Callable[[Page], None]]]] = {
    "home": ("/", stay),
    "room": ("/room/{live}", answer_once),
    "room-exam": ("/room/{exam}", stay),
    "room-end-dialog": ("/room/{live}", opens("End")),
    "room-over": ("/room/{graded}", stay),
    "scorecard": ("/sessions/{graded}", open_all),
    "scorecard-transcript": ("/sessions/{graded}", show_transcript),
    "scorecard-export": ("/sessions/{graded}", open_export),
    "scorecard-regrade-dialog": ("/sessions/{graded}", opens("Grade again")),
    "scorecard-delete-dialog": ("/sessions/{graded}", opens("Delete")),
    "scorecard-unfinished": ("/sessions/{live}", stay),
    "replay": ("/sessions/{graded}/replay", stay),
    "compare": ("/sessions/{graded}/compare/{shorter}", stay),
    "sessions": ("/sessions", stay),
    "grade": ("/grade", own_points),
    "grade-fault": ("/grade", grade_nothing),
    "questions": ("/library/questions", stay),
    "questions-none": ("/library/questions", find_nothing),
    "question": ("/library/questions/calibration", unfold),
    "rubrics": ("/library/rubrics", stay),
    "rubric": ("/library/rubrics/behavioural", unfold),
    "notes": ("/library/notes", stay),
    "note": ("/library/notes/{note}", stay),
    "glossary": ("/library/glossary", stay),
    "settings": ("/settings", stay),
    "settings-delete-dialog": ("/settings", opens("Delete everything")),
    "grader-card": ("/grader", stay),
    "help": ("/", open_help),
    "not-found": ("/nowhere", stay),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits(visit: Visit, held: Held, guard: Guard, name: str) -> None:
    if name == "not-found":
        guard.allow("status of 404.*/nowhere")
    path, act = PAGES[name]
    note: str = held.server.get("/api/notes")[0]["id"]
    path = path.format(live=held.live, exam=held.exam, graded=held.graded, shorter=held.shorter, note=note)
    expect_fine(visit, held.server, path, act)


def test_empty_home_and_sessions(visit: Visit, own_server: Server) -> None:
    for path in ("/", "/sessions"):
        expect_fine(
            visit,
            own_server,
            path,
            lambda page: expect(page.get_by_text("Nothing here yet.")).to_be_visible(),
        )


def expect_fine(visit: Visit, server: Server, path: str, act: Callable[[Page], None]) -> None:
    """In both schemes and at both widths."""
    found: list[str] = []
    page = visit(server, path, width=WIDE)
    for across in (WIDE, NARROW):
        page.set_viewport_size({"width": across, "height": 844})
        page.goto(server.url + path)
        settle(page)
        act(page)
        settle(page)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            problems = violations(page, colours_only=scheme == "dark")
            found += [f"{scheme} at {across}: {one}" for one in problems]
        if width(page) > across:
            found.append(f"{width(page)} px wide at {across}")
    assert not found, "\n".join(found)


def settle(page: Page) -> None:
    """Until the heading stands, what was fetched is there, and nothing moves."""
    expect(page.get_by_role("heading", level=1).first).to_be_attached()
    expect(page.locator(".loading")).to_have_count(0)
    page.wait_for_function("document.getAnimations().every((one) => one.playState !== 'running')")
