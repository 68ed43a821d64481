"""The sample-rate converter by the numbers, and the loudspeaker's queue."""

import math
from collections.abc import Sequence
from typing import Any

import pytest

from web.node import run

TONE = """
const wave = (hz, rate, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rate);
const tone = (hz, rate, count) => Float32Array.from({ length: count }, (_, n) => wave(hz, rate, n));
const through = (from, to, input, piece) => {
  const one = new m.Resampler(from, to); const out = [];
  for (let at = 0; at < input.length; at += piece) out.push(...one.push(input.subarray(at, at + piece)));
  return [...out, ...one.end()];
};
const level = (samples) => Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
const db = (samples) => 20 * Math.log10(level(samples) / (0.5 / Math.sqrt(2)));
const middle = (samples) => samples.slice(samples.length >> 2, (samples.length * 3) >> 2);
"""
DEVICES = [44_100, 48_000, 96_000]


def levels(pairs: Sequence[tuple[int, int, int]]) -> list[float]:
    """How loud a tone is after it went through, in dB of before; (from, to, Hz) each."""
    body = f"""{TONE}
    return data.map(([from, to, hz]) => db(middle(through(from, to, tone(hz, from, from), 128))));
    """
    return run("voice/resample.js", body, [list(pair) for pair in pairs])


def test_what_speech_has_stays_as_it_is() -> None:
    pairs = [(rate, 16_000, hz) for rate in DEVICES for hz in (100, 1_000, 3_000, 6_000)]
    pairs += [(rate, 48_000, hz) for rate in (16_000, 22_050, 24_000) for hz in (200, 1_000, 6_000)]
    assert levels(pairs) == pytest.approx([0] * len(pairs), abs=0.05)


def test_what_would_fold_back_is_gone() -> None:
    pairs = [(rate, 16_000, hz) for rate in DEVICES for hz in (9_000, 12_000, 15_500, 20_000)]
    assert max(levels(pairs)) < -75


def test_a_tone_keeps_its_pitch_and_place() -> None:
    body = f"""{TONE}
    const out = through(44100, 16000, tone(1000, 44100, 44100), 128);
    return Math.max(...middle(out).map((x, n) => Math.abs(x - wave(1000, 16000, n + (out.length >> 2)))));
    """
    assert run("voice/resample.js", body) < 0.002


def test_minutes_do_not_drift_by_a_sample() -> None:
    body = """
    const quantum = new Float32Array(128);
    return data.map(([from, to, seconds]) => {
      const one = new m.Resampler(from, to); let count = 0;
      for (let at = 0; at < from * seconds; at += 128) count += one.push(quantum).length;
      return count - Math.ceil((from * seconds) / 128) * 128 * to / from;
    });
    """
    off = run("voice/resample.js", body, [[44_100, 16_000, 60], [48_000, 16_000, 60], [44_100, 16_000, 240]])
    assert all(abs(samples) < 25 for samples in off), off
    assert abs(off[2] - off[0]) < 2


def test_pieces_of_any_length_give_the_same_sound() -> None:
    body = f"""{TONE}
    const input = tone(700, 44100, 9000);
    const whole = through(44100, 16000, input, 9000);
    const same = (piece) => through(44100, 16000, input, piece).every((x, n) => x === whole[n]);
    return [1, 127, 128, 1000].map(same);
    """
    assert run("voice/resample.js", body) == [True] * 4


def test_samples_survive_being_written_and_read() -> None:
    body = """
    const pcm = m.toPcm(Float32Array.from(data));
    return [...pcm, ...m.fromPcm(pcm.buffer)];
    """
    found = run("voice/sound.js", body, [0, 0.5, -0.5, 1, -1, 3, -3])
    assert found[:7] == [0, 16_384, -16_383, 32_767, -32_767, 32_767, -32_767]
    assert found[7:] == pytest.approx([0, 0.5, -0.5, 1, -1, 1, -1], abs=1e-4)


def test_loudness_is_of_the_samples() -> None:
    found = run("voice/sound.js", "return m.loudness(Float32Array.from(data));", [0.6, -0.8, 0, 0])
    assert found["peak"] == pytest.approx(0.8)
    assert found["rms"] == pytest.approx(math.sqrt((0.36 + 0.64) / 4))


QUEUE = """
const queue = new m.SoundQueue(100);
const sound = (count, value = 1) => new Float32Array(count).fill(value);
const news = []; const heard = [];
const play = (count = 1) => {
  for (let n = 0; n < count; n += 1) {
    const out = sound(50, 9);
    news.push(...queue.render(out));
    heard.push(...out);
  }
};
const add = (turn, count, last = false, value = 1) => queue.add(turn, sound(count, value), last);
"""


def play(body: str) -> dict[str, Any]:
    """What a queue with a cushion of 100 frames plays in quanta of 50, and what it says of it."""
    return run("voice/queue.js", f"{QUEUE} {body} return {{ news, heard }};")


def said(result: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(one["type"], one["turn"], one["frames"]) for one in result["news"]]


def test_a_line_waits_for_its_cushion_then_plays_to_its_end() -> None:
    result = play("add(3, 60); play(); add(3, 60); play(2); add(3, 10, true); play(2);")
    assert said(result) == [("started", 3, 0), ("ended", 3, 130)]
    assert result["heard"][:50] == [0] * 50
    assert sum(result["heard"]) == 130


def test_a_short_line_does_not_wait_for_more() -> None:
    result = play("add(0, 20, true); play();")
    assert said(result) == [("started", 0, 0), ("ended", 0, 20)]


def test_a_line_that_runs_dry_gathers_a_cushion_again() -> None:
    result = play("add(0, 100); play(3); add(0, 50); play(); add(0, 50, true); play(3);")
    assert said(result) == [("started", 0, 0), ("ended", 0, 200)]
    assert [sum(result["heard"][at : at + 50]) for at in range(0, 350, 50)] == [50, 50, 0, 0, 50, 50, 0]


def test_a_stopped_line_is_silent_after_one_quantum_and_says_how_far_it_came() -> None:
    result = play("add(4, 500); play(2); queue.hush(4); play(2);")
    assert said(result) == [("started", 4, 0), ("stopped", 4, 100)]
    fading, after = result["heard"][100:150], result["heard"][150:]
    assert fading == sorted(fading, reverse=True)
    assert fading[-1] == 0
    assert after == [0] * 50


def test_the_server_may_go_on_with_a_line_that_it_stopped() -> None:
    result = play("add(4, 500); play(2); queue.hush(4); play(); add(4, 100, true); play(2);")
    assert said(result) == [("started", 4, 0), ("stopped", 4, 100), ("started", 4, 0), ("ended", 4, 100)]


def test_what_is_still_on_its_way_of_a_line_stopped_here_is_not_played() -> None:
    result = play(
        """add(4, 500); play(2); queue.stop("stopped"); play(); add(4, 500); play(2);
        queue.hush(4); add(5, 100, true); play(2);"""
    )
    assert said(result) == [("started", 4, 0), ("stopped", 4, 100), ("started", 5, 0), ("ended", 5, 100)]


def test_a_line_that_is_cut_into_is_told_apart_from_one_that_is_read_on() -> None:
    result = play("""add(4, 500); play(2); queue.stop("cut"); queue.hush(4); play();""")
    assert said(result) == [("started", 4, 0), ("cut", 4, 100)]


def test_lines_play_one_after_the_other_without_a_gap() -> None:
    result = play("add(0, 75, true); add(1, 75, true, 2); play(3);")
    assert said(result) == [("started", 0, 0), ("ended", 0, 75), ("started", 1, 0), ("ended", 1, 75)]
    assert result["heard"] == [1] * 75 + [2] * 75


def test_a_line_whose_rest_never_comes_ends_where_it_breaks_off() -> None:
    result = play("add(0, 60); play(); queue.cutOff(); play(2);")
    assert said(result) == [("started", 0, 0), ("ended", 0, 60)]
