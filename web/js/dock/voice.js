/** The dock for speaking: what the voice is doing, the line, and the keys that go with it. */
import { html, useEffect, useRef, useState } from "../html.js";
import { Icon } from "../icons.js";
import { useKeys } from "../keys.js";
import { Line } from "../voice/line.js";
import { inTurn, sceneOf } from "../voice/state.js";
import { DockPane } from "./pane.js";
import { Wishes, wishKeys } from "./wishes.js";

/** @typedef {import("../../types/wire.js").Control} Control */
/** @typedef {import("../html.js").Child} Child */
/** @typedef {import("../icons.js").IconName} IconName */
/** @typedef {import("../voice/state.js").Scene} Scene */
/** @typedef {import("../voice/state.js").VoiceState} VoiceState */
/** @typedef {import("../voice/use-voice.js").Voice} Voice */

/** @type {Record<Scene, {icon: IconName, title: string, words: string}>} */
const SCENES = {
  asking: { icon: "mic", title: "Opening the microphone", words: "Allow it where the browser asks." },
  gone: { icon: "mic-off", title: "The microphone was unplugged", words: "What you said is kept. Plug it in again, or type." },
  taken: { icon: "mic-off", title: "The microphone is muted or in use elsewhere", words: "Your turn stays open until it is back." },
  muted: { icon: "mic-off", title: "Muted", words: "You are not heard, and nothing is recorded." },
  speaking: { icon: "mark", title: "Interviewer is speaking", words: "Start talking to cut in." },
  finishing: { icon: "mic", title: "One moment", words: "Your last words are being written down." },
  pausing: { icon: "mic", title: "Thinking?", words: "" },
  ready: { icon: "mic", title: "Your turn", words: "Hold Space or the button while you speak." },
  listening: { icon: "mic", title: "Listening", words: "Pauses are fine. Take the time you need." },
};

/** @param {VoiceState} state @param {Scene} scene @param {boolean} connected */
function wordsOf(state, scene, connected) {
  if (!connected) return "Connection lost. What you say is kept here.";
  if (scene === "listening" && state.doubt === "dead") return "I hear only silence. Is the microphone muted?";
  if (scene === "listening" && state.doubt === "silent") return "I can’t hear you. Is this the right microphone?";
  if (scene === "listening" && state.held) return "Let go when you’re done.";
  if (scene === "listening" && state.keeps) return "It waits. Press “I’m done” when you are.";
  if (scene === "listening" && state.hearing === "waiting") return "Speak when you are ready.";
  if (scene === "listening" && state.mode === "done-key") return "Press “I’m done” when you are. Silence is fine.";
  if (scene === "speaking" && state.muted) return "You are muted.";
  if (scene === "speaking" && state.mode === "hold") return "Hold Space to cut in.";
  return SCENES[scene].words;
}

/** The seconds that are left, ticking. @param {{ends: number}} props */
function Seconds({ ends }) {
  const still = useRef(matchMedia("(prefers-reduced-motion: reduce)").matches);
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), still.current ? 1000 : 100);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, ends - now) / 1000;
  return html`<strong class="num">${still.current ? Math.ceil(left) : left.toFixed(1)} s</strong>`;
}

/**
 * @param {{voice: Voice, connected: boolean, onWish: (control: Control) => void, onType: () => void, onSettings: () => void}} props
 *   `connected` is false while there is no link to the server
 */
export function VoiceDock({ voice, connected, onWish, onType, onSettings }) {
  const { engine, state } = voice;
  const scene = sceneOf(state);
  const turning = inTurn(state);
  const held = state.held;
  const canTalk = !state.muted && scene !== "asking" && scene !== "gone" && scene !== "taken" && scene !== "finishing";
  const done = () => connected && turning && onWish("done");
  const wait = () => connected && scene === "pausing" && engine.wait();
  const theirs = scene === "speaking";
  const doubted = scene === "listening" && state.doubt !== "none";

  useTalkKey((down) => engine.hold(down));
  useKeys("Room", [
    { keys: "Space", does: "Hold to talk", run: () => canTalk && engine.hold(true) },
    { keys: "Enter", does: "Done with this answer", run: done },
    { keys: "w", does: "Keep waiting", run: wait },
    { keys: "Escape", does: "Stop the voice", run: () => engine.quiet() },
    { keys: "t", does: "Type instead", run: onType },
    { keys: "u", does: "Mute, or be heard again", run: () => engine.mute(!state.muted) },
    ...wishKeys(connected, onWish),
  ]);

  return html`
    <${DockPane}
      label="Your answer"
      keys
      acts=${html`
        <${Main} scene=${scene} voice=${voice} can=${connected && turning} onDone=${done} onType=${onType} />
        ${doubted && html`<button type="button" class="btn big" onClick=${onSettings}>Check microphone</button>`}
        ${!doubted && scene === "pausing" && !held && html`<button type="button" class="btn big" onClick=${wait}>Keep waiting <kbd>W</kbd></button>`}
        ${!doubted && (canTalk || scene === "finishing") && scene !== "pausing" && html`<${TalkButton} held=${held} main=${state.mode === "hold"} can=${canTalk} onHold=${(/** @type {boolean} */ down) => engine.hold(down)} />`}
        <span class="push row small">
          <${Wishes} ready=${connected} onWish=${onWish} />
          <button type="button" class="btn bare" aria-keyshortcuts="T" onClick=${onType}>Type</button>
          <button
            type="button"
            class="btn bare icon"
            aria-pressed=${state.muted}
            aria-label="Mute"
            title=${state.muted ? "Be heard again (U)" : "Mute (U)"}
            disabled=${scene === "asking" || scene === "gone"}
            onClick=${() => engine.mute(!state.muted)}
          >
            <${Icon} name=${state.muted ? "mic-off" : "mic"} />
          </button>
          <button type="button" class="btn bare icon" aria-label="Voice settings" title="Voice settings" onClick=${onSettings}><${Icon} name="sliders" /></button>
        </span>
      `}
    >
      <div class=${`voice-pane ${scene}`}>
        <div class="voice-words">
          <b><${Icon} name=${SCENES[scene].icon} />${SCENES[scene].title}</b>
          <p>${scene === "pausing" && state.countdown && connected ? html`Your turn ends in <${Seconds} ends=${state.countdown.ends} />. Say anything to keep it.` : wordsOf(state, scene, connected)}</p>
        </div>
        <${Line}
          levels=${theirs ? engine.loudspeaker.levels : engine.mine}
          theirs=${theirs}
          live=${theirs || scene === "listening" || scene === "pausing"}
          countdown=${scene === "pausing" ? state.countdown : null}
        />
        <p class="sr" role="status">${`${SCENES[scene].title}. ${scene === "pausing" && state.countdown ? `Your turn ends in ${Math.ceil(state.countdown.total / 1000)} seconds. Say anything to keep it.` : wordsOf(state, scene, connected)}`}</p>
      </div>
    <//>
  `;
}

/** @param {{scene: Scene, voice: Voice, can: boolean, onDone: () => void, onType: () => void}} props */
function Main({ scene, voice: { engine, state }, can, onDone, onType }) {
  if (scene === "speaking") return html`<button type="button" class="btn big" onClick=${() => engine.quiet()}>Stop the voice <kbd>Esc</kbd></button>`;
  if (scene === "muted") return html`<button type="button" class="btn main big" onClick=${() => engine.mute(false)}>Be heard again <kbd>U</kbd></button>`;
  if (scene === "asking" || scene === "gone" || scene === "taken") return html`<button type="button" class="btn main big" onClick=${onType}>Type instead <kbd>T</kbd></button>`;
  if (state.mode === "hold") return null;
  return html`<button type="button" class="btn main big" disabled=${!can} onClick=${onDone}>I’m done <kbd>Enter</kbd></button>`;
}

/** Talking lasts as long as the key is down, wherever it is let go. @param {(down: boolean) => void} hold */
function useTalkKey(hold) {
  useEffect(() => {
    const up = (/** @type {KeyboardEvent} */ event) => event.key === " " && hold(false);
    const away = () => hold(false);
    window.addEventListener("keyup", up);
    window.addEventListener("blur", away);
    return () => {
      window.removeEventListener("keyup", up);
      window.removeEventListener("blur", away);
    };
  }, []);
}

/**
 * Talks while it is pressed, by pointer or by key.
 * @param {{held: boolean, main: boolean, can: boolean, onHold: (down: boolean) => void}} props
 */
function TalkButton({ held, main, can, onHold }) {
  return html`<button
    type="button"
    class=${`btn big talk-key ${main ? "main" : ""} ${held ? "held" : ""}`}
    aria-pressed=${held}
    disabled=${!can}
    onPointerDown=${(/** @type {PointerEvent & {currentTarget: HTMLElement}} */ event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      onHold(true);
    }}
    onPointerUp=${() => onHold(false)}
    onPointerCancel=${() => onHold(false)}
    onClick=${(/** @type {MouseEvent} */ event) => {
      // Neither a pointer nor Space: for who can press but not hold, one press begins and the next ends.
      if (event.detail === 0) onHold(!held);
    }}
    onContextMenu=${(/** @type {Event} */ event) => event.preventDefault()}
    onKeyDown=${(/** @type {KeyboardEvent} */ event) => {
      if (event.key !== " " || event.repeat) return;
      event.preventDefault();
      onHold(true);
    }}
  >
    Hold to talk <kbd>Space</kbd>
  </button>`;
}
