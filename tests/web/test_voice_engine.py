"""The engine of the voice, with a microphone that the test holds."""

from typing import Any

import pytest

from web.node import run

_BROWSER = """
const track = new EventTarget();
const settings = { getSettings: () => ({ deviceId: "one" }), stop: () => {} };
Object.assign(track, { muted: false, label: "Built-in", ...settings });
const stream = { getAudioTracks: () => [track], getTracks: () => [track] };
const mediaDevices = Object.assign(new EventTarget(), { getUserMedia: async () => stream });
let capture;
class Node {
  constructor(context, name) {
    this.port = { postMessage: (order) => name === "viva-player" && orders.push(order) };
    if (name === "viva-capture") capture = this;
  }
  connect() {}
  disconnect() {}
}
class Context extends EventTarget {
  state = "running";
  audioWorklet = { addModule: async () => {} };
  async suspend() {}
}
const orders = []; const frames = [];
const put = (name, value) => Object.defineProperty(globalThis, name, { value, configurable: true });
put("window", { isSecureContext: true });
put("navigator", { mediaDevices });
put("document", new EventTarget());
put("AudioContext", Context);
put("AudioWorkletNode", Node);
put("MediaStreamAudioSourceNode", Node);
const link = { send: (frame) => frames.push(frame) > 0, sendBytes: () => true, backlog: () => 0 };
const engine = new m.VoiceEngine({
  link: () => link, remark: () => {}, yourTurn: () => true, aloud: () => true, device: () => "",
  mode: data.mode,
});
const hear = (seconds, peak) => {
  for (let ms = 0; ms < seconds * 1000; ms += 32) {
    capture.port.onmessage({ data: { pcm: new Int16Array(512), rms: peak, peak } });
  }
};
const told = (frame) => engine.frame(frame);
const hold = (muted, kind) => { track.muted = muted; track.dispatchEvent(new Event(kind)); };
"""


def play(body: str, mode: str = "hands-free") -> Any:
    return run("voice/engine.js", f"{_BROWSER} {body}", {"mode": mode})


@pytest.mark.parametrize("mode", ["hands-free", "done-key", "hold"])
def test_holding_the_key_cuts_into_the_line_and_escape_only_stops_the_voice(mode: str) -> None:
    orders = play(
        "await engine.on(); engine.hold(true); engine.hold(false); engine.quiet(); return orders;", mode
    )
    assert orders == [{"type": "stop", "why": "cut"}, {"type": "stop", "why": "stopped"}]


def test_a_microphone_muted_by_hand_in_the_middle_of_an_answer_is_told() -> None:
    body = """
    await engine.on(); told({ type: "hearing", state: "speech" });
    hear(2, 0.2); hear(9, 0); const before = engine.state.doubt;
    hear(2, 0); return [before, engine.state.doubt];
    """
    assert play(body, "done-key") == ["none", "dead"]


def test_the_interviewers_voice_in_the_microphone_does_not_vouch_for_it() -> None:
    body = """
    await engine.on(); engine.act({ type: "playing", turn: 0, ms: 0, total: null });
    hear(20, 0.1); const during = engine.state.doubt;
    engine.act({ type: "played", turn: 0 });
    hear(11, 0.001); return [during, engine.state.doubt];
    """
    assert play(body) == ["none", "silent"]


def test_a_microphone_that_is_muted_already_is_told_and_sends_nothing_until_it_is_not() -> None:
    body = """
    track.muted = true; await engine.on();
    const at = engine.state.mic; const first = engine.uplink.running;
    hold(false, "unmute");
    return [at, first, engine.state.mic, engine.uplink.running, frames.map((frame) => frame.type)];
    """
    found = play(body)
    assert found[:4] == ["taken", False, "on", True]
    assert found[4][:2] == ["audio_start", "endpointing"]


def test_another_microphone_takes_over_from_one_that_was_held_back() -> None:
    body = """
    await engine.on(); hold(true, "mute");
    const before = [engine.state.mic, engine.uplink.running];
    track.muted = false; await engine.use("two");
    return [...before, engine.state.mic, engine.uplink.running];
    """
    assert play(body) == ["taken", False, "on", True]
