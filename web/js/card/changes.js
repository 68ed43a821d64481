// What differs between two scorecards, criterion by criterion.
import { html } from "../html.js";
import { LabelIcon } from "../labels.js";
import { verdictWords } from "../format.js";
import { scoreWords } from "./verdict.js";

/** @typedef {import("../../types/wire.js").CriterionResult} CriterionResult */
/** @typedef {import("../../types/wire.js").Scorecard} Scorecard */

/**
 * @typedef {object} Change
 * @property {string} id
 * @property {string} name
 * @property {CriterionResult | null} before null where the criterion did not apply
 * @property {CriterionResult | null} after
 * @property {"better" | "worse" | "same" | "uncalled" | "alone"} kind `uncalled`: not comparable, since one
 *   of the two can't be called; `alone`: it applied to one of the two only
 */

/**
 * Every criterion of either card, in the order of the newer one.
 * @param {Scorecard} before
 * @param {Scorecard} after
 * @returns {Change[]}
 */
export function changes(before, after) {
  const earlier = new Map(before.criteria.map((criterion) => [identity(criterion), criterion]));
  const later = new Set(after.criteria.map(identity));
  const paired = after.criteria.map((criterion) => change(earlier.get(identity(criterion)) ?? null, criterion));
  const gone = before.criteria.filter((criterion) => !later.has(identity(criterion))).map((criterion) => change(criterion, null));
  return [...paired, ...gone];
}

/**
 * What makes two criteria the same one. Key points are numbered within their question, so their words decide.
 * @param {CriterionResult} criterion
 */
const identity = (criterion) => (criterion.id.startsWith("kp-") ? `kp:${criterion.name}` : criterion.id);

/**
 * @param {CriterionResult | null} before
 * @param {CriterionResult | null} after
 * @returns {Change}
 */
function change(before, after) {
  const either = /** @type {CriterionResult} */ (after ?? before);
  /** @type {Change["kind"]} */
  let kind;
  if (before === null || after === null) kind = "alone";
  else if (before.label === after.label) kind = "same";
  else if (before.label === null || after.label === null) kind = "uncalled";
  else kind = after.label > before.label ? "better" : "worse";
  return { id: either.id, name: either.name, before, after, kind };
}

const RANK = { better: 0, worse: 1, uncalled: 2, alone: 3, same: 4 };

/**
 * Changed ones first: what got better, what got worse, then what cannot be compared.
 * @param {readonly Change[]} all
 */
export const changedFirst = (all) =>
  [...all].sort((a, b) => RANK[a.kind] - RANK[b.kind]);

/**
 * "Better on 6, worse on 1, the same on 10. One can’t be called."
 * @param {readonly Change[]} all
 */
export function changeWords(all) {
  /** @param {Change["kind"]} kind */
  const count = (kind) => all.filter((one) => one.kind === kind).length;
  const uncalled = count("uncalled");
  const alone = count("alone");
  const compared = [
    count("better") > 0 ? `better on ${count("better")}` : "",
    count("worse") > 0 ? `worse on ${count("worse")}` : "",
    count("same") > 0 ? `the same on ${count("same")}` : "",
  ].filter(Boolean);
  const first = count("same") === all.length && all.length > 1 ? `the same on all ${all.length}` : compared.join(", ");
  const sentences = [
    first === "" ? "" : `${first.charAt(0).toUpperCase()}${first.slice(1)}.`,
    uncalled > 0 ? `${uncalled === 1 ? "One" : uncalled} can’t be called.` : "",
    alone > 0 ? `${alone === 1 ? "One applies" : `${alone} apply`} to one of the two only.` : "",
  ];
  return sentences.filter(Boolean).join(" ");
}

/**
 * A label, or a dash where the criterion did not apply.
 * @param {{result: CriterionResult | null}} props
 */
export const ChangeLabel = ({ result }) =>
  result === null ? html`<span class="faint"><span aria-hidden="true">–</span><span class="sr">Does not apply</span></span>` : html`<${LabelIcon} label=${result.label} />`;

/**
 * The small table of changes.
 * @param {{all: readonly Change[], before: Scorecard, after: Scorecard, beforeName: string, afterName: string, everything: boolean}} props
 */
export function ChangeTable({ all, before, after, beforeName, afterName, everything }) {
  const shown = changedFirst(all).filter((one) => everything || one.kind !== "same");
  return html`<table>
    <thead>
      <tr><th scope="col">${everything ? "Criterion" : "Changed"}</th><th scope="col">${beforeName}</th><th scope="col">${afterName}</th></tr>
    </thead>
    <tbody>
      ${shown.map(
        (one) => html`<tr key=${one.id} class=${one.kind === "worse" ? "worse" : ""}>
          <th scope="row">${one.name}${one.kind === "worse" && html` <span>worse</span>`}</th>
          <td><${ChangeLabel} result=${one.before} /></td>
          <td><${ChangeLabel} result=${one.after} /></td>
        </tr>`,
      )}
      ${shown.length === 0 && html`<tr><td colspan="3" class="faint">No label changed.</td></tr>`}
    </tbody>
    <tfoot>
      <tr><th scope="row">Score</th><td>${scoreOf(before)}</td><td>${scoreOf(after)}</td></tr>
      <tr><th scope="row">Verdict</th><td>${verdictWords(before.verdict)}</td><td>${verdictWords(after.verdict)}</td></tr>
    </tfoot>
  </table>`;
}

/** @param {Scorecard} card */
export const scoreOf = (card) => (card.score === null ? "–" : scoreWords(card.score));
