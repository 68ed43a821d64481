// What to do next time, most valuable first, and what stood. The sentences begin with a criterion's name.
import { html } from "../html.js";

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */

/** More than this many at once is a list nobody acts on; the criteria below have the rest. */
const MOST = 3;

/** @param {{card: Scorecard, onCriterion: (id: string) => void}} props */
export function Steps({ card, onCriterion }) {
  const next = card.next_steps.slice(0, MOST);
  const held = card.strengths.slice(0, MOST);
  if (next.length === 0 && held.length === 0) return null;
  return html`<div class="steps">
    ${next.length > 0 &&
    html`<section aria-labelledby="h-next">
      <h2 id="h-next">Next time</h2>
      <ol>
        ${next.map((step) => html`<li key=${step}><span><${Sentence} text=${step} card=${card} onCriterion=${onCriterion} /></span></li>`)}
      </ol>
    </section>`}
    ${held.length > 0 &&
    html`<section aria-labelledby="h-held">
      <h2 id="h-held">What held</h2>
      <ul>
        ${held.map((one) => html`<li key=${one}><${Sentence} text=${one} card=${card} onCriterion=${onCriterion} /></li>`)}
      </ul>
    </section>`}
  </div>`;
}

/**
 * A sentence whose criterion leads to its place in the list, and whose quote is set as speech.
 * @param {{text: string, card: Scorecard, onCriterion: (id: string) => void}} props
 */
function Sentence({ text, card, onCriterion }) {
  const criterion = named(text, card.criteria);
  const rest = criterion === null ? text : text.slice(criterion.name.length);
  const quote = /^(.*?):\s*“(.+)”\.?$/su.exec(rest);
  return html`${criterion && html`<button type="button" class="name" onClick=${() => onCriterion(criterion.id)}>${criterion.name}</button>`}${
    quote ? html`${quote[1]}<q>${quote[2]}</q>` : rest
  }`;
}

/**
 * The criterion whose name begins the sentence; of several the longest.
 * @param {string} text
 * @param {readonly CriterionResult[]} criteria
 * @returns {CriterionResult | null}
 */
function named(text, criteria) {
  const found = criteria.filter((criterion) => text.startsWith(`${criterion.name}:`) || text.startsWith(`${criterion.name},`));
  return found.sort((a, b) => b.name.length - a.name.length)[0] ?? null;
}
