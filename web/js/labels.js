/** Labels and the prompted ledger: shape and word, never colour. */
import { html } from "./html.js";
import { Icon } from "./icons.js";

/** @typedef {import("../types/wire.js").Label} Label */
/** @typedef {import("../types/wire.js").Prompted} Prompted */
/** @typedef {import("../types/wire.js").Counts} Counts */
/** @typedef {import("./icons.js").IconName} IconName */

/**
 * @param {Label} label
 * @returns {"Full" | "Partial" | "Missing" | "Can’t call"}
 */
export function labelWord(label) {
  if (label === null) return "Can’t call";
  return label === 2 ? "Full" : label === 1 ? "Partial" : "Missing";
}

/** @param {Label} label */
const shape = (label) => (label === null ? "can" : label === 2 ? "full" : label === 1 ? "half" : "none");

/**
 * The shape of a label. Silent where the word stands beside it (`silent`), else named.
 * @param {{label: Label, silent?: boolean, name?: string}} props
 */
export function LabelIcon({ label, silent = false, name }) {
  const id = shape(label);
  return silent
    ? html`<svg class=${`lab ${id}`} aria-hidden="true"><use href=${`#${id}`} /></svg>`
    : html`<svg class=${`lab ${id}`} role="img" aria-label=${name ?? labelWord(label)}><use href=${`#${id}`} /></svg>`;
}

/** @type {Record<Prompted, {word: string, icon: IconName | null}>} */
const LEDGER = {
  unprompted: { word: "Unprompted", icon: "own" },
  "after-probe": { word: "After a probe", icon: "probe" },
  "after-hint": { word: "After a hint", icon: "hint" },
  never: { word: "Never", icon: null },
};

/** @param {Prompted} prompted */
export const ledgerWord = (prompted) => LEDGER[prompted].word;

/**
 * How a criterion was earned.
 * @param {{prompted: Prompted}} props
 */
export function Ledger({ prompted }) {
  const { word, icon } = LEDGER[prompted];
  return html`<span class="led">${icon && html`<${Icon} name=${icon} />`}${word}</span>`;
}

/** @param {Counts} counts */
export function countsWords(counts) {
  const parts = [`${counts.full} full`, `${counts.partial} partial`, `${counts.missing} missing`];
  if (counts.unscored > 0) parts.push(`${counts.unscored} can’t call`);
  return parts.join(", ");
}

/**
 * Counts as dots, with words for those who do not see them (`words` shows them too).
 * @param {{counts: Counts, words?: boolean}} props
 */
export function CountDots({ counts, words = false }) {
  /** @type {{label: Label, count: number, word: string}[]} */
  const shown = [
    { label: 2, count: counts.full, word: " full" },
    { label: 1, count: counts.partial, word: " partial" },
    { label: 0, count: counts.missing, word: " missing" },
  ];
  if (counts.unscored > 0) shown.push({ label: null, count: counts.unscored, word: " can’t call" });
  return html`<span class="dots" role="img" aria-label=${countsWords(counts)}>
    ${shown.map((one) => html`<${LabelIcon} label=${one.label} silent />${one.count}${words ? one.word : ""} `)}
  </span>`;
}
