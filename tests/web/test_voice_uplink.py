"""Every sample of the microphone reaches the server once, in order, whatever becomes of the connection."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from web.node import run

RATE = 16_000
LAB = """
let up = true, backlog = 0, names = 0; const sent = [], gaps = [], later = [];
let server = { capture: "", samples: [] }; const captures = {};
const link = new m.Uplink({
  send: (frame) => { if (up) sent.push(frame); return up; },
  sendBytes: (bytes) => { if (up) server.samples.push(...new Int16Array(bytes)); return up; },
  backlog: () => backlog, later: (run) => later.push(run), name: () => `c${++names}`,
  onGap: (n) => gaps.push(n),
});
let next = 0;
const frame = () => Int16Array.from({ length: 512 }, () => next++ % 30000);
const speak = (count) => { for (let n = 0; n < count; n += 1) link.push(frame()); };
const cut = () => { up = false; link.lost(); };
const back = () => { up = true; link.opened(); };
const hear = (samples) => {
  const { capture } = sent.findLast((one) => one.type === "audio_start");
  if (server.capture !== capture) { server = { capture, samples: [] }; captures[capture] = server.samples; }
  if (samples !== undefined) server.samples.length = samples;
  link.ready(capture, server.samples.length);
};
const whole = () => server.samples.every((x, n) => x === n % 30000);
"""


def lab(body: str, data: object = None) -> Any:
    return run("voice/uplink.js", f"{LAB} {body}", data)


def test_nothing_is_sent_before_the_server_hears_and_then_all_of_it() -> None:
    found = lab(
        """link.start(); speak(5); const before = server.samples.length; hear();
        return [before, server.samples.length, whole(), sent];"""
    )
    assert found[:3] == [0, 2560, True]
    assert found[3] == [{"type": "audio_start", "rate": RATE, "capture": "c1", "sample": 0}]


def test_a_connection_that_comes_back_has_lost_nothing() -> None:
    found = lab(
        """link.start(); hear(); speak(20); link.ack(3000); cut(); speak(30); back();
        const asked = sent.at(-1); hear(6000); speak(3);
        return [asked, server.samples.length, whole(), gaps];"""
    )
    asked = {"type": "audio_start", "rate": RATE, "capture": "c1", "sample": 3000}
    assert found == [asked, 53 * 512, True, []]


def test_a_slow_connection_holds_back_and_drops_nothing() -> None:
    found = lab(
        """link.start(); hear(); backlog = 1e6; speak(40); const held = server.samples.length; backlog = 0;
        for (const run of later.splice(0)) run(); return [held, server.samples.length, whole()];"""
    )
    assert found == [0, 40 * 512, True]


def test_the_end_is_told_after_the_last_sample() -> None:
    found = lab(
        """link.start(); speak(4); link.stop(false); const early = sent.length; hear();
        return [early, server.samples.length, sent.at(-1), link.running];"""
    )
    assert found == [1, 4 * 512, {"type": "audio_stop", "pause": False}, False]


def test_who_talks_again_before_the_end_was_told_goes_on_with_the_same_capture() -> None:
    found = lab(
        """link.start(); speak(2); link.stop(false); link.start(); speak(2); hear();
        return [sent, server.samples.length];"""
    )
    assert [frame["type"] for frame in found[0]] == ["audio_start"]
    assert found[1] == 4 * 512


def test_a_minute_is_kept_and_what_is_older_is_owned_up_to() -> None:
    found = lab(
        """link.start(); hear(); speak(10); cut(); speak(61 * 32); back(); hear();
        hear(); return [gaps, Object.keys(captures), server.samples.length];"""
    )
    gaps, captures, samples = found
    assert captures == ["c1", "c2"]
    assert 60 * RATE - 512 <= samples <= 60 * RATE
    assert gaps == [61 * 32 * 512 - samples]


def test_what_is_safe_is_not_kept() -> None:
    found = lab(
        "link.start(); hear(); speak(100); link.ack(100 * 512 - 1); return [link.chunks.length, link.unsafe];"
    )
    assert found == [1, 1]


STEPS = st.lists(
    st.tuples(st.sampled_from(["speak", "lose", "open", "ack", "full", "free"]), st.integers(1, 12)),
    max_size=30,
)


@settings(max_examples=4, deadline=None)
@given(st.lists(STEPS, min_size=20, max_size=30))
def test_whatever_happens_the_server_has_every_sample_in_order(runs: list[list[tuple[str, int]]]) -> None:
    body = """
    return data.map((steps) => {
      __LAB__
      link.start(); hear(); let spoken = 0;
      for (const [what, n] of steps) {
        if (what === "speak") { speak(n); spoken += n; }
        if (what === "lose" && up) { cut(); }
        if (what === "open" && !up) {
          back();
          hear(Math.max(link.acked, server.samples.length - 100 * n));
        }
        if (what === "ack") link.ack(Math.floor(server.samples.length / n));
        if (what === "full") backlog = 1e6;
        if (what === "free") { backlog = 0; for (const run of later.splice(0)) run(); }
      }
      if (!up) { back(); hear(); }
      backlog = 0; for (const run of later.splice(0)) run();
      return server.samples.length === spoken * 512 && whole();
    });
    """
    assert run("voice/uplink.js", body.replace("__LAB__", LAB), runs) == [True] * len(runs)
