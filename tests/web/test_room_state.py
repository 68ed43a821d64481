"""The room's state under the live link: answers, lost connections, coverage, notices."""

from typing import Any

from web.node import run
from web.test_fold import ROUND, said

START: dict[str, Any] = {
    "view": {
        "id": "s",
        "round": ROUND,
        "mode": "coach",
        "state": "live",
        "seq": 0,
        "at_ms": 1000,
        "turns": [],
        "phases": [],
        "criteria": [],
        "gradings": [],
        "readings": {},
        "coverage": {},
    },
    "link": "open",
    "wasLost": False,
    "speaking": None,
    "pending": None,
    "returned": None,
    "fresh": None,
    "remarks": [],
    "grading": False,
    "stamp": 0,
}


def state_after(*actions: dict[str, Any]) -> Any:
    return run(
        "room/use-room.js",
        "return data.actions.reduce(m.reduce, data.start);",
        {"start": START, "actions": list(actions)},
    )


def event(seq: int, at_ms: int, body: dict[str, Any]) -> dict[str, Any]:
    return frame({"type": "event", "seq": seq, "at_ms": at_ms, "event": body}, now=at_ms)


def frame(body: dict[str, Any], now: int = 0) -> dict[str, Any]:
    return {"type": "frame", "frame": body, "now": now}


def link(to: str, now: int = 0) -> dict[str, Any]:
    return {"type": "link", "link": to, "now": now}


SENT = {"type": "sent", "pending": {"text": "Users.", "turn": 0}}
TAKEN = {"type": "answer_taken", "turn": 0, "text": "Users.", "start_ms": 0, "end_ms": 5}


def test_an_answer_is_pending_until_the_log_has_it() -> None:
    assert state_after(SENT)["pending"]["text"] == "Users."
    after = state_after(SENT, event(1, 1100, TAKEN))
    assert after["pending"] is None
    assert [turn["text"] for turn in after["view"]["turns"]] == ["Users."]


def test_an_answer_that_never_arrived_goes_back_to_the_box() -> None:
    back: dict[str, Any] = {"type": "caught-up", "view": {"turns": []}}
    after = state_after(SENT, link("lost"), link("open"), back)
    assert after["pending"] is None
    assert after["returned"] == "Users."
    assert [one["message"] for one in after["remarks"]] == ["Your last answer did not arrive."]


def test_an_answer_that_did_arrive_is_not_sent_twice() -> None:
    back = {"type": "caught-up", "view": {"turns": [{"speaker": "candidate", "text": "Users."}]}}
    after = state_after(SENT, link("lost"), link("open"), back)
    assert after["returned"] is None


def test_a_connection_that_came_back_says_so_once() -> None:
    after = state_after(link("lost"), link("lost"), link("open"))
    assert [one["message"] for one in after["remarks"]] == ["Connected again."]


def test_the_clock_stands_still_without_a_connection() -> None:
    body = """
    let state = data.start; const seen = [m.clockNow(state, 500)];
    for (const action of data.actions) state = m.reduce(state, action);
    return [...seen, m.clockNow(state, 9000), m.clockNow(m.reduce(state, data.back), 9500)];
    """
    data = {"start": START, "actions": [link("lost", now=700)], "back": link("open", now=9000)}
    assert run("room/use-room.js", body, data) == [1500, 1700, 2200]


def test_coverage_is_fresh_only_when_it_changes() -> None:
    full = {"type": "coverage", "criterion": "labels", "label": 2, "turn": 0, "start": 0, "end": 5}
    part = {**full, "criterion": "features", "label": 1}
    after = state_after(frame(full), frame(part), frame(full))
    assert after["fresh"] == "features"
    assert after["view"]["coverage"]["labels"]["label"] == 2


def test_the_stored_line_takes_the_place_of_the_one_being_worded() -> None:
    wording = frame({"type": "speaking", "turn": 0, "text": "Where wo"})
    assert state_after(wording)["speaking"]["text"] == "Where wo"
    after = state_after(wording, event(1, 1100, said("Where would you start?")))
    assert after["speaking"] is None
    late = state_after(event(1, 1100, said("Where would you start?")), wording)
    assert late["speaking"] is None


def test_grading_shows_until_the_card_or_a_refusal() -> None:
    ended = event(1, 1100, {"type": "interview_ended", "reason": "ended-early"})
    failed = frame(
        {"type": "notice", "code": "store-locked", "message": "Locked.", "hint": "Close the other."}
    )
    assert state_after(ended)["grading"] is True
    after = state_after(ended, failed)
    assert after["grading"] is False
    assert after["remarks"][0]["message"] == "Locked."
