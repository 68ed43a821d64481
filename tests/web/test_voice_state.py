"""What the dock shows, by what came over the link and what was pressed."""

from typing import Any

import pytest

from web.node import run


def scene(*actions: dict[str, Any], mode: str = "hands-free") -> Any:
    """The state and scene after these."""
    return run(
        "voice/state.js",
        """const state = data.actions.reduce(m.reduce, m.silent(data.mode));
        return { ...state, scene: m.sceneOf(state) };""",
        {"actions": list(actions), "mode": mode},
    )


def frame(now: int = 0, **body: Any) -> dict[str, Any]:
    return {"type": "frame", "frame": body, "now": now}


def hearing(state: str) -> dict[str, Any]:
    return frame(type="hearing", state=state)


ON = {"type": "mic", "mic": "on", "device": "Built-in"}
PLAYING = {"type": "playing", "turn": 0, "ms": 0, "total": None}


def test_a_thinking_pause_counts_down_and_speech_ends_that() -> None:
    pause = [ON, hearing("pause"), frame(1000, type="countdown", ms=2400)]
    assert scene(*pause)["scene"] == "pausing"
    assert scene(*pause)["countdown"] == {"ends": 3400, "total": 2400}
    assert scene(*pause, hearing("speech"))["scene"] == "listening"
    assert scene(*pause, frame(type="countdown", ms=None))["scene"] == "listening"


def test_a_countdown_that_is_told_again_goes_on_draining() -> None:
    first = [ON, hearing("pause"), frame(1000, type="countdown", ms=4000)]
    assert scene(*first, frame(2000, type="countdown", ms=3000))["countdown"] == {"ends": 5000, "total": 4000}


def test_the_end_of_a_finished_thought_is_not_made_a_scene_of() -> None:
    assert scene(ON, hearing("pause"), frame(type="countdown", ms=600))["scene"] == "listening"


def test_keep_waiting_lasts_for_the_turn() -> None:
    kept = [ON, hearing("pause"), frame(type="countdown", ms=2400), {"type": "kept"}]
    assert (scene(*kept)["scene"], scene(*kept)["keeps"]) == ("listening", True)
    assert scene(*kept, hearing("speech"))["keeps"] is True
    assert scene(*kept, hearing("waiting"))["keeps"] is False


def test_holding_the_key_hides_countdown_and_voice() -> None:
    held = {"type": "held", "held": True}
    assert scene(ON, PLAYING)["scene"] == "speaking"
    assert scene(ON, PLAYING, held)["scene"] == "listening"
    assert scene(ON, mode="hold")["scene"] == "ready"
    assert scene(ON, held, mode="hold")["scene"] == "listening"


def test_a_microphone_that_is_gone_comes_before_everything() -> None:
    gone = {"type": "mic", "mic": "gone"}
    assert scene(ON, PLAYING, gone)["scene"] == "gone"
    assert scene(ON, {"type": "muted", "muted": True}, {"type": "mic", "mic": "taken"})["scene"] == "taken"


def test_muted_one_still_hears_the_interviewer() -> None:
    muted = {"type": "muted", "muted": True}
    assert scene(ON, muted, hearing("speech"))["scene"] == "muted"
    assert scene(ON, muted, PLAYING)["scene"] == "speaking"


def test_the_caption_stands_until_the_turn_is_stored() -> None:
    caption = frame(type="caption", text="So I would", tentative="log it", final=False)
    taken = frame(type="event", seq=4, at_ms=9, event={"type": "answer_taken", "turn": 1})
    final = frame(type="caption", text="So I would log it.", tentative="", final=True)
    assert scene(ON, caption)["caption"]["tentative"] == "log it"
    assert scene(ON, caption, final, hearing("finishing"))["caption"]["text"] == "So I would log it."
    assert scene(ON, caption, final, taken)["caption"] is None
    assert scene(ON, caption, frame(type="caption", text="", tentative="", final=True))["caption"] is None


def test_a_report_about_another_line_does_not_end_this_one() -> None:
    assert scene(ON, PLAYING, {"type": "played", "turn": 7})["scene"] == "speaking"
    assert scene(ON, PLAYING, {"type": "played", "turn": 0})["scene"] == "listening"


def test_how_far_a_line_is_never_cuts_a_word() -> None:
    text = "Thirty million people a day, then."
    cut = "return data.ms.map((ms) => data.text.slice(0, m.saidOf(data.text, { ms, total: data.total })));"
    data = {"text": text, "ms": [0, 900, 1500, 3000, 9999], "total": 3000}
    found = run("voice/state.js", cut, data)
    assert found == ["Thirty", "Thirty million", "Thirty million people", text, text]
    guessed = run("voice/state.js", cut, {**data, "total": None})
    assert guessed[1:3] == ["Thirty million", "Thirty million people a"]


def watch(*stretches: tuple[float, float, str]) -> list[str]:
    """What is thought of the microphone after each stretch: (seconds, peak, whose the floor is)."""
    body = """
    const watch = new m.SilenceWatch(); let doubt;
    return data.map(([seconds, peak, floor]) => {
      for (let ms = 0; ms < seconds * 1000; ms += 32) doubt = watch.frame(peak, 32, floor);
      return doubt;
    });
    """
    return run("voice/silence.js", body, [list(one) for one in stretches])


def test_silence_is_asked_about_after_ten_seconds_when_talk_is_expected() -> None:
    found = watch((9, 0.001, "yours"), (2, 0.001, "yours"), (1, 0.2, "yours"))
    assert found == ["none", "silent", "none"]
    assert watch((60, 0.001, "theirs")) == ["none"]


@pytest.mark.parametrize(
    "before",
    [
        (20, 0.2, "theirs"),  # the interviewer's voice, out of the loudspeaker
        (0.03, 0.9, "yours"),  # a click
        (0.4, 0.2, "yours"),  # something falls
    ],
)
def test_what_may_be_no_voice_does_not_vouch_for_the_microphone(before: tuple[float, float, str]) -> None:
    assert watch(before, (12, 0.001, "yours"))[-1] == "silent"


def test_clicks_now_and_then_do_not_vouch_for_it_either() -> None:
    keys = [(0.03, 0.9, "yours"), (0.3, 0.001, "yours")] * 40
    assert watch(*keys)[-1] == "silent"


@pytest.mark.parametrize("before", [(1, 0.2, "yours"), (0.03, 0.001, "begun")])
def test_a_thinker_who_was_heard_before_is_not_doubted(before: tuple[float, float, str]) -> None:
    assert watch(before, (60, 0.001, "yours")) == ["none", "none"]


@pytest.mark.parametrize("floor", ["yours", "begun"])
def test_a_microphone_that_gives_nothing_at_all_is_doubted_even_then(floor: str) -> None:
    assert watch((1, 0.2, "yours"), (9, 0, floor), (2, 0, floor)) == ["none", "none", "dead"]
    assert watch((20, 0, "theirs")) == ["none"]
