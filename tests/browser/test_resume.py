"""Sessions that outlive the process, the page and the connection."""

from playwright.sync_api import Page, WebSocket, expect

from browser.cards import expect_quotes_marked
from browser.guard import Guard
from browser.room import Room, dock_heights, start, watch_dock
from browser.server import Server
from browser.spoken import spoken
from browser.visit import Visit

REFUSED = "WebSocket connection to|Failed to load resource: net::ERR"
"""What the browser itself says while nobody listens."""


def reconnect(page: Page) -> None:
    """Waits until the page has found its server again, which it looks for when the browser comes online."""
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("The connection to Viva is lost.")).to_have_count(0)


def test_kill_right_after_an_answer_was_acknowledged(visit: Visit, own_server: Server, guard: Guard) -> None:
    guard.allow(REFUSED)
    said = spoken("be-02")
    page = visit(own_server)
    killed: list[str] = []

    def kill_on_receipt(payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode()
        if '"answer_taken"' in text and said.answers[1][:30] in text and not killed:
            killed.append(text)
            own_server.kill()

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", kill_on_receipt)

    page.on("websocket", listen)
    room = start(page, round="Behavioural", question=said.question)
    room.answer(said.answers[0])
    room.send(said.answers[1])
    assert killed
    expect(page.get_by_text("The connection to Viva is lost.")).to_be_visible()
    expect(room.yours).to_have_count(2)
    room.composer.fill("typed while nobody listened")
    own_server.start()
    reconnect(page)
    room.wait_for_line()
    expect(room.yours).to_have_count(2)
    expect(room.composer).to_have_value("typed while nobody listened")
    assert own_server.said(room.id) == list(said.answers[:2])

    room.answer(said.answers[2])
    room.end()
    assert own_server.said(room.id) == list(said.answers[:3])
    expect_quotes_marked(page, own_server, room.id)


def test_answer_that_never_arrived_comes_back(visit: Visit, own_server: Server, guard: Guard) -> None:
    guard.allow(REFUSED)
    said = spoken("be-02")
    page = visit(own_server)
    room = start(page, round="Behavioural", question=said.question)
    room.answer(said.answers[0])
    watch_dock(page)
    own_server.hold_still()
    room.composer.fill("A short answer")
    room.composer.press("Enter")
    expect(room.conversation.get_by_text("Sending")).to_be_visible()
    own_server.kill()
    expect(page.get_by_text("The connection to Viva is lost.")).to_be_visible()
    own_server.start()
    reconnect(page)
    expect(page.get_by_text("Your last answer did not arrive.").first).to_be_visible()
    expect(room.composer).to_have_value("A short answer")
    expect(room.yours).to_have_count(1)
    room.answer("A short answer")
    assert own_server.said(room.id) == room.typed
    assert len(dock_heights(page)) == 1


def test_kill_in_the_middle_and_resume_from_home(visit: Visit, own_server: Server, guard: Guard) -> None:
    guard.allow(REFUSED)
    said = spoken("fd-01")
    page = visit(own_server)
    room = start(page, round="Fundamentals", question=said.question)
    room.answer(said.answers[0])
    own_server.kill()
    own_server.start()
    page.goto(own_server.url)
    strip = page.get_by_role("region", name="Unfinished interview")
    expect(strip).to_contain_text("Every finished answer is saved.")
    strip.get_by_role("link", name="Resume").click()
    again = Room(page)
    assert again.id == room.id
    expect(again.yours).to_have_count(1)
    again.answer(said.answers[1])
    again.finish()
    assert own_server.said(room.id) == list(said.answers[:2])


def test_two_tabs_show_the_same(visit: Visit, server: Server) -> None:
    said = spoken("be-02")
    one_page = visit(server)
    one = start(one_page, round="Behavioural", question=said.question)
    two_page = one_page.context.new_page()
    two_page.goto(one_page.url)
    two = Room(two_page)

    one.answer(said.answers[0])
    expect(two.yours).to_have_count(1)
    two.wait_for_line()
    two.answer(said.answers[1])
    expect(one.yours).to_have_count(2)
    one.wait_for_line()
    expect(one.lines).to_have_count(two.lines.count())
    assert server.said(one.id) == list(said.answers[:2])
    for answer in said.answers[:2]:
        for page in (one_page, two_page):
            expect(page.get_by_role("region", name="Conversation")).to_contain_text(answer.split(". ")[0])

    one.end()
    two.wait_for_scorecard()
