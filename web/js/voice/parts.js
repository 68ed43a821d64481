/** What a voice is set up with: trying the microphone, which one, how a turn ends, whether lines are said aloud. */
import { html, useEffect, useMemo, useState } from "../html.js";
import { Icon } from "../icons.js";
import { usePreference } from "../settings.js";
import { Choice, Notice } from "../shell.js";
import { Levels } from "./levels.js";
import { Line } from "./line.js";
import { MicrophoneError, devices, openMicrophone, watchDevices } from "./microphone.js";

/** @typedef {import("../../types/wire.js").EndpointingMode} EndpointingMode */
/** @typedef {import("./microphone.js").Device} Device */

/** @type {readonly {value: EndpointingMode, word: string}[]} */
const ENDINGS = [
  { value: "hands-free", word: "Hands-free" },
  { value: "done-key", word: "Done key" },
  { value: "hold", word: "Hold to talk" },
];
/** @type {Record<EndpointingMode, string>} */
const ENDING_NOTES = {
  "hands-free": "Your turn ends by itself once a thought is finished. Pauses to think are waited for.",
  "done-key": "Your turn ends when you press Enter. Silence never ends it.",
  hold: "You are heard while Space is held down. Letting go ends your turn.",
};
/** Louder than this counts as a voice, on the line's own scale. */
const VOICE = 0.4;
const SENTENCE = "I would start with a simple baseline and measure it first.";

/** @param {{value: EndpointingMode, onChange: (mode: EndpointingMode) => void}} props */
export const EndingChoice = ({ value, onChange }) =>
  html`<${Choice} legend="Your turn ends" name="ending" value=${value} options=${ENDINGS} onChange=${onChange} note=${ENDING_NOTES[value]} />`;

export function AloudCheck() {
  const [aloud, setAloud] = usePreference("aloud");
  return html`
    <label class="check">
      <input type="checkbox" checked=${aloud} onChange=${() => setAloud(!aloud)} />
      <span>The interviewer speaks<span class="faint xs">Off, its lines stand on the page only.</span></span>
    </label>
  `;
}

/**
 * The microphones to choose from. One alone is not a choice.
 * @param {{value: string, onChange: (device: string) => void, fresh: unknown}} props `fresh` changes when names may have become known
 */
export function DeviceSelect({ value, onChange, fresh }) {
  const [found, setFound] = useState(/** @type {Device[]} */ ([]));
  useEffect(() => {
    let here = true;
    const look = () => {
      devices().then(
        (list) => here && setFound(list),
        (error) => console.warn(error),
      );
    };
    look();
    const unwatch = watchDevices(look);
    return () => {
      here = false;
      unwatch();
    };
  }, [fresh]);
  const known = found.some((one) => one.id === value);
  return html`
    <div class="field">
      <label for="microphone">Microphone</label>
      <select id="microphone" value=${known ? value : ""} onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => onChange(event.currentTarget.value)}>
        <option value="">The system’s own</option>
        ${found.filter((one) => one.id !== "default").map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}
      </select>
    </div>
  `;
}

/** @typedef {{kind: "opening"} | {kind: "open", name: string} | {kind: "failed", error: MicrophoneError}} Trial */

/**
 * A microphone that is only tried out: nothing of it leaves the page.
 * @param {boolean} wanted
 * @param {string} device
 * @returns {{trial: Trial, levels: Levels, heard: boolean, again: () => void}}
 */
export function useTrial(wanted, device) {
  const levels = useMemo(() => new Levels(), []);
  const [trial, setTrial] = useState(/** @type {Trial} */ ({ kind: "opening" }));
  const [heard, setHeard] = useState(false);
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!wanted) return;
    let here = true;
    /** @type {import("./microphone.js").Microphone | null} */
    let open = null;
    let loud = 0;
    setTrial({ kind: "opening" });
    setHeard(false);
    levels.clear();
    const onFrame = (/** @type {import("./microphone.js").Frame} */ { rms }) => {
      levels.push(rms);
      loud = levels.now > VOICE ? loud + 1 : 0;
      if (loud === 5) setHeard(true);
    };
    openMicrophone({ device, onFrame, onEnded: () => setRound((before) => before + 1) }).then(
      (microphone) => {
        open = microphone;
        if (here) setTrial({ kind: "open", name: microphone.name });
        else microphone.close();
      },
      (error) => here && setTrial({ kind: "failed", error }),
    );
    return () => {
      here = false;
      open?.close();
    };
  }, [wanted, device, round]);
  return { trial, levels, heard, again: () => setRound((before) => before + 1) };
}

/**
 * What the microphone hears now, and a sentence to try it with.
 * @param {{trial: Trial, levels: Levels, heard?: boolean, again?: () => void, sentence?: boolean}} props
 */
export function MicTrial({ trial, levels, heard = false, again, sentence = false }) {
  if (trial.kind === "failed") {
    return html`<${Notice} kind="warn" live title=${trial.error.message} action=${html`<button type="button" class="btn" onClick=${again}>Try again</button>`}>${trial.error.hint}<//>`;
  }
  const open = trial.kind === "open";
  return html`
    <div class="mic-trial">
      <p class="row"><${Icon} name="mic" /><b>${open ? trial.name : "Asking for the microphone"}</b></p>
      <${Line} levels=${levels} live=${open} />
      ${sentence &&
      html`<p class="sm quiet" role="status">
        ${!open ? "Allow it where the browser asks." : heard ? "It hears you." : html`Say: <span class="try">${SENTENCE}</span>`}
      </p>`}
    </div>
  `;
}
