/** The numbers behind when a spoken turn ends: silences, and how sure the detectors must be. */
import { plural } from "../format.js";
import { html, useState } from "../html.js";
import { useAction } from "../load.js";
import { ErrorBox } from "../shell.js";
import { saveSettings } from "../wire.js";

/** @typedef {import("../../types/wire.js").Settings} Settings */
/** @typedef {"finished_ms" | "unsure_ms" | "thinking_ms" | "speech" | "silence" | "finished" | "barge_in_ms"} Key */
/** @typedef {Record<Key, string>} Typed as it stands in the boxes; "" is the default */

/**
 * @typedef {object} Numeral
 * @property {Key} key
 * @property {string} name
 * @property {string} does
 * @property {"ms" | "%"} unit a probability is shown in percent
 * @property {number} least in its unit, like the next two
 * @property {number} most
 * @property {number} usual its default
 */

const PROBABILITY = /** @type {const} */ ({ unit: "%", least: 1, most: 99 });

/** @type {readonly Numeral[]} */
export const NUMERALS = [
  { key: "finished_ms", name: "Silence after a finished thought", does: "Ends your turn where what you said sounds complete.", unit: "ms", least: 200, most: 10_000, usual: 520 },
  { key: "unsure_ms", name: "Silence where nothing tells", does: "Ends your turn where it could be either: done, or not yet.", unit: "ms", least: 200, most: 10_000, usual: 2_400 },
  { key: "thinking_ms", name: "Silence in a thinking pause", does: "The longest you are waited for. “Keep waiting” waits on.", unit: "ms", least: 200, most: 20_000, usual: 3_700 },
  { key: "speech", name: "Speech begins", does: "How sure it must be that somebody speaks. Higher in a noisy room.", ...PROBABILITY, usual: 50 },
  { key: "silence", name: "Speech is over", does: "Less sure than this that somebody speaks, and it counts as silence. Lower than the one above.", ...PROBABILITY, usual: 35 },
  { key: "finished", name: "A thought sounds finished", does: "How sure it must be, by the tune of your voice, that you are done.", ...PROBABILITY, usual: 60 },
  { key: "barge_in_ms", name: "Speech that cuts in", does: "You speak this long before the interviewer’s voice stops.", unit: "ms", least: 100, most: 2_000, usual: 300 },
];

/**
 * What stands in the boxes, of the settings in force.
 * @param {Record<Key, number>} held
 * @returns {Typed}
 */
export const typedOf = (held) =>
  /** @type {Typed} */ (Object.fromEntries(NUMERALS.map(({ key, unit }) => [key, String(unit === "ms" ? held[key] : Math.round(held[key] * 10_000) / 100)])));

/**
 * Whether a box holds what can be saved. An empty one is the default.
 * @param {Numeral} numeral
 * @param {string} text
 */
export function fits({ unit, least, most }, text) {
  const value = Number(text);
  if (text.trim() === "") return true;
  return unit === "%" ? value >= 0.01 && value <= 99.99 : Number.isInteger(value) && value >= least && value <= most;
}

/**
 * What is to be saved: the numbers that are others than in force, as the server takes them; null for the default.
 * @param {Typed} typed each of which fits
 * @param {Record<Key, number>} held
 * @returns {Partial<Record<Key, number | null>>}
 */
export function changesOf(typed, held) {
  const before = typedOf(held);
  return Object.fromEntries(
    NUMERALS.flatMap(({ key, unit, usual }) => {
      const value = typed[key].trim() === "" ? usual : Number(typed[key]);
      if (value === Number(before[key])) return [];
      return [[key, value === usual ? null : unit === "ms" ? value : Math.round(value * 100) / 10_000]];
    }),
  );
}

const AS_USUAL = /** @type {Typed} */ (Object.fromEntries(NUMERALS.map(({ key, usual }) => [key, String(usual)])));

/** @param {{held: Settings, onChange: (settings: Settings) => void}} props */
export function EndpointingFold({ held, onChange }) {
  const inForce = held.speech.endpointing;
  const [typed, setTyped] = useState(() => typedOf(inForce));
  const [saved, setSaved] = useState(false);
  const wrong = NUMERALS.some((numeral) => !fits(numeral, typed[numeral.key]));
  const unchanged = !wrong && Object.keys(changesOf(typed, inForce)).length === 0;
  const own = NUMERALS.filter(({ key, usual }) => Number(typedOf(inForce)[key]) !== usual).length;
  const [save, saving] = useAction(async (/** @type {Typed} */ wanted) => {
    const next = await saveSettings({ endpointing: changesOf(wanted, inForce) });
    setTyped(typedOf(next.speech.endpointing));
    setSaved(true);
    onChange(next);
  });
  /** @param {Key} key */
  const type = (key) => (/** @type {Event & {currentTarget: HTMLInputElement}} */ event) => {
    setTyped({ ...typed, [key]: event.currentTarget.value });
    setSaved(false);
  };
  return html`
    <details class="fold slim">
      <summary><b>Advanced</b><span class="sm faint">${own === 0 ? "How long silence is waited for" : `${plural(own, "number")} of your own`}</span></summary>
      <form
        class="numerals"
        novalidate
        onSubmit=${(/** @type {Event} */ event) => {
          event.preventDefault();
          if (!wrong && !unchanged) void save(typed);
        }}
      >
        <p class="sm quiet">These decide when a spoken turn ends. A room that is open keeps those that it began with until it is reloaded.</p>
        ${NUMERALS.map((numeral) => html`<${NumeralBox} key=${numeral.key} numeral=${numeral} text=${typed[numeral.key]} onInput=${type(numeral.key)} />`)}
        <div class="row wrap">
          <button type="submit" class="btn main" disabled=${saving.busy || wrong || unchanged}>Save</button>
          <button type="button" class="btn" disabled=${saving.busy || own === 0} onClick=${() => save(AS_USUAL)}>Reset to the defaults</button>
          <span class="sm quiet" role="status">${saved && unchanged ? "Saved." : ""}</span>
        </div>
        ${saving.error && html`<${ErrorBox} error=${saving.error} />`}
      </form>
    </details>
  `;
}

/** @param {{numeral: Numeral, text: string, onInput: (event: Event & {currentTarget: HTMLInputElement}) => void}} props */
function NumeralBox({ numeral, text, onInput }) {
  const { key, name, does, unit, least, most, usual } = numeral;
  const id = `endpointing-${key}`;
  const right = fits(numeral, text);
  return html`<div class="numeral">
    <label for=${id}>${name}</label>
    <span class="row"
      ><input
        id=${id}
        type="number"
        inputmode="decimal"
        autocomplete="off"
        min=${least}
        max=${most}
        step=${unit === "ms" ? 10 : 1}
        placeholder=${usual}
        value=${text}
        aria-describedby=${`${id}-note`}
        aria-invalid=${right ? undefined : "true"}
        onInput=${onInput}
      /><span class="sm quiet">${unit}</span></span
    >
    <p class="xs faint" id=${`${id}-note`}>${does} Default ${usual.toLocaleString("en-GB")}; <span class=${right ? "" : "wrong"}>from ${least.toLocaleString("en-GB")} to ${most.toLocaleString("en-GB")}</span>.</p>
  </div>`;
}
