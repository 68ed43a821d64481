"""The page's fold: what a log amounts to, step by step."""

from typing import Any

from web.node import run

ROUND = {
    "id": "r",
    "title": "R",
    "summary": "",
    "minutes": 10,
    "short": False,
    "legs": [
        {"rubric": "a", "title": "A", "minutes": 6, "phases": [{"id": "one", "title": "One", "minutes": 6}]},
        {"rubric": "b", "title": "B", "minutes": 4, "phases": [{"id": "two", "title": "Two", "minutes": 4}]},
    ],
}
VIEW: dict[str, Any] = {
    "id": "s",
    "title": "T",
    "round": ROUND,
    "mode": "coach",
    "state": "graded",
    "seq": 9,
    "at_ms": 99,
    "turns": [{"text": "old"}],
    "phases": [],
    "criteria": [],
    "gradings": [{}],
    "readings": {"x": []},
    "coverage": {"x": {}},
}
CARD = {"grader": {"kind": "embedded"}, "rubric": {"id": "a", "version": "1.0"}}


def said(text: str) -> dict[str, Any]:
    return {"type": "interviewer_said", "turn": 0, "text": text, "act": "question", "criterion": None}


LOG: list[dict[str, Any]] = [
    {"seq": 1, "at_ms": 0, "event": {"type": "session_started"}},
    {"seq": 2, "at_ms": 0, "event": {"type": "phase_entered", "leg": 0, "phase": "one"}},
    {"seq": 3, "at_ms": 5, "event": said("Where would you start?")},
    {
        "seq": 4,
        "at_ms": 900,
        "event": {"type": "answer_taken", "turn": 1, "text": "Users.", "start_ms": 200, "end_ms": 900},
    },
    {"seq": 5, "at_ms": 950, "event": {"type": "phase_entered", "leg": 1, "phase": "two"}},
    {"seq": 6, "at_ms": 960, "event": said("And now?")},
    {"seq": 7, "at_ms": 2000, "event": {"type": "interview_ended", "reason": "finished"}},
    {"seq": 8, "at_ms": 2100, "event": {"type": "session_graded", "scorecard": CARD}},
]
FOLD = "const all = (log) => log.reduce((v, s) => m.apply(v, s), m.blank(data.view));"


def test_a_replay_begins_with_nothing_said() -> None:
    view = run("fold.js", "return m.blank(data);", VIEW)
    assert (view["turns"], view["seq"], view["state"], view["coverage"]) == ([], 0, "live", {})


def test_a_log_gives_turns_phases_and_state() -> None:
    view = run("fold.js", f"{FOLD} return all(data.log);", {"view": VIEW, "log": LOG})
    assert [(t["speaker"], t["text"], t["start_ms"], t["leg"]) for t in view["turns"]] == [
        ("interviewer", "Where would you start?", 5, 0),
        ("candidate", "Users.", 200, 0),
        ("interviewer", "And now?", 960, 1),
    ]
    assert [(p["title"], p["entered_ms"], p["left_ms"], p["minutes"]) for p in view["phases"]] == [
        ("One", 0, 950, 6),
        ("Two", 950, 2000, 4),
    ]
    assert view["state"] == "graded"
    assert view["gradings"] == [{"graded_at_ms": 2100, "grader": "embedded", "rubric": "a 1.0"}]


def test_an_event_that_comes_twice_counts_once() -> None:
    doubled = [event for event in LOG for _ in range(2)]
    body = f"{FOLD} return [all(data.log), all(data.doubled), all([...data.log, ...data.log])];"
    once, twice, again = run("fold.js", body, {"view": VIEW, "log": LOG, "doubled": doubled})
    assert once == twice == again


def test_the_phase_that_runs_is_known_at_every_step() -> None:
    body = """
    const seen = []; let view = m.blank(data.view);
    for (const s of data.log) { view = m.apply(view, s); seen.push(m.currentPhase(view)?.phase ?? null); }
    return seen;
    """
    assert run("fold.js", body, {"view": VIEW, "log": LOG}) == [
        None,
        "one",
        "one",
        "one",
        "two",
        "two",
        None,
        None,
    ]


SPOKEN: list[dict[str, Any]] = [
    *LOG[:3],
    {
        "seq": 4,
        "at_ms": 400,
        "event": {
            "type": "line_spoken", "turn": 0, "start_ms": 10, "end_ms": 390, "heard": 13, "audio_ms": 10,
        },
    },
    {
        "seq": 5,
        "at_ms": 900,
        "event": {
            "type": "answer_taken", "turn": 1, "text": "Face it", "via": "voice",
            "start_ms": 450, "end_ms": 900,
            "words": [
                {"text": "Face", "start_ms": 450, "end_ms": 600, "probability": 0.3},
                {"text": "it", "start_ms": 650, "end_ms": 800, "probability": 0.9},
            ],
            "audio_ms": 440,
        },
    },
    {"seq": 6, "at_ms": 950, "event": {"type": "fillers_counted", "turn": 1, "fillers": {"um": 2, "er": 1}}},
    {
        "seq": 7,
        "at_ms": 990,
        "event": {"type": "turn_corrected", "turn": 1, "text": "FAISS", "words": []},
    },
]  # fmt: skip


def test_a_line_that_was_cut_keeps_only_what_was_heard() -> None:
    line = run("fold.js", f"{FOLD} return all(data.log).turns[0];", {"view": VIEW, "log": SPOKEN})
    heard = (line["text"], line["spoken"], line["start_ms"], line["end_ms"])
    assert heard == (
        "Where would y",
        True,
        10,
        390,
    )


def test_a_spoken_turn_has_its_words_then_its_fillers_then_its_correction() -> None:
    body = f"{FOLD} return [all(data.log.slice(0, 5)).turns[1], all(data.log).turns[1]];"
    before, after = run("fold.js", body, {"view": VIEW, "log": SPOKEN})
    assert [word["probability"] for word in before["words"]] == [0.3, 0.9]
    assert (before["spoken"], before["audio_ms"]) == (True, 440)
    assert (after["text"], after["fillers"], after["corrected"]) == ("FAISS", 3, True)


def test_what_was_heard_is_counted_in_characters_not_in_units_of_utf16() -> None:
    log = [
        *LOG[:2],
        {"seq": 3, "at_ms": 5, "event": said("\U0001f600 now what?")},
        {**SPOKEN[3], "event": {**SPOKEN[3]["event"], "heard": 5}},
    ]
    assert (
        run("fold.js", f"{FOLD} return all(data.log).turns[0].text;", {"view": VIEW, "log": log})
        == "\U0001f600 now"
    )


def test_news_of_a_turn_that_is_not_there_changes_nothing() -> None:
    stray = {**SPOKEN[3], "event": {**SPOKEN[3]["event"], "turn": 9}}
    view = run("fold.js", f"{FOLD} return all(data.log);", {"view": VIEW, "log": [*LOG[:3], stray]})
    assert [turn["text"] for turn in view["turns"]] == ["Where would you start?"]


def test_an_own_label_is_replaced_and_taken_back() -> None:
    def own(seq: int, label: int | None) -> dict[str, Any]:
        event = {"type": "label_disputed", "criterion": "result", "label": label, "note": f"{seq}"}
        return {"seq": seq, "at_ms": 2200, "event": event}

    log = [*LOG, own(9, 1), own(10, 2), own(11, None)]
    body = f"{FOLD} return [9, 10, 11].map((n) => all(data.log.slice(0, n)).own_labels);"
    assert run("fold.js", body, {"view": VIEW, "log": log}) == [
        {"result": {"label": 1, "note": "9"}},
        {"result": {"label": 2, "note": "10"}},
        {},
    ]
