// Who graded a scorecard and with what, and what a second grading changed.
import { listed, verdictWords } from "../format.js";
import { html } from "../html.js";
import { labelWord } from "../labels.js";
import { Notice } from "../shell.js";
import { changes, changeWords } from "./changes.js";
import { graderWords } from "./dialogs.js";
import { Menu } from "./menu.js";
import { accounts } from "./warnings.js";

/** @typedef {import("../../types/wire.js").Regraded} Regraded */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */
/** @typedef {import("./changes.js").Change} Change */

/**
 * The labels and the verdict after a second grading, against the first.
 * @param {Scorecard} previous
 * @param {Scorecard} scorecard
 */
export function changedWords(previous, scorecard) {
  const all = changes(previous, scorecard);
  const moved = all.filter((one) => one.kind !== "same");
  /** @param {Change} one */
  const words = ({ name, before, after }) => `${name} ${before ? `from ${labelWord(before.label).toLowerCase()} ` : ""}${after ? `to ${labelWord(after.label).toLowerCase()}` : "no longer applies"}`;
  const labels = moved.length === 0 ? "No label changed." : moved.length > NAMED ? changeWords(all) : `${listed(moved.map(words))}.`;
  const same = previous.verdict === scorecard.verdict;
  const verdict = same ? "The verdict stays." : `${verdictWords(previous.verdict)} before, ${verdictWords(scorecard.verdict).toLowerCase()} now.`;
  return `${labels} ${verdict}`;
}

/** What a second grading changed. @param {{regraded: Regraded, session: SessionView}} props */
export function WhatChanged({ regraded, session }) {
  const { scorecard, previous } = regraded;
  if (previous === null) return null;
  const id = encodeURIComponent(session.id);
  return html`<div class="gap-above">
    <${Notice} live title=${`Graded again by ${graderWords(scorecard)}.`} action=${html`<a class="btn" href=${`/sessions/${id}/compare/${id}`}>Compare the two</a>`}>${changedWords(previous, scorecard)}<//>
  </div>`;
}

/** This many changed labels are named one by one. */
const NAMED = 4;

/**
 * "ML system design rubric 1.0"; of a loop all three.
 * @param {SessionView} session
 * @param {Scorecard} card
 */
function rubricWords(session, card) {
  const ids = card.rubric.id.split("+");
  const names = ids.map((id) => session.round.legs.find((leg) => leg.rubric === id)?.title ?? id);
  const versions = [...new Set(card.rubric.version.split("+"))];
  return `${listed(names)} ${ids.length > 1 ? "rubrics" : "rubric"} ${listed(versions)}`;
}

/**
 * Who graded, with what, and what else can be done.
 * @param {{session: SessionView, card: Scorecard, grading: number | undefined, recordings: number, onRegrade: () => void, onDelete: () => void,
 *   onDeleteRecordings: () => void}} props `recordings`: how many there are
 */
export function Colophon({ session, card, grading, recordings, onRegrade, onDelete, onDeleteRecordings }) {
  const here = encodeURIComponent(session.id);
  const gradings = session.gradings.length;
  const now = grading ?? gradings - 1;
  return html`<footer class="colophon">
    <p class="faint xs">Graded ${card.grader.kind === "embedded" ? "on this computer " : ""}by ${graderWords(card)}${card.grader.kind === "embedded" ? ` (${card.grader.model})` : ""} with the ${rubricWords(session, card)}.${
      gradings > 1 ? ` Grading ${now + 1} of ${gradings}.` : ""
    }</p>
    ${accounts(card).map((account) => html`<p class="faint xs" key=${account}>${account}</p>`)}
    <p class="row wrap colophon-acts">
      ${gradings > 1 &&
      html`<${Menu}
        kind="btn bare tight"
        word="Other gradings"
        items=${session.gradings.map((one, index) => ({ word: `Grading ${index + 1}${index === now ? ", shown now" : ""}`, note: `${one.grader}, ${one.rubric}`, href: `/sessions/${here}?grading=${index}` }))}
      />`}
      <button type="button" class="btn bare tight" onClick=${onRegrade}>Grade again</button>
      <a class="btn bare tight" href=${`/sessions/${here}/compare`}>Compare</a>
      ${recordings > 0 && html`<button type="button" class="btn bare tight" onClick=${onDeleteRecordings}>Delete recordings</button>`}
      <button type="button" class="btn bare tight" onClick=${onDelete}>Delete</button>
    </p>
  </footer>`;
}
