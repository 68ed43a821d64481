// What to do next time, most valuable first, and what stood. The sentences begin with a criterion's name.
import { curly } from "../format.js";
import { html } from "../html.js";
import { excerpt } from "./spans.js";

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

/** More than this many at once is a list nobody acts on; the criteria below have the rest. */
const MOST = 3;

/** @typedef {{card: Scorecard, session: SessionView, onCriterion: (id: string) => void}} StepsProps */

/** @param {StepsProps} props */
export function Steps({ card, session, onCriterion }) {
  const next = card.next_steps.slice(0, MOST);
  const held = card.strengths.slice(0, MOST);
  if (next.length === 0 && held.length === 0) return null;
  return html`<div class="steps">
    ${next.length > 0 &&
    html`<section aria-labelledby="h-next">
      <h2 id="h-next">Next time</h2>
      <ol>
        ${next.map((text) => html`<li key=${text}><span><${Step} text=${text} card=${card} session=${session} onCriterion=${onCriterion} /></span></li>`)}
      </ol>
    </section>`}
    ${held.length > 0 &&
    html`<section aria-labelledby="h-held">
      <h2 id="h-held">What held</h2>
      <ul>
        ${held.map((text) => html`<li key=${text}><${Held} text=${text} card=${card} session=${session} onCriterion=${onCriterion} /></li>`)}
      </ul>
    </section>`}
  </div>`;
}

/**
 * What to add, with the notes to read as links.
 * @param {StepsProps & {text: string}} props
 */
function Step({ text, card, session, onCriterion }) {
  const criterion = named(text, card.criteria);
  if (criterion === null) return curly(text);
  const rest = text.slice(criterion.name.length);
  const notes = (session.readings[criterion.id] ?? []).filter((note) => rest.includes(`“${note.title}”`));
  const advice = notes.length > 0 ? rest.slice(0, rest.lastIndexOf(" Read “")) : rest;
  return html`<${Name} criterion=${criterion} onCriterion=${onCriterion} />${curly(advice)}${
    notes.length > 0 &&
    html`<span class="reads">${notes.map((note) => html`<a key=${note.id} href=${`/library/notes/${encodeURIComponent(note.id)}`}>${note.title}</a>`)}</span>`
  }`;
}

/**
 * What earned a full mark, in the candidate's words, whole where the sentence had to shorten them.
 * @param {StepsProps & {text: string}} props
 */
function Held({ text, card, session, onCriterion }) {
  const criterion = named(text, card.criteria);
  const words = criterion && text.slice(criterion.name.length);
  const ledger = words === null ? null : /^([^“]*):\s*“/u.exec(words);
  const evidence = criterion?.evidence[0];
  const said = evidence && session.turns[evidence.turn]?.text;
  if (criterion === null || ledger === null || evidence === undefined || said === undefined) return text;
  return html`<${Name} criterion=${criterion} onCriterion=${onCriterion} />${ledger[1]}<q>${excerpt(said, evidence.start, evidence.end)}</q>`;
}

/** @param {{criterion: CriterionResult, onCriterion: (id: string) => void}} props */
const Name = ({ criterion, onCriterion }) => html`<button type="button" class="name" onClick=${() => onCriterion(criterion.id)}>${criterion.name}</button>`;

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
