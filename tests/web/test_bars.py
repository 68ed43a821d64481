"""The recordings as bars, and where they lie on the line."""

from typing import Any

from web.node import run

EACH_MS = 100


def turn(speaker: str, start: int, end: int, audio: int | None = None) -> dict[str, Any]:
    return {
        "speaker": speaker,
        "text": "Some words.",
        "start_ms": start,
        "end_ms": end,
        "audio_ms": audio,
        "act": None,
    }


def clips(turns: list[dict[str, Any]], peaks: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The recordings on the line of a session."""
    view: dict[str, Any] = {"turns": turns, "phases": [], "round": {"legs": []}}
    body = "return m.timeline(data.view, null, data.peaks).clips;"
    return run("replay/timeline.js", body, {"view": view, "peaks": peaks})


def bars(
    turns: list[dict[str, Any]], peaks: dict[str, Any] | None, length: int, width: int
) -> list[dict[str, Any]]:
    line = {"length": length, "clips": clips(turns, peaks)}
    body = "return m.bars(data.line, data.turns, data.peaks, data.width);"
    return run("replay/bars.js", body, {"line": line, "turns": turns, "peaks": peaks, "width": width})


def test_a_recording_lasts_as_long_as_its_peaks_and_a_cut_line_as_long_as_it_was_heard() -> None:
    turns = [turn("interviewer", 0, 1_000, 0), turn("candidate", 2_000, 4_000, 1_600)]
    peaks = {"ms_per_peak": EACH_MS, "turns": {"0": [9] * 30, "1": [9] * 27}}
    assert clips(turns, peaks) == [
        {"turn": 0, "you": False, "start": 0, "end": 1_000},
        {"turn": 1, "you": True, "start": 1_600, "end": 4_300},
    ]


def test_a_deleted_recording_is_not_played_and_unknown_ones_are_tried() -> None:
    turns = [
        turn("candidate", 0, 1_000, 0),
        turn("candidate", 2_000, 4_000, 1_800),
        turn("candidate", 5_000, 6_000),
    ]
    assert [one["turn"] for one in clips(turns, {"ms_per_peak": EACH_MS, "turns": {"1": [9] * 20}})] == [1]
    assert [one["turn"] for one in clips(turns, None)] == [0, 1]


def test_loudest_fills_the_lane_and_silence_is_empty() -> None:
    turns = [turn("interviewer", 0, 1_000, 0), turn("candidate", 2_000, 3_000, 2_000)]
    peaks = {"ms_per_peak": EACH_MS, "turns": {"0": [40] * 10, "1": [80] * 10}}
    found = bars(turns, peaks, 4_000, 120)
    assert max(one["height"] for one in found if one["you"]) == 1
    assert max(one["height"] for one in found if not one["you"]) == 0.5
    assert not [one for one in found if 35 < one["x"] < 58 or one["x"] > 95]


def test_words_without_a_recording_keep_a_thin_bar() -> None:
    found = bars([turn("candidate", 0, 2_000)], None, 4_000, 120)
    assert {one["height"] for one in found} == {0.06}
    assert all(one["x"] <= 63 for one in found)
