"""Hearing turns again, mending what was misheard, deleting recordings."""

import re
from collections import Counter
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.guard import Guard
from browser.keys import tab_to
from browser.recorded import Recorded, record
from browser.server import Server
from browser.spoken import Spoken, spoken
from browser.test_access import expect_fine
from browser.visit import Visit
from viva.speech.clause import FUNCTION_WORDS

ANSWER: Final = 3
"""The answer in which a word was misheard."""

MISHEARD: Final = "lookup"


def test_marked_word_is_corrected_and_graded_again(visit: Visit, server: Server) -> None:
    held = recorded(server, "correct-word")
    page = visit(server, f"/sessions/{held.id}")
    word = answer(page).get_by_role("button", name=re.compile(f"^{MISHEARD}: heard with low confidence"))
    word.click()
    box = page.get_by_role("textbox", name="What you said")
    expect(box).to_be_focused()
    assert selected(page) == MISHEARD
    page.keyboard.type("feature")
    page.keyboard.press("Control+Enter")
    expect(box).to_have_count(0)
    note = answer(page).get_by_role("status").filter(has_text="Corrected.")
    expect(note).to_contain_text("Graded again with the new words.")
    expect(note).to_contain_text(re.compile("No label changed|from|Better|Worse|same", re.IGNORECASE))
    expect(answer(page).get_by_text("Corrected", exact=True)).to_be_visible()
    expect(correct_button(page)).to_be_focused()
    expect(word).to_have_count(0)
    fold = server.get(f"/api/sessions/{held.id}")
    turn = fold["turns"][ANSWER]
    assert "rebuilt the feature table" in turn["text"]
    assert turn["text"].split() == [one["text"] for one in turn["words"]]
    assert turn["corrected"]
    assert len(fold["gradings"]) == 2
    page.reload()
    expect(answer(page).get_by_text("Corrected", exact=True)).to_be_visible()
    expect(answer(page)).to_contain_text("rebuilt the feature table")


def test_correcting_by_keyboard_alone(visit: Visit, server: Server) -> None:
    held = recorded(server, "correct-keys")
    page = visit(server, f"/sessions/{held.id}")
    before = server.said(held.id)
    page.get_by_role("region", name="Transcript").focus()
    tab_to(page, correct_button(page))
    page.keyboard.press("Enter")
    box = page.get_by_role("textbox", name="What you said")
    expect(box).to_be_focused()
    save = page.get_by_role("button", name="Save and grade again")
    expect(save).to_be_disabled()
    page.keyboard.type("Well, ")
    expect(save).to_be_enabled()
    page.keyboard.press("Escape")
    expect(correct_button(page)).to_be_focused()
    assert server.said(held.id) == before
    page.keyboard.press("Enter")
    expect(box).to_have_value(before[1])
    page.keyboard.type("Well, ")
    tab_to(page, save)
    page.keyboard.press("Enter")
    expect(correct_button(page)).to_be_focused()
    assert server.said(held.id)[1] == f"Well, {before[1]}"


def test_correction_that_fails_keeps_the_words(visit: Visit, server: Server, guard: Guard) -> None:
    guard.allow("Failed to load resource")
    held = recorded(server, "correct-refused")
    page = visit(server, f"/sessions/{held.id}")
    page.route("**/correction", lambda route: route.abort())
    correct_button(page).click()
    page.keyboard.type("Well, ")
    page.get_by_role("button", name="Save and grade again").click()
    expect(page.get_by_role("alert").filter(has_text="Viva isn’t answering")).to_be_visible()
    expect(page.get_by_role("textbox", name="What you said")).to_have_value(re.compile("^Well, "))
    page.unroute("**/correction")
    page.get_by_role("button", name="Save and grade again").click()
    expect(answer(page).get_by_role("status").filter(has_text="Corrected.")).to_be_visible()


def uncalled(server: Server) -> tuple[str, str, str]:
    """A transcript, one of its criteria that can't be called, and a word of its evidence that stands once."""
    for name in ("be-02", "be-03", "be-04", "be-05"):
        said = spoken(name)
        held = record(server, said, session=f"called-{name}")
        counts = Counter(word for answer in said.answers for word in re.findall("[a-z]+", answer.lower()))
        for one in server.get(f"/api/sessions/{held.id}/scorecard")["criteria"]:
            quoted = re.findall("[a-z]{6,}", one["evidence"][0]["quote"]) if one["evidence"] else []
            once = [word for word in quoted if counts[word] == 1 and word not in FUNCTION_WORDS]
            if one["label"] is None and once:
                return name, one["id"], once[0]
    raise AssertionError("one of these answers was to have a criterion that can't be called")


def test_words_that_cannot_be_called_can_be_mended(visit: Visit, server: Server) -> None:
    name, criterion, word = uncalled(server)
    held = record(server, spoken(name), session="correct-uncalled", unsure=[word])
    page = visit(server, f"/sessions/{held.id}#c-{criterion}")
    row = page.locator(f"#c-{criterion}")
    expect(row.get_by_role("button", name="Hear it")).to_be_visible()
    row.get_by_role("button", name="Correct the words").click()
    expect(page.get_by_role("textbox", name="What you said")).to_be_focused()
    assert selected(page) == word


def test_older_scorecard_offers_no_correction(visit: Visit, server: Server) -> None:
    held = recorded(server, "correct-older")
    server.post(f"/api/sessions/{held.id}/regrade", {})
    page = visit(server, f"/sessions/{held.id}?grading=0")
    expect(listen_button(page)).to_be_visible()
    expect(correct_button(page)).to_have_count(0)


def test_turn_is_heard_and_its_recording_deleted(visit: Visit, server: Server) -> None:
    held = recorded(server, "hear-delete")
    page = visit(server, f"/sessions/{held.id}")
    with page.expect_response(re.compile(f"/audio/{ANSWER}$")) as answered:
        listen_button(page).click()
    assert answered.value.ok
    stop = answer(page).get_by_role("button", name=re.compile("^Stop"))
    stop.click()
    expect(listen_button(page)).to_be_visible()
    answer(page).get_by_role("button", name=re.compile("^More for your answer")).click()
    page.get_by_role("button", name="Delete its recording").click()
    dialog = page.get_by_role("dialog", name="Delete this recording?")
    dialog.get_by_role("button", name="Delete").click()
    expect(dialog).to_have_count(0)
    expect(listen_button(page)).to_have_count(0)
    assert server.request("GET", f"/api/sessions/{held.id}/audio/{ANSWER}").status_code == 404
    assert server.request("GET", f"/api/sessions/{held.id}/audio/1").status_code == 200
    page.get_by_role("button", name="Delete recordings").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("button", name=re.compile("^Listen to"))).to_have_count(0)
    expect(page.get_by_role("button", name="Delete recordings")).to_have_count(0)
    assert server.get(f"/api/sessions/{held.id}/peaks")["turns"] == {}
    assert server.said(held.id) == [" ".join(one.text for one in held.words[turn]) for turn in (1, 3)]


def test_every_recording_is_deleted_from_the_settings(visit: Visit, own_server: Server) -> None:
    held = recorded(own_server, "settings-delete")
    page = visit(own_server, "/sessions")
    expect(page.get_by_role("listitem").filter(has_text="spoken")).to_have_count(1)
    page.goto(f"{own_server.url}/settings")
    page.get_by_role("button", name="Delete recordings").click()
    dialog = page.get_by_role("dialog", name="Delete every recording?")
    dialog.get_by_role("button", name="Keep them").click()
    page.get_by_role("button", name="Delete recordings").click()
    dialog.get_by_role("button", name="Delete recordings").click()
    expect(page.get_by_role("status").filter(has_text="Every recording is deleted.")).to_be_visible()
    expect(page.get_by_role("button", name="Delete recordings")).to_have_count(0)
    assert own_server.get(f"/api/sessions/{held.id}/peaks")["turns"] == {}
    assert own_server.get(f"/api/sessions/{held.id}")["turns"][ANSWER]["words"]


@pytest.mark.parametrize("what", ["Correct your answer", "More for your answer"])
def test_correcting_is_accessible_and_fits(visit: Visit, server: Server, what: str) -> None:
    held = recorded(server, f"correct-axe-{what.split(maxsplit=1)[0].lower()}")

    def act(page: Page) -> None:
        tab = page.get_by_role("tab", name="Transcript")
        if tab.is_visible():
            tab.click()
        answer(page).get_by_role("button", name=re.compile(f"^{what}")).click()

    expect_fine(visit, server, f"/sessions/{held.id}", act)


def recorded(server: Server, session: str) -> Recorded:
    """The first two answers of an interview, with a word of the second misheard."""
    said = spoken("be-02")
    said = Spoken(said.round, said.question, said.answers[:2], said.turns[:4])
    return record(server, said, session=session, unsure=[MISHEARD])


def answer(page: Page) -> Locator:
    """The answer with the misheard word."""
    return page.locator(f"#t-{ANSWER}")


def correct_button(page: Page) -> Locator:
    return answer(page).get_by_role("button", name=re.compile("^Correct your answer"))


def listen_button(page: Page) -> Locator:
    return answer(page).get_by_role("button", name=re.compile("^Listen to your answer"))


def selected(page: Page) -> str:
    """What is selected in the box that has the focus."""
    return page.evaluate(
        "(({ value, selectionStart, selectionEnd }) => value.slice(selectionStart, selectionEnd))"
        "(document.activeElement)"
    )
