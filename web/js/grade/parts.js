// Parts of the page that grades an answer: the question, what is under way, and the count.
import { plural } from "../format.js";
import { grouped } from "../home/question-select.js";
import { html, useEffect, useMemo, useState } from "../html.js";
import { tally } from "./words.js";

/** @typedef {import("../../types/wire.js").Question} Question */
/** @typedef {import("./draft.js").Draft} Draft */

/**
 * A question of the bank, or one's own.
 * @param {{bank: Question[] | null, draft: Draft, onChange: (change: Partial<Draft>) => void}} props
 */
export function QuestionField({ bank, draft, onChange }) {
  const groups = useMemo(() => grouped(bank ?? [], draft.level), [bank, draft.level]);
  return html`<div class="field">
    <label for="question">Question</label>
    <select id="question" onChange=${(/** @type {Event & {currentTarget: HTMLSelectElement}} */ event) => onChange({ question: event.currentTarget.value || null })}>
      <option value="" selected=${draft.question === null}>My own question</option>
      ${groups.map(
        (group) => html`<optgroup key=${group.title} label=${group.title}>
          ${group.questions.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === draft.question}>${one.title}</option>`)}
        </optgroup>`,
      )}
    </select>
  </div>`;
}

/**
 * What is under way, for long texts with the seconds so far.
 * @param {{busy: boolean, words: number, onStop: () => void}} props
 */
export function Progress({ busy, words, onStop }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    setSeconds(0);
    if (!busy) return;
    const started = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - started) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [busy]);
  return html`<p class="sm quiet progress-line">
    <span role="status">${busy ? `Reading ${plural(words, "word")} against the rubric.` : ""}</span>
    ${busy && seconds >= 1 && html` <span class="num faint" aria-hidden="true">${seconds} s</span>`}
    ${busy && seconds >= 2 && html`<button type="button" class="btn bare tight" onClick=${onStop}>Stop</button>`}
  </p>`;
}

/**
 * The count, recomputed at once for short texts and after a pause in the typing for long ones.
 * @param {string} text
 */
export function useCounted(text) {
  const long = text.length > 20_000;
  const now = useMemo(() => (long ? null : tally(text)), [text, long]);
  const [late, setLate] = useState(() => tally(""));
  useEffect(() => {
    if (!long) return;
    const timer = setTimeout(() => setLate(tally(text)), 200);
    return () => clearTimeout(timer);
  }, [text, long]);
  return now ?? late;
}
