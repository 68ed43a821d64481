// The same labels seen under another framework's steps, or at another level: only the boxes change.
import { capital, verdictWords } from "../format.js";
import { html, useEffect, useRef, useState } from "../html.js";
import { LabelIcon, labelWord } from "../labels.js";
import { useAction } from "../load.js";
import { Choice, ErrorBox } from "../shell.js";
import * as wire from "../wire.js";
import { LEVELS } from "./dialogs.js";

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Lenses} Lenses */
/** @typedef {import("../../types/wire.js").Level} Level */
/** @typedef {import("../../types/wire.js").SessionView} SessionView */

const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"];

/** The phases that it was held in. */
export const OWN_PHASES = "";

/**
 * What can be chosen: the phases that it was held in, then each framework once, however many legs have it.
 * @param {SessionView["round"]} round
 * @param {Lenses} lenses
 * @returns {{value: string, word: string}[]}
 */
export function lensOptions(round, lenses) {
  const phases = round.legs.length === 1 ? (round.legs[0]?.phases.length ?? 0) : null;
  const word = phases === null ? "As held" : `${NUMBERS[phases] ?? phases} ${phases === 1 ? "phase" : "phases"}`;
  const titles = new Map(lenses.lenses.map((lens) => [lens.id, lens.title]));
  return [{ value: OWN_PHASES, word }, ...[...titles].map(([value, title]) => ({ value, word: title }))];
}

/**
 * What a level makes of the labels, as sentences.
 * @param {Lenses} lenses
 * @param {Level} level
 * @returns {string}
 */
export function levelWords(lenses, level) {
  const found = lenses.levels.find((one) => one.level === level);
  if (!found || level === lenses.graded) return `Graded at ${lenses.graded} level.`;
  return [`The same labels at ${level} level: ${verdictWords(found.verdict).toLowerCase()}.`, ...found.caps].join(" ");
}

/**
 * The lenses of the grading that is shown; fetched again when the session is graded again.
 * @param {SessionView} session
 * @param {number | undefined} grading
 * @param {Lenses} first as they came with the page
 */
export function useLenses(session, grading, first) {
  const [lenses, setLenses] = useState(first);
  const gradings = useRef(session.gradings.length);
  const [fetchAgain, { error }] = useAction(async () => setLenses(await wire.lenses(session.id, grading)));
  useEffect(() => {
    if (gradings.current === session.gradings.length) return;
    gradings.current = session.gradings.length;
    void fetchAgain();
  }, [session.gradings.length]);
  return { lenses, error };
}

/**
 * @typedef {object} LensUse
 * @property {string} lens an id, or `OWN_PHASES`
 * @property {Level} level
 * @property {(lens: string) => void} onLens
 * @property {(level: Level) => void} onLevel
 */

/**
 * The control above the phases.
 * @param {{session: SessionView, criteria: readonly CriterionResult[], held: ReturnType<typeof useLenses>, use: LensUse}} props
 */
export function LensBar({ session, criteria, held, use }) {
  const { lenses, error } = held;
  const options = lensOptions(session.round, lenses);
  const needs = lenses.levels.find((one) => one.level === use.level)?.needs ?? [];
  const needed = criteria.filter((criterion) => needs.includes(criterion.id));
  if (options.length === 1 && lenses.levels.length === 1) return null;
  return html`<section class="lensbar" aria-label="The same labels, seen another way">
    ${options.length > 1 && html`<${Choice} legend="Steps" name="lens" value=${use.lens} options=${options} onChange=${use.onLens} />`}
    ${lenses.levels.length > 1 && html`<${Choice} legend="Level" name="lens-level" value=${use.level} options=${LEVELS} onChange=${use.onLevel} />`}
    <div class="lens-says sm quiet">
      <p role="status">${levelWords(lenses, use.level)}</p>
      ${needed.length > 0 &&
      html`<p class="needs"><span>${capital(use.level)} needs</span>${needed.map(
        ({ id, name, label }) => html`<span class="need" key=${id}><${LabelIcon} label=${label} silent />${name}<span class="sr">: ${labelWord(label)}</span></span>`,
      )}</p>`}
    </div>
    ${error && html`<${ErrorBox} error=${error} />`}
  </section>`;
}
