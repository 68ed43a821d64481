"""The replay's time line: pins never overlap, silences are skipped, words come with the playhead."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from web.node import run

PIN = 24
_LANES = st.lists(
    st.tuples(st.lists(st.integers(0, 2_400_000), max_size=40), st.integers(300, 1_100)),
    min_size=30,
    max_size=40,
)


@settings(max_examples=4, deadline=None)
@given(_LANES)
def test_pins_stay_within_their_lane_and_never_overlap(lanes: list[tuple[list[int], int]]) -> None:
    wire = [(sorted(times), width) for times, width in lanes]
    found = run(
        "replay/timeline.js",
        f"return data.map((one) => m.placePins(one[0], 2400000, one[1], {PIN}));",
        wire,
    )
    for (_, width), placed in zip(wire, found, strict=True):
        rows: dict[int, list[float]] = {}
        for place in placed["places"]:
            rows.setdefault(place["row"], []).append(place["x"])
        assert all(0 <= row < placed["rows"] for row in rows)
        for edges in rows.values():
            assert min(edges) >= -0.01
            assert max(edges) <= width - PIN + 0.01
            assert all(b - a >= PIN - 0.01 for a, b in pairwise(sorted(edges)))


def _turn(
    speaker: str, text: str, start: int | None, end: int | None = None, act: str | None = None
) -> dict[str, object]:
    return {
        "speaker": speaker,
        "text": text,
        "start_ms": start,
        "end_ms": start if end is None else end,
        "leg": 0,
        "act": act,
        "criterion": None,
    }


def _session(*turns: dict[str, object]) -> dict[str, object]:
    return {"turns": list(turns), "phases": [], "round": {"legs": []}}


def test_a_long_silence_is_left_out_and_a_short_one_stays() -> None:
    session = _session(
        _turn("interviewer", "Where would you start?", 0, act="question"),
        _turn("candidate", "With the users.", 60_000, 70_000),
        _turn("interviewer", "And then?", 72_000, act="probe"),
    )
    body = (
        "const line = m.timeline(data, null);"
        "return [5000, 65000, 71000].map((at) => m.pastSilence(line, at));"
    )
    assert run("replay/timeline.js", body, session) == [59_400, 65_000, 71_000]


def test_words_come_over_the_time_that_they_took_to_type() -> None:
    session = _session(_turn("candidate", "one two  three", 10_000, 24_000))
    body = (
        "const [turn] = data.turns;"
        "return [10000, 15000, 20000, 24000].map((at) => {"
        "  const word = m.wordAt(turn, at); return word && turn.text.slice(word.start, word.end); });"
    )
    assert run("card/words.js", body, session) == ["one", "two", "three", None]


def test_words_without_times_cannot_be_played() -> None:
    assert (
        run("replay/timeline.js", "return m.timeline(data, null);", _session(_turn("candidate", "a b", None)))
        is None
    )


def test_probes_and_hints_are_pinned_where_they_were_asked() -> None:
    session = _session(
        _turn("interviewer", "What would you train on?", 1_000, act="phase"),
        _turn("interviewer", "Which of these lies to you?", 9_000, act="probe"),
        _turn("interviewer", "Think about position.", 20_000, act="hint"),
    )
    asked = run("replay/timeline.js", "return m.timeline(data, null).asked;", session)
    assert [(pin["at"], pin["kind"]) for pin in asked] == [(9_000, "probe"), (20_000, "hint")]
    assert asked[0]["name"] == "Probe, 0:09: Which of these lies to you?"
